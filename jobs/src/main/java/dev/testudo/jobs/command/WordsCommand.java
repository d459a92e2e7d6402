// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.plan.WordReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Words that a voice may say wrongly; writes nothing and starts no Spark. */
@Command(
    name = "words",
    description = {
      "Prints a book's names and uncommon words as a lexicon to fill in,",
      "with how often and where each occurs, and what is said for it now."
    },
    footer = {"", "Example:", "  testudo words alice.epub"})
public final class WordsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MANUSCRIPT", description = "A file or an s3a:// object.")
  private String manuscript = "";

  @Mixin private SettingOptions set = new SettingOptions();

  @Override
  public Integer call() {
    String report = WordReport.of(manuscript, set.ofStorage().storage());
    spec.commandLine().getOut().print(report);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
