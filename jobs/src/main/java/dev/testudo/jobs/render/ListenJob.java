// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.HeardTakes;
import dev.testudo.jobs.library.Ledger;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.ParallelReads;
import dev.testudo.jobs.library.TakeRows;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.listen.Listener;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Listens to the takes of a book that nothing has listened to, one Spark task a takes file, and
 * says what is heard to be wrong in all. Renders nothing and changes no take.
 */
public final class ListenJob {
  /** English, and what says nothing about a language. */
  private static final Set<String> LANGUAGES = Set.of("en", "", "und", "mul", "zxx");

  private final LazySession session;
  private final Library library;

  public ListenJob(LazySession session, Library library) {
    this.session = requireNonNull(session, "session is null");
    this.library = requireNonNull(library, "library is null");
  }

  /** {@return whether the listener understands a language} */
  static boolean understands(String language) {
    return LANGUAGES.contains(Locale.forLanguageTag(language).getLanguage());
  }

  /**
   * What was heard in a book.
   *
   * @param takes all that the book has
   * @param listened those that this run has listened to
   * @param audioSeconds of these
   * @param busySeconds that the devices needed for these
   * @param faulty utterances with what was heard to be wrong, in book order
   */
  public record Result(
      int takes, int listened, double audioSeconds, double busySeconds, List<Faulty> faulty) {
    public Result {
      faulty = List.copyOf(faulty);
    }
  }

  /** An utterance in whose take something was heard to be wrong. */
  public record Faulty(PlanRow row, List<Hearing.Finding> findings) {
    public Faulty {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Listens to the takes that an edition of the plan would have.
   *
   * @throws ConfigException in one sentence if the listener cannot hear them
   */
  public Result run(BookPlan plan) {
    requireUnderstood(plan);
    TakeRows rows = new TakeRows(library.store());
    Ledger ledger = Ledger.read(library, plan.book(), plan.edition(), rows);
    Map<PlanRow, EditionTake> takes = new LinkedHashMap<>();
    for (PlanRow row : plan.rows()) {
      ledger.take(row.key()).ifPresent(take -> takes.put(row, take));
    }
    Map<String, Take> stored = rows.ofTakes(takes.values());
    requireAudible(plan, stored.values().stream().findFirst());
    List<TakesListener.Work> work = work(takes, heard(takes));
    List<TakesListener.Done> done =
        work.isEmpty() ? List.of() : listen(plan, work, seconds(work, stored));
    return new Result(
        takes.size(),
        done.stream().mapToInt(TakesListener.Done::takes).sum(),
        done.stream().mapToDouble(TakesListener.Done::audioSeconds).sum(),
        done.stream().mapToDouble(TakesListener.Done::busySeconds).sum(),
        faulty(takes, heard(takes)));
  }

  private static void requireUnderstood(BookPlan plan) {
    if (!understands(plan.language())) {
      throw new ConfigException(
          "Cannot listen to %s: it is in \"%s\", and the listener hears English"
              .formatted(plan.book(), plan.language()));
    }
  }

  private static void requireAudible(BookPlan plan, Optional<Take> any) {
    int rate = any.map(take -> take.audio().sampleRateHz()).orElse(0);
    if (rate > 0 && !Listener.hears(rate)) {
      throw new ConfigException(
          "Cannot listen to %s: this distribution has no listener for takes of %d Hz"
              .formatted(plan.book(), rate));
    }
  }

  /** {@return what was heard in each takes file, by the takes' names} */
  private Map<String, Map<String, Hearing>> heard(Map<PlanRow, EditionTake> takes) {
    List<String> files = takes.values().stream().map(EditionTake::file).distinct().toList();
    List<Map<String, Hearing>> heard =
        ParallelReads.map(files, new HeardTakes(library.store())::of);
    Map<String, Map<String, Hearing>> byFile = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      byFile.put(files.get(i), heard.get(i));
    }
    return byFile;
  }

  private static List<TakesListener.Work> work(
      Map<PlanRow, EditionTake> takes, Map<String, Map<String, Hearing>> heard) {
    Map<String, Map<String, String>> texts = new LinkedHashMap<>();
    takes.forEach(
        (row, take) -> {
          if (!heard.get(take.file()).containsKey(HeardTakes.id(take.key(), take.pcmSha256()))) {
            texts
                .computeIfAbsent(take.file(), file -> new LinkedHashMap<>())
                .put(HeardTakes.id(take.key(), take.pcmSha256()), row.spokenText());
          }
        });
    List<TakesListener.Work> work = new ArrayList<>();
    texts.forEach((file, ofFile) -> work.add(new TakesListener.Work(file, ofFile)));
    return work;
  }

  private static double seconds(List<TakesListener.Work> work, Map<String, Take> stored) {
    Set<String> names = new HashSet<>();
    work.forEach(file -> names.addAll(file.texts().keySet()));
    return stored.values().stream()
        .filter(take -> names.contains(HeardTakes.id(take.key(), take.audio().pcmSha256())))
        .mapToDouble(take -> take.audio().seconds())
        .sum();
  }

  private List<TakesListener.Done> listen(
      BookPlan plan, List<TakesListener.Work> work, double seconds) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.get().sparkContext());
    int count = work.stream().mapToInt(file -> file.texts().size()).sum();
    LongAccumulator takes = spark.sc().longAccumulator("takes of " + plan.book());
    LongAccumulator millis = spark.sc().longAccumulator("milliseconds of " + plan.book());
    Progress progress =
        new Progress(plan.book(), count, "takes", seconds, Progress.Style.ofThisProcess());
    ProgressListener listener =
        new ProgressListener(takes.id(), millis.id(), progress, stored -> {});
    spark.sc().addSparkListener(listener);
    try (progress) {
      spark.setJobDescription("listen to " + plan.book());
      return spark
          .parallelize(work, work.size())
          .map(new TakesListener(library.store().location(), takes, millis))
          .collect();
    } finally {
      spark.sc().removeSparkListener(listener);
    }
  }

  private static List<Faulty> faulty(
      Map<PlanRow, EditionTake> takes, Map<String, Map<String, Hearing>> heard) {
    List<Faulty> faulty = new ArrayList<>();
    takes.forEach(
        (row, take) -> {
          List<Hearing.Finding> findings =
              heard
                  .get(take.file())
                  .getOrDefault(HeardTakes.id(take.key(), take.pcmSha256()), Hearing.NONE)
                  .findings();
          if (!findings.isEmpty()) {
            faulty.add(new Faulty(row, findings));
          }
        });
    return faulty;
  }
}
