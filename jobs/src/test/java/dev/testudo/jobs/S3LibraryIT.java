// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.model.Models;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.StarterBundle;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.audio.AudioWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A library in object storage, by the command line and a real S3 server. */
class S3LibraryIT {
  private static final String LIBRARY = "s3a://" + S3Server.BUCKET + "/library";

  @TempDir private static Path folder;
  private static S3Server server;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void rendersVerifiesAndRendersNothingTwiceWithoutShowingCredentials()
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("render", Manuscripts.SAMPLE.toRealPath().toString()));
    command.addAll(List.of("--book", "book", "--model", "tone", "--library", LIBRARY, "--verbose"));
    ChildProcess rendered = launch(command);
    assertThat(rendered.exitCode()).as(rendered.err()).isZero();
    assertThat(rendered.out()).contains("Published book", " 0 reused)");
    assertThat(rendered.out() + rendered.err())
        .contains("s3a://")
        .doesNotContain(S3Server.SECRET_KEY, S3Server.ACCESS_KEY);

    CommandLineRun again = run(command.toArray(String[]::new));
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("(0 rendered");
    CommandLineRun verified = run("verify", "book", "--library", LIBRARY);
    assertThat(verified.out()).contains("all is as published");
    assertThat(verified.exitCode()).isZero();
    CommandLineRun swept = run("sweep", "--older-than", "0m", "--library", LIBRARY);
    assertThat(swept.out()).contains("Deleted 0 leftovers");
    String to = "s3a://" + S3Server.BUCKET + "/out";
    CommandLineRun exported =
        run("export", "book", "--format", "vtt,opus", "--to", to, "--library", LIBRARY);
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.out()).contains(to + "/book.opus");
    try (ObjectStore store = ObjectStore.open(to, server.settings())) {
      assertThat(store.list("").map(StoredObject::path).toList())
          .containsExactly(
              ".book.export.json",
              "book-vtt/01 - Chapter I The Lamp.vtt",
              "book-vtt/01 - Chapter I The Lamp.words.vtt",
              "book-vtt/02 - Chapter II The Fog.vtt",
              "book-vtt/02 - Chapter II The Fog.words.vtt",
              "book.opus",
              "book.vtt",
              "book.words.vtt");
    }
    // By a Spark job, which finds what is there.
    String master = "local[" + Runtime.getRuntime().availableProcessors() + ",4]";
    CommandLineRun job =
        run(
            "export",
            "book",
            "--master",
            master,
            "--format",
            "vtt,srt",
            "--to",
            to,
            "--library",
            LIBRARY);
    assertThat(job.exitCode()).as(job.err()).isZero();
    assertThat(job.out()).contains(to + "/book.vtt  (unchanged)", to + "/book.srt\n");
    assertThat(credentialsIn(server.data())).isEmpty();
  }

  @Test
  void aModelIsCopiedFromTheStorageOnce() throws IOException {
    ModelBundle starter = StarterBundle.open();
    String uri = server.store(starter);
    System.setProperty("testudo.cache", folder.resolve("cache").toString());
    try {
      CommandLineRun bench = run("bench", "--model", uri, "--in-flight", "1", "--utterances", "1");
      assertThat(bench.exitCode()).as(bench.err()).isZero();
      String clip = folder.resolve("clip.wav").toString();
      AudioWriter.write(Path.of(clip), sine(2 * starter.clipRateHz(), starter.clipRateHz()));
      String voices = folder.resolve("voices").toString();
      CommandLineRun added = run("voice", "add", "fern", clip, "--model", uri, "--library", voices);
      assertThat(added.exitCode()).as(added.err()).isZero();
      assertThat(Models.open(uri, server.settings()).digest()).isEqualTo(starter.digest());
      assertThat(folder.resolve("cache/bundles")).isNotEmptyDirectory();
      Map<String, String> files = starter.manifest().files();
      try (ObjectStore store = ObjectStore.open(uri, server.settings())) {
        files.keySet().forEach(store::delete);
      }
      assertThat(Models.open(uri, server.settings()).digest()).isEqualTo(starter.digest());
    } finally {
      System.clearProperty("testudo.cache");
    }
  }

  @Test
  void doctorSaysWhatTheStorageCan() {
    CommandLineRun doctor = doctor(LIBRARY, server.settings());

    assertThat(doctor.out()).contains("ok    storage: " + LIBRARY);
    assertThat(doctor.exitCode()).isZero();
  }

  @Test
  void doctorSaysInOneSentenceThatTheKeyIsWrong() {
    Map<String, String> wrong = new TreeMap<>(server.settings());
    wrong.put("fs.s3a.secret.key", "another-secret");

    assertThat(failedCheck(doctor(LIBRARY, wrong)))
        .contains(LIBRARY, "permission is denied", "AWS_SECRET_ACCESS_KEY")
        .doesNotContain("another-secret");
  }

  @Test
  void doctorSaysInOneSentenceThatTheBucketIsMissing() {
    assertThat(failedCheck(doctor("s3a://no-such-bucket/library", server.settings())))
        .contains("s3a://no-such-bucket/library", "the bucket does not exist");
  }

  @Test
  void doctorSaysInOneSentenceThatNoServerAnswers() {
    Map<String, String> nowhere = new TreeMap<>(server.settings());
    nowhere.putAll(S3Server.addressAt(S3Server.freePort()));

    assertThat(failedCheck(doctor(LIBRARY, nowhere)))
        .contains(LIBRARY, "the server cannot be reached", "fs.s3a.endpoint");
  }

  @Test
  void renderSaysSoonThatNoServerAnswers() {
    List<String> command =
        new ArrayList<>(List.of("render", Manuscripts.SAMPLE.toString(), "--library", LIBRARY));
    command.addAll(List.of("--model", "tone"));
    command.addAll(S3Server.asArguments(S3Server.settingsAt(S3Server.freePort())));

    CommandLineRun run = CommandLineRun.of(command.toArray(String[]::new));

    assertThat(run.exitCode()).as("run again").isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("the server cannot be reached");
  }

  /** {@return the line of the check that failed, which is a sentence} */
  private static String failedCheck(CommandLineRun doctor) {
    assertThat(doctor.exitCode()).isEqualTo(1);
    List<String> failures = doctor.out().lines().filter(line -> line.startsWith("FAIL")).toList();
    assertThat(failures).hasSize(1);
    assertThat(doctor.out()).doesNotContain("Exception");
    return failures.get(0);
  }

  private static CommandLineRun doctor(String library, Map<String, String> settings) {
    List<String> arguments =
        new ArrayList<>(List.of("doctor", "--model", "tone", "--library", library));
    arguments.addAll(S3Server.asArguments(settings));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static Waveform sine(int samples, int rateHz) {
    float[] wave = new float[samples];
    for (int i = 0; i < samples; i++) {
      wave[i] = (float) (0.3 * Math.sin(2 * Math.PI * 220 * i / rateHz));
    }
    return new Waveform(wave, rateHz);
  }

  /** Runs a command in this process, with credentials as settings. */
  private static CommandLineRun run(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(S3Server.asArguments(server.settings()));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  /** Runs a command by the launcher, with credentials by the environment. */
  private static ChildProcess launch(List<String> command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(Path.of("../testudo").toRealPath().toString()));
    line.addAll(command);
    line.addAll(S3Server.asArguments(server.address()));
    return ChildProcess.of(folder, folder, line, S3Server.environment());
  }

  private static List<Path> credentialsIn(Path data) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (bytes.contains(S3Server.SECRET_KEY) || bytes.contains(S3Server.ACCESS_KEY)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
