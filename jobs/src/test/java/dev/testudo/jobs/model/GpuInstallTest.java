// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.synthesis.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small wheels from a real server. */
class GpuInstallTest {
  private static final String TORCH = "torch-1.0-cp311-cp311-manylinux_2_28_x86_64.whl";
  private static final String BLAS = "nvidia_blas_cu12-1.0-py3-none-manylinux2014_x86_64.whl";

  @TempDir private Path folder;
  private final List<String> requests = new ArrayList<>();
  private byte[] torch;
  private byte[] blas;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    torch = wheel(Map.of("torch/lib/libtorch.so", "torch", "torch/nn.py", "import this"));
    blas = wheel(Map.of("nvidia/blas/lib/libblas.so.12", "blas", "nvidia/blas/lib/other.so", "x"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String json =
        "{\"files\": [{\"filename\": \"torch-0.9.whl\", \"url\": \"x\"}, {\"filename\": \""
            + TORCH
            + "\", \"url\": \"../../files/"
            + TORCH
            + "#sha256=1\"}]}";
    serve("/simple/torch/", "application/vnd.pypi.simple.v1+json", json.getBytes(UTF_8));
    String html = "<a data-x=\"1\" href=\"/files/" + BLAS + "#sha256=1\">" + BLAS + "</a>";
    serve("/simple/nvidia-blas-cu12/", "text/html", html.getBytes(UTF_8));
    serve("/files/" + TORCH, "application/octet-stream", torch);
    serve("/files/" + BLAS, "application/octet-stream", blas);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void serve(String path, String type, byte[] body) {
    server.createContext(
        path,
        exchange -> {
          requests.add(exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().add("Content-Type", type);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static byte[] wheel(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private PackageIndex index() {
    return new PackageIndex(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/simple"));
  }

  private GpuInstall install(String sha256OfBlas) {
    String list =
        "# wheels\n"
            + String.join(
                "\t", TORCH, "" + torch.length, Sha256.ofBytes(torch), "5", "torch/lib/libtorch.so")
            + "\n"
            + String.join(
                "\t", BLAS, "" + blas.length, sha256OfBlas, "4", "nvidia/blas/lib/libblas.so.12");
    return new GpuInstall(Wheel.parse(list, "list"), folder.resolve("gpu"));
  }

  @Test
  void unpacksWhatIsLoadedAndNothingElse() throws IOException {
    GpuInstall install = install(Sha256.ofBytes(blas));
    install.requireRoom();
    assertThat(install.downloadBytes()).isEqualTo(torch.length + blas.length);
    GpuLibraries libraries = install.fromIndex(index(), (wheel, bytes) -> {});

    assertThat(libraries.bytes()).isEqualTo(9);
    assertThat(libraries.torch().resolve("libtorch.so")).hasContent("torch");
    assertThat(libraries.folder().resolve("nvidia/blas/lib/libblas.so.12")).hasContent("blas");
    assertThat(libraries.folder().resolve("nvidia/blas/lib/other.so")).doesNotExist();
    assertThat(libraries.folder().resolve("downloads")).doesNotExist();
    assertThat(GpuLibraries.find(libraries.folder().toString(), Map.of())).contains(libraries);

    assertThat(GpuLibraries.remove(libraries.folder())).isEqualTo(9);
    assertThat(libraries.folder()).doesNotExist();
    assertThatThrownBy(() -> GpuLibraries.remove(libraries.folder()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none are installed there");
  }

  @Test
  void refusesAnotherWheelAndTakesUpWhereItEnded() {
    assertThatThrownBy(() -> install("0".repeat(64)).fromIndex(index(), (wheel, bytes) -> {}))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("its SHA-256 is " + Sha256.ofBytes(blas));
    assertThatThrownBy(() -> GpuLibraries.open(folder.resolve("gpu")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("run \"testudo gpu install --to");

    requests.clear();
    install(Sha256.ofBytes(blas)).fromIndex(index(), (wheel, bytes) -> {});
    assertThat(requests).noneMatch(path -> path.contains("torch"));
  }

  @Test
  void needsNoNetworkWithAFolderOfWheels() throws IOException {
    Path wheels = Files.createDirectories(folder.resolve("wheels"));
    Files.write(wheels.resolve(TORCH), torch);
    GpuInstall install = install(Sha256.ofBytes(blas));
    assertThatThrownBy(() -> install.fromFolder(wheels))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("it lacks " + BLAS);
    Files.write(wheels.resolve(BLAS), blas);

    assertThat(install.fromFolder(wheels).bytes()).isEqualTo(9);
    assertThat(wheels.resolve(BLAS)).exists();
    assertThat(requests).isEmpty();
  }

  @Test
  void executorsCopyFromAStorageOnce() throws IOException {
    GpuLibraries installed = install(Sha256.ofBytes(blas)).fromIndex(index(), (wheel, bytes) -> {});
    Path stored = folder.resolve("stored");
    try (ObjectStore store = ObjectStore.open(stored.toString(), Map.of())) {
      installed.upload(store);
    }
    GpuLibraries copied = GpuLibraries.find(stored.toUri().toString(), Map.of()).orElseThrow();
    assertThat(copied.files()).isEqualTo(installed.files());
    Files.writeString(stored.resolve("torch/lib/libtorch.so"), "cut");
    assertThatThrownBy(() -> GpuLibraries.find(stored.toString(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("torch/lib/libtorch.so is not whole");
  }

  @Test
  void theReleaseNamesEveryLibraryThatItsTorchIsLinkedTo() {
    List<Wheel> release = Wheel.ofRelease();
    assertThat(release).hasSize(13);
    assertThat(release.stream().flatMap(wheel -> wheel.libraries().stream()))
        .contains("torch/lib/libtorch_cuda.so", "nvidia/cudnn/lib/libcudnn.so.9")
        .doesNotHaveDuplicates();
    assertThatThrownBy(() -> Wheel.parse("a\tb", "list"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot use the list list: line 1: it has 2 columns, not 5");
    assertThatThrownBy(
            () -> Wheel.parse(TORCH + "\t1\t" + "0".repeat(64) + "\t1\t../libtorch.so", "list"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not a path within a wheel");
  }

  @ParameterizedTest
  @CsvSource({
    "Linux amd64,   580.159.03, 9.0, ''",
    "Linux amd64,   525.60.13,  5.0, ''",
    "Linux amd64,   525.60.12,  9.0, CUDA 12 needs 525.60.13 or newer",
    "Linux amd64,   470.1,      9.0, its driver is version 470.1",
    "Linux amd64,   580.1,      10.0, no code for compute capability 10.0",
    "Linux amd64,   580.1,      3.7, no code for compute capability 3.7",
    "Linux aarch64, 580.1,      9.0, for Linux on x86-64 only",
  })
  void saysWhyAMachineCannotUseIt(String system, String driver, String capability, String reason) {
    List<NvidiaSmi.Gpu> gpus =
        NvidiaSmi.parse("NVIDIA H200, " + driver + ", " + capability + ", 143771, 143000");
    assertThat(gpus).hasSize(1);
    assertThat(gpus.get(0).memoryBytes()).isEqualTo(143771L << 20);
    String said = GpuInstall.unsupportedReason(system, gpus).orElse("");
    assertThat(said).contains(reason);
    assertThat(said.isEmpty()).isEqualTo(reason.isEmpty());
    assertThat(NvidiaSmi.parse("NVIDIA H200, [N/A], [N/A]")).isEmpty();
  }
}
