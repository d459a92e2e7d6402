package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import java.util.List;

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
    if (voice.autoregressive().length != bundle.manifest().autoregressive().modelDim()
        || voice.diffusion().length != 2 * bundle.manifest().diffusion().channels()) {
      return "voice \"%s\" was made for another model; add it again with this one"
          .formatted(voice.name());
    }
    return ofSettings(bundle, request.config());
  }

  private static String ofSettings(ModelBundle bundle, SynthesisConfig config) {
    BundleManifest manifest = bundle.manifest();
    if (config.candidates() > 1 && !manifest.files().containsKey(SimilarityModel.FILE)) {
      return "\"candidates\" is %d where the model has no %s to rank them by"
          .formatted(config.candidates(), SimilarityModel.FILE);
    }
    List<String> others = manifest.vocoders().subList(1, manifest.vocoders().size());
    if (!config.vocoder().isEmpty() && !others.contains(config.vocoder())) {
      return "\"vocoder\" is %s where the model has %s"
          .formatted(config.vocoder(), manifest.vocoders());
    }
    if (config.likeReference() && !bundle.knowsReferenceFaults()) {
      return "\"compat\" is reference where the model is none of the reference's";
    }
    List<String> samplers = manifest.diffusion().samplers();
    return samplers.contains(config.sampler())
        ? ""
        : "\"sampler\" is %s where the model has %s".formatted(config.sampler(), samplers);
  }
}
