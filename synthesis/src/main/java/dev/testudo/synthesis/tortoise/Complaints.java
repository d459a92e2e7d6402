package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;

/** What a bundle cannot do of a request. */
final class Complaints {
  private Complaints() {}

  /** {@return why this cannot be spoken, or nothing} */
  static String of(ModelBundle bundle, UtteranceRequest request, int tokens) {
    if (tokens == 0 || tokens > bundle.maxTokens()) {
      return "the text has %d tokens where 1 to %d can be spoken at once"
          .formatted(tokens, bundle.maxTokens());
    }
    Voice voice = request.voice();
    if (voice.latent(Latents.AUTOREGRESSIVE).length != bundle.manifest().autoregressive().modelDim()
        || voice.latent(Latents.DIFFUSION).length != 2 * bundle.manifest().diffusion().channels()) {
      return "voice \"%s\" was made for another model; add it again with this one"
          .formatted(voice.name());
    }
    return bundle.complaint(request.config());
  }
}
