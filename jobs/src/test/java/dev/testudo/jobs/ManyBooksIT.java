// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.cluster.ExecutorSynthesizer;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.plan.ChapterSelection;
import dev.testudo.jobs.plan.Corrections;
import dev.testudo.jobs.plan.PlanReport;
import dev.testudo.jobs.plan.RenderRequest;
import dev.testudo.jobs.plan.SegmentJob;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several books of one run, and a library of very many. */
class ManyBooksIT {
  @BeforeAll
  @AfterAll
  static void removeTheSession() {
    DisturbedTone.remove();
  }

  private static final int MANY = 10_000;

  @TempDir private Path folder;

  private Path library() {
    return folder.resolve("library");
  }

  private void manuscript(String name, String title) throws IOException {
    Path file = folder.resolve("waiting").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "# " + title + "\n\nThis is the book of " + title + ".\n");
  }

  private CommandLineRun batch(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(command, folder.resolve("waiting").toString()));
    arguments.addAll(List.of("--library", library().toString(), "--model", "tone"));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void oneBrokenManuscriptStopsNoOther() throws IOException {
    manuscript("a.md", "Ants");
    manuscript("b.md", "Bees");
    manuscript("sub/c.md", "Crows");
    Path broken = folder.resolve("waiting/broken.epub");
    Files.writeString(broken, "no archive");

    CommandLineRun run = batch("render");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("ants: ", "bees: ", "crows: ");
    assertThat(run.err())
        .contains("testudo: " + broken + ": Cannot read broken.epub: it is not an EPUB")
        .contains("3 of 4 manuscripts succeeded", "  failed: " + broken);
    assertThat(CommandLineRun.of("verify", "crows", "--library", library().toString()).exitCode())
        .isZero();

    Files.delete(broken);
    CommandLineRun again = batch("render");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("(0 rendered, 2 reused)");
  }

  @Test
  void aBookWhoseJobFailsStopsNoOther() throws IOException {
    manuscript("a.md", "Ants");
    manuscript("b.md", "Bees");
    manuscript("c.md", "Crows");
    manuscript("d.md", "Ducks");
    DisturbedTone.install(
        request -> {
          if (request.spokenText().contains("Bees")) {
            throw new SynthesisException(Category.MODEL, "Cannot speak at all: it is disturbed");
          }
          return Set.of();
        });
    try {
      CommandLineRun run = batch("render");
      assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
      assertThat(run.out()).contains("ants: Published", "crows: Published", "ducks: Published");
      assertThat(run.err())
          .contains("b.md: Cannot speak at all: it is disturbed")
          .contains("3 of 4 manuscripts succeeded");
    } finally {
      ExecutorSynthesizer.close();
    }
  }

  @Test
  void refusesTheSecondManuscriptOfABook() throws IOException {
    manuscript("a.md", "Ants");
    manuscript("b.md", "Ants");

    CommandLineRun run = batch("render");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("as \"ants\"", "has that name; render it by itself with --book");
    assertThat(run.err()).contains("1 of 2 manuscripts succeeded");
  }

  @Test
  void refusesOneNameForSeveralBooks() throws IOException {
    manuscript("a.md", "Ants");
    manuscript("b.md", "Bees");
    CommandLineRun run = batch("render", "--book", "insects");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Cannot give 2 manuscripts the one name \"insects\"");
    assertThat(library()).doesNotExist();
  }

  @Test
  void writesNothingIfEveryManuscriptIsBroken() throws IOException {
    manuscript("a.epub", "Ants");
    manuscript("b.epub", "Bees");
    assertThat(batch("render").exitCode()).isEqualTo(2);
    assertThat(library()).doesNotExist();
  }

  @Test
  void plansABookOfAVeryLargeLibraryWithoutReadingItsRoot() throws IOException {
    for (int i = 0; i < MANY; i++) {
      Path plans = library().resolve("plans/book=book-" + i);
      Files.createDirectories(plans);
      Files.writeString(
          plans.resolve("_work.json"), "{\"author\":\"\",\"title\":\"Book %d\"}".formatted(i));
    }
    manuscript("a.md", "Book 77");
    RenderRequest request =
        new RenderRequest(
            List.of(folder.resolve("waiting").toString()),
            library().toString(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "tone",
            ChapterSelection.ALL,
            Corrections.NONE,
            Settings.of(Settings.DEFAULT_PRESET, Map.of()));
    List<String> listed = new ArrayList<>();
    try (SegmentJob segmentation = new SegmentJob(request);
        Library library = Library.over(recordingLists(listed))) {
      String source = segmentation.sources().get(0);
      PlanReport report =
          PlanReport.of(segmentation.segment(source, library, Instant.now()), library);
      assertThat(report.json(Optional.empty())).contains("\"book\":\"book-77\"", "\"toRender\":2");
      assertThat(library.books()).hasSize(MANY).contains("book-77");
    }
    assertThat(listed).isNotEmpty().allMatch(path -> path.contains("book-77/"));
  }

  /** The library's store, which notes what it is asked to list. */
  private ObjectStore recordingLists(List<String> listed) {
    ObjectStore store = new StoreLocation(library().toString(), Map.of()).open();
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("list")) {
                listed.add((String) arguments[0]);
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
