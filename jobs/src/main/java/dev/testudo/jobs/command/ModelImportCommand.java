// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.model.OfficialImport;
import dev.testudo.synthesis.ModelBundle;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Official checkpoints to a bundle. */
@Command(
    name = "import",
    description = "Converts official checkpoints to a model bundle.",
    footer = {"", "Example:", "  testudo model import tortoise-checkpoints --to tortoise"})
public final class ModelImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description =
          "Holds autoregressive.pth, diffusion_decoder.pth, vocoder.pth, mel_norms.pth and"
              + " tokenizer.json, and maybe the others; .safetensors will do.")
  private Path source = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the bundle, for --model; it must not exist.")
  private Path to = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the model; default: tortoise.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--random-voices",
      paramLabel = "N",
      description = "Number of random voices, if rlg_*.pth exist; default: 3.")
  private Optional<Integer> randomVoices = Optional.empty();

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Attention heads of the autoregressive model, if they are not 64 wide.")
  private Optional<Integer> heads = Optional.empty();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    ModelBundle bundle =
        OfficialImport.ofThisInstallation()
            .run(
                source,
                to,
                options(),
                line -> {
                  err.println(line);
                  err.flush();
                });
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: model %s (%.12s), voices %s%n", to, bundle.name(), bundle.digest(), bundle.voices());
    out.flush();
    return 0;
  }

  private List<String> options() {
    List<String> options = new ArrayList<>();
    name.ifPresent(given -> options.addAll(List.of("--name", given)));
    randomVoices.ifPresent(n -> options.addAll(List.of("--random-voices", "" + n)));
    heads.ifPresent(n -> options.addAll(List.of("--heads", "" + n)));
    return options;
  }
}
