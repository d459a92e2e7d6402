package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Parity;
import dev.testudo.synthesis.PythonScript;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.UtteranceRequest;
import java.io.IOException;
import java.nio.file.Path;

/** A small model of random weights in files of the official names, imported. It hardly stops. */
final class SmallOfficial {
  static final SynthesisConfig FAST = new SynthesisConfig(1, 50, 1, 1, 0, 2, 0, 1, "ddim");

  private SmallOfficial() {}

  /** {@return the bundle, imported into this folder; without a Python the test is skipped} */
  static ModelBundle importInto(Path folder) throws IOException, InterruptedException {
    Parity.file("README.md");
    PythonScript.run("official_files.py", folder);
    return ModelBundle.open(folder.resolve("bundle"));
  }

  static UtteranceRequest request(ModelBundle bundle, String text, SynthesisConfig config) {
    return new UtteranceRequest(Sha256.ofText(text), text, bundle.voice("random-1"), config);
  }
}
