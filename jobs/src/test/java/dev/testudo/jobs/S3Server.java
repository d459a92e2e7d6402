// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.synthesis.ModelBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 server in a process of its own on the loopback address, with one bucket: s3proxy, which
 * comes with the build, or versitygw. Its objects are files, so it can be killed and started again.
 */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "books";
  public static final String ACCESS_KEY = "test-access-key";
  public static final String SECRET_KEY = "test-secret-never-to-be-seen";

  private static final Path JAR = Path.of("target/s3proxy/s3proxy.jar");

  private final Path folder;
  private final int port;
  private final List<String> command;
  private Process process;

  private S3Server(Path folder, int port, List<String> command) {
    this.folder = folder;
    this.port = port;
    this.command = command;
  }

  /** Starts s3proxy over a folder that it makes. */
  public static S3Server start(Path folder) throws IOException {
    if (!Files.exists(JAR)) {
      throw new AssertionError("Build first (mvn package), which copies " + JAR);
    }
    Path data = folder.resolve("data");
    Files.createDirectories(data.resolve(BUCKET));
    int port = freePort();
    Path settings =
        Files.write(
            folder.resolve("s3proxy.properties"),
            List.of(
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + ACCESS_KEY,
                "s3proxy.credential=" + SECRET_KEY,
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + data,
                "jclouds.identity=unused",
                "jclouds.credential=unused"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    S3Server server =
        new S3Server(
            folder,
            port,
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                JAR.toString(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString()));
    server.start();
    return server;
  }

  /**
   * Starts versitygw over a folder that it makes.
   *
   * @param program as {@code .ci/versitygw} prints it
   */
  public static S3Server startVersityGw(Path folder, String program) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Path metadata = Files.createDirectories(folder.resolve("metadata"));
    int port = freePort();
    List<String> command =
        List.of(
            program,
            "--access",
            ACCESS_KEY,
            "--secret",
            SECRET_KEY,
            "--port",
            "127.0.0.1:" + port,
            "--quiet",
            "posix",
            // Not every file system has extended attributes.
            "--sidecar",
            metadata.toString(),
            data.toString());
    S3Server server = new S3Server(folder, port, command);
    server.start();
    try (S3Client client = server.client()) {
      client.createBucket(bucket -> bucket.bucket(BUCKET));
    }
    return server;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again after {@link #kill}, with the objects that it had. */
  void start() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    Await.until("the S3 server listens", () -> process.isAlive() && listens(port));
  }

  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** As kill -9 does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  int port() {
    return port;
  }

  /** {@return where the server keeps its objects} */
  Path data() {
    return folder.resolve("data");
  }

  /** Puts a model's bundle into the bucket. {@return its URI} */
  String store(ModelBundle bundle) throws IOException {
    String uri = "s3a://" + BUCKET + "/models/" + bundle.name();
    try (ObjectStore store = ObjectStore.open(uri, settings());
        Stream<Path> files = Files.walk(bundle.directory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        store.uploadIfAbsent(bundle.directory().relativize(file).toString(), file);
      }
    }
    return uri;
  }

  /** {@return the client's settings, without credentials} */
  public Map<String, String> address() {
    return addressAt(port);
  }

  static Map<String, String> addressAt(int port) {
    return Map.of(
        "fs.s3a.endpoint", "http://127.0.0.1:" + port,
        "fs.s3a.endpoint.region", "us-east-1",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.connection.ssl.enabled", "false");
  }

  /** {@return the client's settings, with credentials} */
  public Map<String, String> settings() {
    return settingsAt(port);
  }

  static Map<String, String> settingsAt(int port) {
    Map<String, String> settings = new TreeMap<>(addressAt(port));
    settings.put("fs.s3a.access.key", ACCESS_KEY);
    settings.put("fs.s3a.secret.key", SECRET_KEY);
    return settings;
  }

  /** {@return a plain client of this server, for what a library does not do} */
  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  /** {@return credentials as the SDK's environment variables} */
  static Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
  }

  /** {@return settings as a command line takes them} */
  static List<String> asArguments(Map<String, String> settings) {
    List<String> arguments = new ArrayList<>();
    new TreeMap<>(settings)
        .forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }

  @Override
  public void close() {
    kill();
  }
}
