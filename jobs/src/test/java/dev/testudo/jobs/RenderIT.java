// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.report.MetricsQuery;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.segmentation.Pause;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manuscript in, edition out, with the tone model on a local Spark. */
class RenderIT {
  @TempDir private Path folder;

  private LibraryFolder library() {
    return new LibraryFolder(folder.resolve("library"));
  }

  private CommandLineRun render(Path manuscript, String... more) {
    return CommandLineRun.render(manuscript, library().root(), more);
  }

  private CommandLineRun command(String name, String... more) {
    String[] arguments = new String[more.length + 4];
    System.arraycopy(
        new String[] {name, "book", "--library", library().root().toString()}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandLineRun.of(arguments);
  }

  @Test
  void rendersTheSampleAndVerifiesRollsBackAndExportsIt() throws IOException {
    CommandLineRun run = render(Manuscripts.SAMPLE);

    assertThat(run.exitCode()).as(run.err()).isZero();
    EditionRecord edition = library().edition("main");
    assertThat(edition.title()).isEqualTo("The Keeper of Lantern Rock");
    assertThat(edition.chapters())
        .extracting(EditionChapter::title)
        .containsExactly("Chapter I: The Lamp", "Chapter II: The Fog");
    assertThat(edition.listed()).isEmpty();
    assertThat(command("verify").out()).contains("all is as published");
    assertThat(command("verify").exitCode()).isZero();

    Path m4b = folder.resolve("book.m4b");
    assertThat(command("export", "--format", "m4b", "--output", m4b.toString()).exitCode())
        .isZero();
    assertThat(m4b).isNotEmptyFile();
    assertThat(command("rollback").err()).contains("previous");
  }

  @Test
  void rendersNothingTwiceAndOneEditedSentenceAlone() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 2, 6);
    assertThat(render(manuscript).exitCode()).isZero();
    Map<String, String> before = library().digests();
    List<Path> files = library().files("takes");
    EditionRecord first = library().edition("main");

    CommandLineRun again = render(manuscript);
    assertThat(again.out()).contains("(0 rendered, " + before.size() + " reused)");
    assertThat(library().files("takes")).isEqualTo(files);
    assertThat(library().edition("main")).isEqualTo(first);

    String text = Files.readString(manuscript);
    Files.writeString(manuscript, text.replace("number 4 of chapter 2", "number four of this"));
    CommandLineRun edited = render(manuscript);
    assertThat(edited.out()).contains("(1 rendered, " + (before.size() - 1) + " reused)");
    Map<String, String> after = library().digests();
    assertThat(after).containsAllEntriesOf(before).hasSize(before.size() + 1);
    assertThat(library().edition("main").version()).isEqualTo(first.version() + 1);

