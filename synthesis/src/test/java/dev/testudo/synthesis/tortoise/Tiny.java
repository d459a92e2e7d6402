// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.UtteranceRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The bundle of random weights, made by {@code python -m testudo_voice.tiny}. */
final class Tiny {
  static final Path DIRECTORY = Path.of("src/test/resources/tiny-bundle");
  static final ModelBundle BUNDLE = ModelBundle.open(DIRECTORY);
  static final EngineConfig FOUR_SLOTS = new EngineConfig("cpu", Precision.SINGLE, 4, 1);

  private static final String WORDS = "the slow tide carried every lantern past our quiet harbour";

  private Tiny() {}

  static TortoiseSynthesizer load() {
    return TortoiseSynthesizer.load(BUNDLE, FOUR_SLOTS, SpeechChecks.DEFAULTS);
  }

  static UtteranceRequest request(String text) {
    return new UtteranceRequest(Sha256.ofText(text), text, BUNDLE.voice("ash"), BUNDLE.defaults());
  }

  /** {@return requests of different lengths, each text once} */
  static List<UtteranceRequest> requests(int count) {
    List<UtteranceRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = "" + letter(i / 676) + letter(i / 26) + letter(i);
      requests.add(request(number + ", " + WORDS.substring(i % 40)));
    }
    return requests;
  }

  private static char letter(int i) {
    return (char) ('a' + i % 26);
  }

  static List<Rendering> renderAll(
      TortoiseSynthesizer synthesizer, List<UtteranceRequest> requests) {
    List<CompletableFuture<Rendering>> futures =
        requests.stream().map(synthesizer::submit).toList();
    return futures.stream().map(CompletableFuture::join).toList();
  }
}
