// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import dev.testudo.synthesis.Hearing;
import java.util.function.Function;

/** The columns of what was heard in a take. */
final class HearingColumns {
  static final String WORDS = "words";

  static final String FINDINGS = "findings";

  private HearingColumns() {}

  static <R> void addWords(TableBuilder<R> table, Function<R, Hearing> hearing) {
    table.words(
        WORDS,
        "the words of the spoken text: their place in it, when they are heard, from the beginning"
            + " of the take, and how well, 0 to 1; none if nothing has listened",
        record -> hearing.apply(record).words());
  }

  static <R> void addFindings(TableBuilder<R> table, Function<R, Hearing> hearing) {
    table.findings(
        FINDINGS,
        "what was heard to be wrong, with the words in question and where in the take",
        record -> hearing.apply(record).findings());
  }

  static Hearing read(Row row) {
    return new Hearing(row.words(WORDS), row.findings(FINDINGS));
  }
}
