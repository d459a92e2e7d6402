package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.plan.WordReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "One fs.s3a.* property. May be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Override
  public Integer call() {
    String report = WordReport.of(manuscript, Settings.ofStorage(overrides).storage());
    spec.commandLine().getOut().print(report);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
