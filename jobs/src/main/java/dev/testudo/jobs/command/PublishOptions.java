// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where chapters are made, and how whole a book must be. */
final class PublishOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark's master; default: spark-submit's, or all cores of this machine.")
  private Optional<String> master = Optional.empty();

  private int maxMissing;

  @Option(
      names = "--max-missing",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Publish with up to N missing utterances, which are listed; default: ${DEFAULT-VALUE}.")
  void setMaxMissing(int gaps) {
    if (gaps < 0) {
      throw new ParameterException(
          spec.commandLine(), "Cannot allow " + gaps + " gaps by --max-missing: give 0 or more");
    }
    maxMissing = gaps;
  }

  Optional<String> master() {
    return master;
  }

  int maxMissing() {
    return maxMissing;
  }
}
