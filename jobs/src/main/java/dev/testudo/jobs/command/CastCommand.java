// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.plan.CastReport;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who speaks in a manuscript; writes nothing and starts no Spark. */
@Command(
    name = "cast",
    description = {
      "Prints who speaks in a book as a cast to edit: each speaker with the number of quotations,",
      "the first words and a proposed voice. Give the file to plan, script or render by --cast."
    },
    footer = {"", "Example:", "  testudo cast emma.epub --voice bf_emma"})
public final class CastCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MANUSCRIPT", description = "A file or an s3a:// object.")
  private String manuscript = "";

  @Option(
      names = "--voice",
      paramLabel = "NAME",
      description = "The narrator's voice; default: the model's first.")
  private Optional<String> voice = Optional.empty();

  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private SettingOptions set = new SettingOptions();

  @Override
  public Integer call() {
    String cast = CastReport.of(manuscript, models.reference(), voice, set.ofStorage().storage());
    spec.commandLine().getOut().print(cast);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
