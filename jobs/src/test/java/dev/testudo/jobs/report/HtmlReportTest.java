// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.table.RunMetricsTable;
import dev.testudo.jobs.table.TaskMetricsTable;
import dev.testudo.jobs.table.UtteranceMetrics;
import dev.testudo.jobs.table.UtteranceMetricsTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final Pattern OUTSIDE =
      Pattern.compile("(src|href)=\"(?!data:)|url\\(|@import|<script|<link|https?://");

  @TempDir private Path folder;

  private Library library() {
    return Library.open(new StoreLocation(folder.toString(), Map.of()));
  }

  static void put(Library library, BookRun book) {
    String run = book.run().run();
    String name = book.run().book();
    library
        .store()
        .putIfAbsent(
            Library.metricsFile(RunMetricsTable.TABLE, run, name),
            RunMetricsTable.TABLE.write(List.of(book.run())));
    library
        .store()
        .putIfAbsent(
            Library.metricsFile(TaskMetricsTable.TABLE, run, name),
            TaskMetricsTable.TABLE.write(book.tasks()));
    library
        .store()
        .putIfAbsent(
            Library.metricsFile(UtteranceMetricsTable.TABLE, run, name),
            UtteranceMetricsTable.TABLE.write(
                book.takes().stream()
                    .map(take -> new UtteranceMetrics("main", "", take))
                    .toList()));
  }

  @Test
  void holdsAllItNeedsAndEveryRule() {
    try (Library library = library()) {
      put(library, new ExampleRun().bookRun());
      String page = HtmlReport.of(library, Optional.empty());

      assertThat(OUTSIDE.matcher(page).find()).isFalse();
      assertThat(page)
          .contains(
              "RTF 1.000 with start-up, 0.900 without, 1.0 times real time", "No recommendations.");
      for (Advice advice : Advice.values()) {
        assertThat(page).contains(Html.text(advice.sentence()), advice.rule());
      }
      assertThat(page).contains("Its takes file is no longer in the library.");
    }
  }

  @Test
  void countsTheBooksOfARunTogether() {
    ExampleRun other = new ExampleRun();
    other.book = "peter";
    try (Library library = library()) {
      put(library, new ExampleRun().bookRun());
      put(library, other.bookRun());

      assertThat(HtmlReport.of(library, Optional.empty())).contains("Books: 2, takes: 20");
      assertThat(HtmlReport.of(library, Optional.of("peter"))).contains("Books: 1, takes: 10");
    }
  }

  @Test
  void saysSoWhereNothingWasRendered() {
    try (Library library = library()) {
      assertThat(HtmlReport.of(library, Optional.of("<none>")))
          .contains("No run has rendered anything yet.", "&lt;none&gt;")
          .doesNotContain("<none>");
    }
  }

  @Test
  void escapesWhateverMeansSomethingToABrowser() {
    assertThat(Html.text("<b> \"a\" & 'c'")).isEqualTo("&lt;b&gt; &quot;a&quot; &amp; &#39;c&#39;");
    assertThat(Html.table(List.of("<th>"), List.of(List.of("<td>"))))
        .contains("&lt;th&gt;", "&lt;td&gt;");
  }
}
