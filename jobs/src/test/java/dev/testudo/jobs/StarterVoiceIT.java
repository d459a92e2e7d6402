// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The voice that ships with the project, through Spark. */
class StarterVoiceIT {
  @TempDir private Path folder;

  /** One task after the other, then three at once whose units cut the book elsewhere. */
  @Test
  void sameBytesWhateverTheTasksAndTheirGroupingOfFifteenUtterances() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 2, 6);
    LibraryFolder one = render(manuscript, "one", 1, 120);
    LibraryFolder many = render(manuscript, "many", 3, 15);

    assertThat(many.files("takes").size()).isGreaterThan(one.files("takes").size());
    assertThat(many.digests()).hasSize(15).isEqualTo(one.digests());
    assertThat(many.edition("main").chapters()).isEqualTo(one.edition("main").chapters());
    assertThat(one.edition("main").listed()).isEmpty();
    assertThat(one.takes()).extracting(take -> take.cost().attempts()).containsOnly(1);
  }

  /** What the model can say is the easiest speaker to copy: its own voice. */
  @Test
  void findsTheVoiceOfAClipNearItsSpeaker() {
    String clip = folder.resolve("clip.wav").toString();
    String library = folder.resolve("library").toString();
    String text =
        "The lamp was lit at dusk, and the keeper went down to the harbour to wait for her.";
    String[] speak = {"speak", text, "--voice", "bm_george", "--output", clip};
    assertThat(CommandLineRun.of(speak).exitCode()).isZero();

    CommandLineRun run = CommandLineRun.of("voice", "add", "keeper", clip, "--library", library);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("It sounds like the speaker of the clips: similarity 0.9");
    assertThat(CommandLineRun.of("voice", "list", "--library", library).out())
        .containsPattern("keeper .* similarity 0\\.9\\d \\(near the clips\\)");
  }

  @Test
  void saysInOneSentenceThatThereIsNoSuchDevice() throws Exception {
    List<String> command =
        List.of(
            Path.of("../testudo").toRealPath().toString(),
            "render",
            Manuscripts.numbered(folder, 1, 2).toString(),
            "--library",
            folder.resolve("library").toString(),
            "--set",
            "device=cuda:99");
    ChildProcess run = ChildProcess.of(folder, folder, command);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).doesNotContain("\tat ", "ERROR");
    assertThat(run.err().lines().filter(line -> line.startsWith("testudo: ")))
        .singleElement()
        .asString()
        .startsWith("testudo: Cannot use cuda:99: ");
  }

  private LibraryFolder render(Path manuscript, String name, int cores, int unitSeconds) {
    LibraryFolder library = new LibraryFolder(folder.resolve(name));
    CommandLineRun run =
        CommandLineRun.of(
            "render",
            manuscript.toString(),
            "--library",
            library.root().toString(),
            "--book",
            "book",
            "--master",
            "local[" + cores + ",4]",
            "--set",
            "unit-seconds=" + unitSeconds);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return library;
  }
}
