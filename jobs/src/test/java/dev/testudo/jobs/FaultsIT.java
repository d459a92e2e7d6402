// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.cluster.ExecutorSynthesizer;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.tone.ToneModel.Disturbance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on the way, with a tone model that is disturbed. */
class FaultsIT {
  @BeforeAll
  @AfterAll
  static void removeTheSession() {
    DisturbedTone.remove();
  }

  @TempDir private Path folder;

  @AfterEach
  void forgetTheDisturbedModel() {
    ExecutorSynthesizer.close();
  }

  private LibraryFolder library() {
    return new LibraryFolder(folder.resolve("library"));
  }

  /** Renders with a tone model that the executor of this JVM finds loaded already. */
  private CommandLineRun render(Disturbance disturbance, Path manuscript, String... more) {
    DisturbedTone.install(disturbance);
    return CommandLineRun.render(manuscript, library().root(), more);
  }

  @Test
  void failedTaskAttemptsAreRetried() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 2, 6);
    AtomicInteger calls = new AtomicInteger();
    CommandLineRun run =
        render(
            request -> {
              if (calls.incrementAndGet() == 5) {
                throw new SynthesisException(
                    Category.MODEL, "Unexpected error: the fifth call fails");
              }
              return Set.of();
            },
            manuscript);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(library().runs().get(0).taskRetries()).isEqualTo(1);
    assertThat(library().edition("main").listed()).isEmpty();
  }

  @Test
  void anUtteranceThatCannotBeSpokenBlocksTheBookUnlessGapsAreAllowed() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 1, 5);
    Disturbance thirdParagraph =
        request -> {
          if (request.spokenText().contains("number three")) {
            throw new SynthesisException(Category.INPUT, "Cannot speak this text: it is disturbed");
          }
          return Set.of();
        };

    CommandLineRun blocked = render(thirdParagraph, manuscript);
    assertThat(blocked.exitCode()).isEqualTo(1);
    assertThat(blocked.out()).contains("1 of").contains("--max-missing 1");
    assertThat(library().hasEdition("main")).isFalse();

    CommandLineRun allowed = render(thirdParagraph, manuscript, "--max-missing", "1");
    assertThat(allowed.exitCode()).isZero();
    assertThat(library().edition("main").listed())
        .extracting(EditionRecord.Listed::reason)
        .containsExactly("missing");

    CommandLineRun healed = render(request -> Set.of(), manuscript);
    assertThat(healed.out()).contains("(1 rendered");
    assertThat(library().edition("main").listed()).isEmpty();
  }

  @Test
  void suspiciousTakesArePublishedAndListed() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 1, 4);
    CommandLineRun run =
        render(
            request ->
                request.spokenText().contains("number two")
                    ? Set.of(SpeechFault.NO_STOP)
                    : Set.of(),
            manuscript);
    assertThat(run.exitCode()).isZero();
    assertThat(library().edition("main").listed())
        .extracting(EditionRecord.Listed::reason)
        .singleElement()
        .asString()
        .containsIgnoringCase("no_stop");
    assertThat(run.out()).contains("listed: utterance");
  }

  @Test
  void anUnreadableTakesFileIsQuarantinedAndItsTakesRenderedAgain() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 2, 6);
    assertThat(render(request -> Set.of(), manuscript, "--no-publish").exitCode()).isZero();
    List<Take> before = library().takes();
    Path damaged = library().files("takes").get(0);
    byte[] bytes = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length / 2));

    CommandLineRun run = render(request -> Set.of(), manuscript);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).doesNotContain("(0 rendered");
    assertThat(library().files("quarantine")).isNotEmpty();
    assertThat(library().takes())
        .extracting(take -> take.audio().pcmSha256())
        .containsExactlyInAnyOrderElementsOf(
            before.stream().map(take -> take.audio().pcmSha256()).toList());
    assertThat(library().edition("main").listed()).isEmpty();
  }

  @Test
  void aTruncatedTakesFileOfAnEditionIsNoticedByTheNextRendering() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 2, 6);
    assertThat(render(request -> Set.of(), manuscript).exitCode()).isZero();
    Map<String, String> before = library().digests();
    Path damaged = library().files("takes").get(0);
    byte[] bytes = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length / 2));

    CommandLineRun run = render(request -> Set.of(), manuscript);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).doesNotContain("(0 rendered");
    assertThat(library().files("quarantine")).hasSize(1);
    assertThat(library().digests()).isEqualTo(before);
  }

  @Test
  void aChangedTakesFileOfAnEditionIsNoticedByVerifyAndMadeAgain() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 2, 6);
    assertThat(render(request -> Set.of(), manuscript).exitCode()).isZero();
    Path damaged = library().files("takes").get(0);
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);

    String[] verify = {"verify", "book", "--library", library().root().toString()};
    CommandLineRun noticed = CommandLineRun.of(verify);
    assertThat(noticed.exitCode()).isEqualTo(1);
    assertThat(library().files("quarantine")).hasSize(1);
    CommandLineRun run = render(request -> Set.of(), manuscript);
    assertThat(run.out()).doesNotContain("(0 rendered");
    CommandLineRun healed = CommandLineRun.of(verify);
    assertThat(healed.out()).contains("all is as published");
  }

  @Test
  void aLostDeviceEndsALocalRunInOneSentence() throws IOException {
    CommandLineRun run =
        render(
            request -> {
              throw new SynthesisException(Category.DEVICE, "Synthesis failed: device lost");
            },
            Manuscripts.numbered(folder, 1, 4));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("Synthesis failed: device lost");
  }

  @Test
  void severalBooksOfOneRunSucceedAndFailEachForItself() throws IOException {
    Path good = Files.writeString(folder.resolve("good.md"), "# Good\n\nAll is well here.\n");
    Path bad = Files.writeString(folder.resolve("bad.md"), "# Bad\n\nThis one is disturbed.\n");
    DisturbedTone.install(FaultsIT::refuseDisturbed);

    CommandLineRun run =
        CommandLineRun.of(
            "render",
            good.toString(),
            bad.toString(),
            "--library",
            library().root().toString(),
            "--model",
            "tone");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("good: Published good").contains("bad: Did not publish bad");
  }

  private static Set<SpeechFault> refuseDisturbed(UtteranceRequest request) {
    if (request.spokenText().contains("disturbed")) {
      throw new SynthesisException(Category.INPUT, "Cannot speak this text: it is disturbed");
    }
    return Set.of();
  }
}
