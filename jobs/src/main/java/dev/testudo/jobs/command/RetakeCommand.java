// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Retakes;
import dev.testudo.jobs.table.PlanRow;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for utterances to be spoken once more by the next rendering. */
@Command(
    name = "retake",
    description =
        "Makes the next render synthesize utterances again; without any, the listed ones.",
    footer = {"", "Example:", "  testudo retake carroll-alice 17 42"})
public final class RetakeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BookOptions options = new BookOptions();

  @Parameters(
      index = "1..*",
      paramLabel = "UTTERANCE",
      description = "Its number in the book, from 0, or the beginning of its key.")
  private List<String> utterances = List.of();

  @Option(names = "--undo", description = "Return to the take before the last retake.")
  private boolean undo;

  @Override
  public Integer call() {
    try (Library library = options.library().open()) {
      BookPlan plan = options.plan(library);
      List<PlanRow> rows = utterances.isEmpty() ? listed(library, plan) : named(plan);
      PrintWriter out = spec.commandLine().getOut();
      if (rows.isEmpty()) {
        out.println(options.book() + ": no utterance is listed, so there is nothing to retake");
      } else {
        store(library, plan, rows);
        rows.forEach(row -> out.printf("%d  %s%n", row.ordinal(), row.spokenText()));
        out.printf(
            "%s: %d utterances will be %s by the next render%n",
            options.book(), rows.size(), undo ? "reverted" : "rendered again");
      }
      out.flush();
      return 0;
    }
  }

  private void store(Library library, BookPlan plan, List<PlanRow> rows) {
    if (undo) {
      Retakes.undo(library, plan, rows);
    } else {
      Retakes.request(library, plan, rows);
    }
  }

  private List<PlanRow> listed(Library library, BookPlan plan) {
    Set<String> keys =
        options.published(library).listed().stream()
            .map(EditionRecord.Listed::key)
            .collect(Collectors.toSet());
    return plan.rows().stream().filter(row -> keys.contains(row.key())).toList();
  }

  private List<PlanRow> named(BookPlan plan) {
    List<PlanRow> rows = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String name : utterances) {
      List<PlanRow> found =
          plan.rows().stream()
              .filter(
                  row ->
                      name.equals(Integer.toString(row.ordinal()))
                          || (name.length() >= 8 && row.key().startsWith(name)))
              .toList();
      if (found.size() == 1) {
        rows.addAll(found);
      } else {
        problems.add(
            "Cannot retake utterance \"%s\": the book has %d, numbered from 0"
                .formatted(name, plan.rows().size()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return rows;
  }
}