    assertThat(command("rollback").exitCode()).isZero();
    assertThat(library().edition("main").digest()).isEqualTo(first.digest());
  }

  @Test
  void aCastGivesSpeakersVoicesAndAChangeRendersThatSpeakersLinesAlone() throws IOException {
    Path manuscript =
        Files.writeString(
            folder.resolve("talk.md"),
            """
            # Talk

            “Is it late?” said Anna to Peter. She was tired.

            “Not very,” said Peter.

            “Then stay,” said Anna.
            """);
    CommandLineRun proposed =
        CommandLineRun.of("cast", manuscript.toString(), "--model", "tone", "--voice", "tone");
    assertThat(proposed.exitCode()).as(proposed.err()).isZero();
    assertThat(proposed.out())
        .contains("narrator = tone\n", "# 2 quotations, 5 words, a woman: “Is it late?”\nAnna = ");
    assertThat(render(manuscript).exitCode()).isZero();
    Map<String, String> alone = library().digests();

    Path cast =
        Files.writeString(folder.resolve("cast.txt"), "Anna = tone-low\nPeter = narrator\n");
    CommandLineRun first = render(manuscript, "--cast", cast.toString());
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(rows(1))
        .extracting(row -> row.speaker() + "/" + row.voice())
        .containsExactly("/", "Anna/tone-low", "/", "Peter/", "/", "Anna/tone-low", "/");
    Map<String, String> voices =
        library().takes().stream()
            .collect(Collectors.toMap(Take::key, take -> take.origin().voice()));
    rows(1)
        .forEach(
            row ->
                assertThat(voices.get(row.key()))
                    .isEqualTo(row.speaker().equals("Anna") ? "tone-low" : "tone"));

    assertThat(library().edition("main").speakers())
        .extracting(time -> time.speaker() + "/" + time.voice() + "/" + time.takes())
        .containsExactlyInAnyOrder("narrator/tone/4", "Anna/tone-low/2", "Peter/tone/1");
    CommandLineRun report = command("report");
    assertThat(report.out()).contains("minutes by speaker", "Anna (tone-low)");

    Files.writeString(cast, "Anna = tone-low\nPeter = tone-low\n");
    assertThat(render(manuscript, "--cast", cast.toString()).out())
        .contains("(1 rendered, 6 reused)");
    Files.writeString(cast, "Anna = tone-low\nPeter = tone-low\n“Not very = narrator\n");
    assertThat(render(manuscript, "--cast", cast.toString()).out())
        .contains("(0 rendered, 7 reused)");
    assertThat(render(manuscript).out()).contains("(0 rendered, " + alone.size() + " reused)");

    Path marked =
        Files.writeString(
            folder.resolve("marked.md"),
            "# Talk\n\n[voice: Anna]A letter from her.[/voice] He read it.\n\nOf [voice: tone-low]a"
                + " ship[/voice] she wrote.\n");
    assertThat(CommandLineRun.of("cast", marked.toString(), "--model", "tone").out())
        .contains("# 1 quotation, 4 words, a woman: A letter from her.\nAnna = ")
        .doesNotContain("tone-low = ");
    Path dark = Files.writeString(folder.resolve("dark.md"), "# Dark\n\n“Who is there?”\n");
    Path low = Files.writeString(folder.resolve("low.txt"), "unknown = tone-low\n");
    assertThat(
            CommandLineRun.of(
                    "plan",
                    dark.toString(),
                    "--library",
                    library().root().toString(),
                    "--model",
                    "tone",
                    "--cast",
                    low.toString())
                .out())
        .contains("no speaker is certain for 1 of 1 utterances of speech; \"tone-low\" reads them");
    Path marks = Files.writeString(folder.resolve("marks.txt"), "Anna = tone-low\n");
    CommandLineRun script =
        CommandLineRun.of(
            "script",
            marked.toString(),
            "--library",
            library().root().toString(),
            "--model",
            "tone",
            "--cast",
            marks.toString());
    assertThat(script.out().lines().filter(line -> line.contains("tone-low")))
        .as(script.err())
        .hasSize(2);
  }

  @Test
  void metricsMatchTheAudioOneToOne() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 3, 5);
    assertThat(render(manuscript, "--set", "mastering=raw").exitCode()).isZero();

    Map<String, Take> takes =
        library().takes().stream().collect(Collectors.toMap(Take::key, take -> take));
    for (EditionChapter chapter : library().edition("main").chapters()) {
      List<PlanRow> rows = rows(chapter.index());
      long samples = rows.stream().mapToLong(r -> takes.get(r.key()).audio().samples()).sum();
      long silence = Math.round(rawSilenceSeconds(rows) * chapter.sampleRateHz());
      assertThat(chapter.takes()).isEqualTo(rows.size());
      assertThat(chapter.samples()).isCloseTo(samples + silence, within(1L));
    }
    assertThat(library().runs()).hasSize(1);
    assertThat(library().runs().get(0).rendered()).isEqualTo(library().takes().size());
    assertThat(library().runs().get(0).audioSeconds())
        .isCloseTo(
            library().takes().stream().mapToDouble(take -> take.audio().seconds()).sum(),
            offset(1e-6));
    CommandLineRun report = CommandLineRun.of("report", "--library", library().root().toString());
    assertThat(report.out()).contains("takes: " + library().takes().size() + " rendered");
    CommandLineRun unknown =
        CommandLineRun.of("report", "bok", "--library", library().root().toString());
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err())
        .startsWith("testudo: Cannot report on book \"bok\": the library holds")
        .contains("(did you mean \"book\"?)");
  }

  private List<PlanRow> rows(int chapter) {
    try (Library opened = library().open()) {
      return opened.latestPlan("book", "main").orElseThrow().rows().stream()
          .filter(row -> row.chapter() == chapter)
          .toList();
    }
  }

  /** Lead-in, pauses and lead-out of conf/mastering/raw.properties. */
  private static double rawSilenceSeconds(List<PlanRow> rows) {
    Map<Pause, Double> pauses =
        Map.of(Pause.CLAUSE, 0.15, Pause.SENTENCE, 0.4, Pause.PARAGRAPH, 0.8, Pause.HEADING, 1.5);
    double between =
        rows.subList(0, rows.size() - 1).stream()
            .mapToDouble(row -> pauses.get(row.pauseAfter()))
            .sum();
    return 0.75 + between + 2;
  }

  @Test
  void sameBytesWhateverTheCoresTasksAndWindow() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 2, 8);
    assertThat(render(manuscript, "--master", "local[1,4]").exitCode()).isZero();
    LibraryFolder other = new LibraryFolder(folder.resolve("other"));
    CommandLineRun parallel =
        CommandLineRun.render(
            manuscript, other.root(), "--master", "local[3,4]", "--set", "unit-seconds=10");
    assertThat(parallel.exitCode()).isZero();

    assertThat(other.files("takes").size()).isGreaterThan(library().files("takes").size());
    assertThat(other.digests()).isEqualTo(library().digests());
    assertThat(other.edition("main").chapters()).isEqualTo(library().edition("main").chapters());
  }

  @Test
  void selectedChaptersGoToAnEditionOfTheirOwnAndServeTheWholeLater() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 3, 4);
    assertThat(render(manuscript, "--chapters", "2-3").exitCode()).isZero();
    assertThat(library().hasEdition("main")).isFalse();
    assertThat(library().edition("chapters-2-3").chapters())
        .extracting(EditionChapter::index)
        .containsExactly(2, 3);

    int selected = library().takes().size();
    CommandLineRun whole = render(manuscript);
    assertThat(whole.out()).contains(selected + " reused)");
    assertThat(library().edition("main").chapters()).hasSize(3);
  }

  @Test
  void storesTakesWithoutPublishingAndPublishesThemLater() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 1, 4);
    assertThat(render(manuscript, "--no-publish").exitCode()).isZero();
    assertThat(library().hasEdition("main")).isFalse();

    CommandLineRun published = command("publish", "--set", "mastering=podcast");
    assertThat(published.exitCode()).as(published.err()).isZero();
    assertThat(library().edition("main").chapters().get(0).sampleRateHz()).isEqualTo(44_100);
  }

  @Test
  void retakesAnUtteranceAndTakesItBack() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 1, 4);
    assertThat(render(manuscript).exitCode()).isZero();
    EditionRecord first = library().edition("main");

    assertThat(command("retake", "2").exitCode()).isZero();
    assertThat(render(manuscript).out()).contains("(1 rendered");
    assertThat(library().edition("main").digest()).isNotEqualTo(first.digest());

    assertThat(command("retake", "2", "--undo").exitCode()).isZero();
    assertThat(render(manuscript).out()).contains("(0 rendered");
    assertThat(library().edition("main").digest()).isEqualTo(first.digest());
  }

  @Test
  void readyQueriesRunThroughSparkSql() throws IOException {
    assertThat(render(Manuscripts.numbered(folder, 2, 3)).exitCode()).isZero();
    assertThat(new TreeSet<>(MetricsQuery.names())).hasSizeGreaterThanOrEqualTo(5);
    try (LazySession session =
            LazySession.withoutModel(Optional.empty(), Settings.ofStorage(Map.of()));
        var opened = library().open()) {
      MetricsQuery queries = new MetricsQuery(session, opened);
      for (String name : MetricsQuery.names()) {
        try (Warnings warnings = Warnings.ofSpark()) {
          assertThat(queries.run(name).lines()).as(name).hasSizeGreaterThan(1);
          assertThat(warnings.messages()).as(name).isEmpty();
        }
      }
    }
  }

  @Test
  void publishesANewCoverAndExportsWithoutOneThatPlayersDoNotShow() throws IOException {
    Path book = Epubs.withCover(folder.resolve("book.epub"), "image/gif", picture("gif", 40));
    String plan = plan(book).out();
    assertThat(plan).contains("cover: GIF, of which a JPEG is made");
    assertThat(render(book).exitCode()).isZero();
    EditionRecord first = library().edition("main");
    assertThat(library().files("editions")).anyMatch(file -> file.endsWith("cover.jpeg"));
    assertThat(render(book).out()).contains("nothing has changed");

    Epubs.withCover(book, "image/png", picture("png", 50));
    assertThat(render(book).out()).contains("Published book", "(0 rendered");
    assertThat(library().edition("main").digest()).isNotEqualTo(first.digest());
    assertThat(export("--no-cover").err()).isEmpty();

    Epubs.withCover(
        book, "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(UTF_8));
    assertThat(plan(book).out())
        .contains("cover: SVG, which players do not show", "export --cover");
    assertThat(render(book).exitCode()).isZero();
    assertThat(export().exitCode()).isZero();
    Path gif = Files.write(folder.resolve("own.gif"), picture("gif", 60));
    assertThat(export("--cover", gif.toString()).exitCode()).isZero();
    assertThat(export("--cover", book.toString()).err()).contains("as a cover: it is no picture");
  }

  @Test
  void takesACorrectedTitleForTheBookThatIsNamedAndWarnsOnce() throws IOException {
    Path manuscript = Manuscripts.numbered(folder, 1, 3);
    assertThat(render(manuscript).exitCode()).isZero();
    Files.writeString(
        manuscript,
        Files.readString(manuscript).replace("# A numbered book", "# The numbered book"));

    assertThat(plan(manuscript).out())
        .contains("warning: The book book was \"A numbered book\" until now");
    String json = plan(manuscript, "--json", "--price-per-hour", "3600").out();
    JsonNode cost = new ObjectMapper().readTree(json).get("cost");
    assertThat(cost.get("total").asDouble())
        .as("one title at the speed of the run before")
        .isPositive()
        .isEqualTo(3600 * cost.get("deviceHours").asDouble());
    assertThat(render(manuscript).out()).contains("Published book");
    assertThat(library().edition("main").title()).isEqualTo("The numbered book");
    assertThat(plan(manuscript).out()).doesNotContain("warning: The book");
  }

  private CommandLineRun plan(Path manuscript, String... more) {
    return CommandLineRun.of(CommandLineRun.arguments("plan", manuscript, library().root(), more));
  }

  private CommandLineRun export(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--format", "m4b", "--output", folder.resolve("book.m4b").toString()));
    arguments.addAll(List.of(more));
    return command("export", arguments.toArray(String[]::new));
  }

  private static byte[] picture(String format, int width) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, 60, BufferedImage.TYPE_INT_RGB), format, bytes);
    return bytes.toByteArray();
  }
}
