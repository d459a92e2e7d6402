// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Parity;
import dev.testudo.synthesis.PythonScript;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.UtteranceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small model of random weights in files of the official names, imported. It hardly stops. */
final class SmallOfficial {
  static final SynthesisConfig FAST = new SynthesisConfig(1, 50, 1, 1, 0, 2, 0, 1, "ddim");

  /** Of this JVM: importing takes longer than most tests. */
  private static ModelBundle imported;

  private SmallOfficial() {}

  /** {@return the bundle, imported once; without a Python or golden vectors the test is skipped} */
  static synchronized ModelBundle bundle() throws IOException, InterruptedException {
    Parity.file("README.md");
    if (imported == null) {
      Path folder = Files.createTempDirectory(Path.of("target"), "small-official");
      PythonScript.run("official_files.py", folder.toAbsolutePath());
      imported = ModelBundle.open(folder.resolve("bundle"));
    }
    return imported;
  }

  static UtteranceRequest request(ModelBundle bundle, String text, SynthesisConfig config) {
    return new UtteranceRequest(Sha256.ofText(text), text, bundle.voice("random-1"), config);
  }
}
