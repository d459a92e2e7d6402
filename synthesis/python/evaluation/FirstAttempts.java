import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.StarterBundle;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.audio.AudioWriter;
import dev.testudo.synthesis.tortoise.SpeechChecks;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Renders each line of a text once at each temperature, whatever the checks say, and writes the
 * takes with their faults: what testudo_voice.evaluate_checks reads.
 *
 * <pre>java -cp testudo.jar FirstAttempts.java SENTENCES FOLDER TEMPERATURE...</pre>
 */
public final class FirstAttempts {
  public static void main(String[] arguments) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    ModelBundle model = StarterBundle.open();
    SpeechChecks once =
        new SpeechChecks(
            1,
            SpeechChecks.DEFAULTS.loopCodes(),
            SpeechChecks.DEFAULTS.silenceRms(),
            SpeechChecks.DEFAULTS.clippedShare());
    try (Synthesizer synthesizer = model.load(EngineConfig.CPU, once);
        PrintStream table = new PrintStream(folder.resolve("takes.tsv").toFile(), "UTF-8")) {
      for (int i = 2; i < arguments.length; i++) {
        String temperature = arguments[i];
        List<CompletableFuture<Rendering>> takes = new ArrayList<>();
        for (String line : lines) {
          takes.add(synthesizer.submit(request(model, line, temperature)));
        }
        for (int n = 0; n < lines.size(); n++) {
          String file = temperature + "-" + n + ".wav";
          try {
            Rendering take = takes.get(n).join();
            AudioWriter.write(folder.resolve(file), take.waveform());
            table.println(String.join("\t", temperature, file, take.faults().toString(), lines.get(n)));
          } catch (RuntimeException e) {
            table.println(String.join("\t", temperature, "", "[FAILED]", lines.get(n)));
          }
          table.flush();
        }
      }
    }
  }

  /** All that the vocabulary offers is drawn from, so that it goes wrong often enough. */
  private static UtteranceRequest request(ModelBundle model, String line, String temperature) {
    SynthesisConfig defaults = model.defaults();
    SynthesisConfig settings =
        new SynthesisConfig(
            Double.parseDouble(temperature), 0, 1, 1, 0,
            defaults.diffusionSteps(), 0, defaults.diffusionTemperature(), defaults.sampler());
    return new UtteranceRequest(
        Sha256.ofText("checks/" + temperature + "/" + line),
        line,
        model.voice(model.voices().get(0)),
        settings);
  }
}
