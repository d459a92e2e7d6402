// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.library.AddedVoice;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Voices;
import dev.testudo.jobs.model.Models;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.audio.AudioReader;
import dev.testudo.synthesis.audio.AudioWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voices that are added to a library, with the tone model: its voice is a clip's pitch. */
class VoicesTest {
  private static final int RATE = 16_000;

  @TempDir private Path folder;

  private String library() {
    return folder.resolve("library").toString();
  }

  private String clip(String name, double hertz) {
    float[] samples = new float[2 * RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * i / RATE));
    }
    Path file = folder.resolve(name);
    AudioWriter.write(file, new Waveform(samples, RATE));
    return file.toString();
  }

  private CommandLineRun add(String name, String... clips) {
    String[] arguments = {"voice", "add", name, "--library", library(), "--model", "tone"};
    String[] all = Arrays.copyOf(arguments, arguments.length + clips.length);
    System.arraycopy(clips, 0, all, arguments.length, clips.length);
    return CommandLineRun.of(all);
  }

  private CommandLineRun speak(String voice, Path output) {
    return CommandLineRun.of(
        "speak",
        "Good evening.",
        "--output",
        output.toString(),
        "--model",
        "tone",
        "--voice",
        voice,
        "--library",
        library());
  }

  private CommandLineRun plan(String voice) throws IOException {
    Path book = folder.resolve("book.md");
    Files.write(book, "# Book\n\nAll is well.\n".getBytes(StandardCharsets.UTF_8));
    return CommandLineRun.of(
        "plan", book.toString(), "--library", library(), "--model", "tone", "--voice", voice);
  }

  @Test
  void speaksWithTheMeanOfTheClips() {
    CommandLineRun run = add("fern", clip("a.wav", 400), clip("b.wav", 600));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("fern: voice ").contains("from 4 s of speech");
    assertThat(run.out().lines().skip(1))
        .singleElement()
        .asString()
        .matches(
            "This voice is not near the speaker of the clips: similarity 0\\.\\d\\d, where speakers"
                + " that a model knows have 0\\.82 or more; of the model's own voices tone(-low)?"
                + " is nearest, with 0\\.\\d\\d\\.");
    Path output = folder.resolve("spoken.wav");
    assertThat(speak("fern", output).exitCode()).isZero();
    assertThat(AudioReader.read(output, RATE).seconds()).isPositive();
  }

  @Test
  void plansWithIt() throws IOException {
    assertThat(add("fern", clip("a.wav", 400)).exitCode()).isZero();
    CommandLineRun run = plan("fern");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("voice fern");
  }

  @Test
  void listsTheNewestOfANameFirst() {
    String[] list = {"voice", "list", "--model", "tone", "--library", library()};
    assertThat(CommandLineRun.of(list).out()).contains("No voice was added to this library.");
    add("fern", clip("a.wav", 400));
    add("ash", clip("b.wav", 500));
    add("fern", clip("c.wav", 600), "--description", "Higher.");
    List<String> lines =
        CommandLineRun.of(list).out().lines().skip(2).toList(); // after the model's own
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .startsWith("ash  ")
        .contains("model tone (", "1 clip, 2 s, similarity 0.");
    assertThat(lines.get(1)).startsWith("fern  ").endsWith("Higher.");
    assertThat(lines.get(2)).startsWith("fern  ").doesNotContain("Higher.");
  }

  @Test
  void addingAVoiceAgainMakesItTheNewest() {
    String first = clip("a.wav", 400);
    add("fern", first);
    add("fern", clip("b.wav", 500));
    String old = newest();
    add("fern", first);
    assertThat(newest()).isNotEqualTo(old);
    add("fern", clip("b.wav", 500));
    assertThat(newest()).isEqualTo(old);
  }

  /** {@return the digest of the voice in use} */
  private String newest() {
    return voice("fern").digest();
  }

  private Voice voice(String name) {
    SpeechModel model = Models.open("tone", Map.of());
    return Voices.choose(
        model, Optional.of(name), () -> new LibraryFolder(Path.of(library())).open());
  }

  @Test
  void refusesAVoiceOfAnotherModel() throws IOException {
    try (Library library = new LibraryFolder(Path.of(library())).open()) {
      Voice voice = Voice.of("fern", Map.of("lowestHz", new float[] {1}));
      new Voices(library)
          .add(
              voice,
              new AddedVoice(
                  1,
                  "fern",
                  voice.digest(),
                  "old",
                  "0".repeat(64),
                  "",
                  null,
                  Instant.now(),
                  List.of(),
                  null));
    }
    CommandLineRun run = plan("fern");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("it was added for model old (000000000000), not for tone")
        .contains("add it again with this one");
  }

  @Test
  void refusesAVoiceThatNobodyHas() throws IOException {
    add("ash", clip("a.wav", 400));
    CommandLineRun run = plan("fern");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("Cannot speak with voice \"fern\": model \"tone\" has [tone, tone-low]")
        .contains("and the library has [ash]");
  }

  @Test
  void refusesANameThatTheModelHas() {
    CommandLineRun run = add("tone-low", clip("a.wav", 400));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("model \"tone\" has a voice of this name; choose another");
  }

  @Test
  void refusesSeedsOfAModelWithoutRandomVoicesAndUnclearWishes() {
    CommandLineRun run = add("fern", "--random", "7");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("Cannot make a random voice: model \"tone\" has only the voices");
    assertThat(add("fern", clip("a.wav", 400), "--random", "7").err())
        .contains("it is made either from clips or by --random SEED; give one of the two");
    assertThat(add("fern").err()).contains("give at least one clip");
    assertThat(Path.of(library())).doesNotExist();
  }

  @Test
  void refusesAClipThatCannotBeReadAndAddsNothing() throws IOException {
    Path noise = Files.writeString(folder.resolve("notes.wav"), "no sound");
    CommandLineRun run = add("fern", clip("a.wav", 400), noise.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("testudo: Cannot read \"" + noise);
    assertThat(Path.of(library())).doesNotExist();
  }

  @Test
  void noticesDamage() throws IOException {
    add("fern", clip("a.wav", 400));
    Path latents =
        new LibraryFolder(Path.of(library()))
            .files("voices").stream()
                .filter(file -> file.toString().endsWith("latents.safetensors"))
                .findFirst()
                .orElseThrow();
    byte[] bytes = Files.readAllBytes(latents);
    bytes[bytes.length - 1] ^= 1;
    Files.write(latents, bytes);
    CommandLineRun run = plan("fern");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("latents.safetensors: it is damaged");
  }

  @Test
  void listsTheModelsVoicesWithRatePaceAndPitch() {
    CommandLineRun run = CommandLineRun.of("voice", "list", "--model", "tone");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "tone      16 kHz  15.4 letters/s  220 Hz  A tone, for tests.",
            "tone-low  16 kHz  15.4 letters/s  110 Hz  A tone, for tests.");
  }

  @Test
  void previewsTheSameWordsInEachVoice() {
    Path previews = folder.resolve("new/previews");
    CommandLineRun run =
        CommandLineRun.of("voice", "preview", "--model", "tone", "--to", previews.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    double[] seconds =
        List.of("tone.flac", "tone-low.flac").stream()
            .mapToDouble(name -> AudioReader.read(previews.resolve(name), RATE).seconds())
            .toArray();
    assertThat(seconds[0]).isGreaterThan(5).isEqualTo(seconds[1]);
  }

  @Test
  void refusesToPreviewAVoiceThatTheModelLacks() {
    Path previews = folder.resolve("previews");
    CommandLineRun run =
        CommandLineRun.of(
            "voice", "preview", "alto", "--model", "tone", "--to", previews.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("Cannot speak with voice \"alto\": model \"tone\" has [tone, tone-low]");
    assertThat(previews).doesNotExist();
  }
}
