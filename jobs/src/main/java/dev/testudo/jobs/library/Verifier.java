// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StorageException;
import dev.testudo.jobs.store.VersionedBytes;
import dev.testudo.jobs.table.CorruptTableException;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.EditionTakesTable;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import dev.testudo.synthesis.audio.AudioException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a published edition again and says what is wrong with it. Takes files that turn out damaged
 * are moved to {@code quarantine/}, so that the next rendering makes their takes again.
 */
public final class Verifier {
  private final ObjectStore store;
  private final PcmReader pcmReader;
  private final EditionRecord record;
  private final String folder;
  private final List<String> problems = new ArrayList<>();

  private Verifier(Library library, EditionRecord record, PcmReader pcmReader) {
    this.store = library.store();
    this.pcmReader = pcmReader;
    this.record = record;
    this.folder = Library.editionFolder(record.book(), record.edition(), record.digest());
  }

  /**
   * {@return one sentence for each problem, none if the edition is as it was published}
   *
   * <p>Checks the plan's keys and their order, every take's and every chapter's PCM by SHA-256, and
   * their lengths.
   *
   * @throws LibraryException in one sentence if nothing is published under that name
   */
  public static List<String> verify(
      Library library, String book, String edition, PcmReader pcmReader) {
    EditionRecord record =
        library
            .edition(book, edition)
            .orElseThrow(
                () ->
                    new LibraryException(
                        "Cannot verify " + book + ": edition " + edition + " is not published"));
    Verifier verifier = new Verifier(library, record, pcmReader);
    verifier.verify(library.plan(book, record.plan()));
    return List.copyOf(verifier.problems);
  }

  private void verify(Optional<BookPlan> plan) {
    List<EditionTake> takes = readTakes();
    plan.ifPresentOrElse(
        rows -> verifyOrder(rows, takes),
        () -> problems.add("The plan " + record.plan() + " is gone"));
    Map<String, Double> seconds = verifyTakes(takes);
    record.chapters().forEach(this::verifyChapter);
    plan.ifPresent(rows -> verifyLengths(rows, seconds));
  }

  private List<EditionTake> readTakes() {
    String path = folder + Paths.TAKES_FILE;
    try {
      Optional<VersionedBytes> file = store.readVersioned(path);
      if (file.isPresent()) {
        return EditionTakesTable.TABLE.read(file.get().bytes()).stream()
            .filter(take -> take.ordinal() != EditionTake.SPARE)
            .toList();
      }
      problems.add(path + " is gone");
    } catch (CorruptTableException e) {
      problems.add(path + " is damaged");
    }
    return List.of();
  }

  /** Every row of the plan has one take, in order, or is listed as missing. */
  private void verifyOrder(BookPlan plan, List<EditionTake> takes) {
    Set<Integer> listed = new HashSet<>();
    record.listed().forEach(gap -> listed.add(gap.ordinal()));
    int at = 0;
    for (PlanRow row : plan.rows()) {
      if (at < takes.size() && takes.get(at).ordinal() == row.ordinal()) {
        if (!takes.get(at).key().equals(row.key())) {
          problems.add("Utterance " + row.ordinal() + " has the take of another key");
        }
        at++;
      } else if (!listed.contains(row.ordinal())) {
        problems.add("Utterance " + row.ordinal() + " has no take and is not listed");
      }
    }
    if (at < takes.size()) {
      problems.add("The edition has takes that are out of order or not in its plan");
    }
  }

  /** {@return the length of each take that is what it should be, by key} */
  private Map<String, Double> verifyTakes(List<EditionTake> takes) {
    Map<String, List<EditionTake>> byFile = new LinkedHashMap<>();
    takes.forEach(take -> byFile.computeIfAbsent(take.file(), file -> new ArrayList<>()).add(take));
    Map<String, Double> seconds = new HashMap<>();
    byFile.forEach((file, inFile) -> verifyFile(file, inFile, seconds));
    return seconds;
  }

  private void verifyFile(String file, List<EditionTake> takes, Map<String, Double> seconds) {
    Optional<VersionedBytes> stored = store.readVersioned(file);
    if (stored.isEmpty()) {
      problems.add(file + " is gone");
      return;
    }
    try {
      List<Take> rows = TakesTable.TABLE.read(stored.get().bytes());
      boolean whole = true;
      for (EditionTake take : takes) {
        if (take.row() < rows.size() && isAsPublished(take, rows.get(take.row()))) {
          seconds.put(take.key(), rows.get(take.row()).audio().seconds());
        } else {
          whole = false;
          problems.add("The take of utterance " + take.ordinal() + " in " + file + " is wrong");
        }
      }
      if (!whole) {
        Quarantine.move(store, file, "its takes are not as published");
      }
    } catch (CorruptTableException e) {
      problems.add(file + " is damaged");
      Quarantine.move(store, file, e.getMessage());
    }
  }

  private boolean isAsPublished(EditionTake published, Take stored) {
    if (!stored.key().equals(published.key())) {
      return false;
    }
    try {
      PcmReader.Pcm pcm = pcmReader.readTake(stored.audio().flac());
      return pcm.sha256().equals(published.pcmSha256())
          && pcm.samples() == stored.audio().samples()
          && pcm.sampleRateHz() == stored.audio().sampleRateHz();
    } catch (AudioException e) {
      return false;
    } catch (IOException e) {
      throw new StorageException(
          "Cannot decode the take " + stored.key() + ": " + e.getMessage(), e);
    }
  }

  private void verifyChapter(EditionChapter chapter) {
    String path = folder + chapter.file();
    if (store.head(path).isEmpty()) {
      problems.add(path + " is gone");
      return;
    }
    try (InputStream in = store.openStream(path)) {
      PcmReader.Pcm pcm = pcmReader.read(in);
      if (!pcm.sha256().equals(chapter.sha256())) {
        problems.add(path + " is damaged: its audio has another SHA-256");
      } else if (pcm.samples() != chapter.samples()
          || pcm.sampleRateHz() != chapter.sampleRateHz()) {
        problems.add(path + " is not as long as edition.json says");
      }
    } catch (AudioException e) {
      problems.add(path + " is damaged: " + e.getMessage());
    } catch (IOException e) {
      throw new StorageException("Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** Chapters have room for their takes, and the book is as long as its chapters. */
  private void verifyLengths(BookPlan plan, Map<String, Double> seconds) {
    double total = 0;
    for (EditionChapter chapter : record.chapters()) {
      double oneSample = 1.0 / chapter.sampleRateHz();
      double length = (double) chapter.samples() / chapter.sampleRateHz();
      double takes =
          plan.rows().stream()
              .filter(row -> row.chapter() == chapter.index())
              .mapToDouble(row -> seconds.getOrDefault(row.key(), 0.0))
              .sum();
      if (takes > length + oneSample || Math.abs(length - chapter.seconds()) > oneSample) {
        problems.add(
            "Chapter " + chapter.index() + " is not as long as its takes and edition.json");
      }
      total += length;
    }
    if (Math.abs(total - record.seconds()) > 1e-3) {
      problems.add("The edition is not as long as its chapters");
    }
  }
}
