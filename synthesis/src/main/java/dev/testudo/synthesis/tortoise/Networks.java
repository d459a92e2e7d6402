package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** The networks of a bundle on a device, in one precision. */
final class Networks implements AutoCloseable {
  static final String AUTOREGRESSIVE = "autoregressive.pt";
  static final String DIFFUSION = "diffusion.pt";
  static final String VOCODER = "vocoder.pt";

  private final Deque<Runnable> loaded = new ArrayDeque<>();
  private final Precision precision;
  private final AutoregressiveModel autoregressive;
  private final DiffusionDecoder diffusion;
  private final Vocoder vocoder;
  private final Supplier<SimilarityModel> similarityLoader;

  /** Null until somebody wants candidates ranked. */
  private SimilarityModel similarity;

  Networks(TorchDevice device, ModelBundle bundle, Precision precision, int slots) {
    this.precision = precision;
    similarityLoader =
        () ->
            new SimilarityModel(
                device, bundle.directory().resolve(SimilarityModel.FILE), precision);
    try {
      diffusion =
          new DiffusionDecoder(
              device, bundle.directory().resolve(DIFFUSION), bundle.manifest(), precision);
      loaded.push(diffusion::close);
      vocoder =
          new Vocoder(device, bundle.directory().resolve(VOCODER), bundle.manifest(), precision);
      loaded.push(vocoder::close);
      // Last, since its slots make do with the memory that is left.
      autoregressive =
          new AutoregressiveModel(
              device,
              bundle.directory().resolve(AUTOREGRESSIVE),
              bundle.manifest(),
              precision,
              slots);
      loaded.push(autoregressive::close);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  Precision precision() {
    return precision;
  }

  AutoregressiveModel autoregressive() {
    return autoregressive;
  }

  DiffusionDecoder diffusion() {
    return diffusion;
  }

  Vocoder vocoder() {
    return vocoder;
  }

  /** {@return what ranks candidates, loaded when it is first wanted; for the engine thread only} */
  SimilarityModel similarity() {
    if (similarity == null) {
      similarity = similarityLoader.get();
      loaded.push(similarity::close);
    }
    return similarity;
  }

  @Override
  public void close() {
    loaded.forEach(Runnable::run);
    loaded.clear();
  }
}
