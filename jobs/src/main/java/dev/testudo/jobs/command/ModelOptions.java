// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.model.Models;
import dev.testudo.synthesis.SpeechModel;
import picocli.CommandLine.Option;

/** {@code --model}. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "URI|NAME",
      defaultValue = Models.DEFAULT,
      description = "A model by name, or the folder of a bundle; default: ${DEFAULT-VALUE}.")
  private String reference = Models.DEFAULT;

  String reference() {
    return reference;
  }

  SpeechModel open(Settings settings) {
    return Models.open(reference, settings.storage());
  }
}
