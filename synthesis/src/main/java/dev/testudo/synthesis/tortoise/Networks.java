package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import java.nio.file.Path;

/**
 * The networks of a bundle on a device, in one precision, each loaded when it is first wanted. For
 * any number of threads.
 */
final class Networks implements AutoCloseable {
  static final String AUTOREGRESSIVE = "autoregressive.pt";
  static final String DIFFUSION = "diffusion.pt";
  static final String VOCODER = "vocoder.pt";

  private final TorchDevice device;
  private final Path directory;
  private final BundleManifest manifest;
  private final Precision precision;
  private final int slots;
  private final LoadedModules modules = new LoadedModules();

  Networks(TorchDevice device, ModelBundle bundle, Precision precision, int slots) {
    this.device = device;
    this.directory = bundle.directory();
    this.manifest = bundle.manifest();
    this.precision = precision;
    this.slots = slots;
  }

  /** Loads now what every utterance needs; closes all if that fails. */
  Networks loaded() {
    try {
      diffusion();
      vocoder("");
      // Last, since its slots make do with the memory that is left.
      autoregressive();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  Precision precision() {
    return precision;
  }

  AutoregressiveModel autoregressive() {
    return modules.get(
        AutoregressiveModel.class,
        AUTOREGRESSIVE,
        () ->
            new AutoregressiveModel(
                device, directory.resolve(AUTOREGRESSIVE), manifest, precision, slots));
  }

  DiffusionDecoder diffusion() {
    return modules.get(
        DiffusionDecoder.class,
        DIFFUSION,
        () -> new DiffusionDecoder(device, directory.resolve(DIFFUSION), manifest, precision));
  }

  /** {@return the vocoder of this name, the bundle's first where it is empty} */
  Vocoder vocoder(String name) {
    String file = name.isEmpty() ? VOCODER : "vocoder-" + name + ".pt";
    return modules.get(
        Vocoder.class,
        file,
        () -> new Vocoder(device, directory.resolve(file), manifest, precision));
  }

  /** {@return what makes sound of latents without a mel between} */
  StreamingDecoder streaming() {
    return modules.get(
        StreamingDecoder.class,
        StreamingDecoder.FILE,
        () ->
            new StreamingDecoder(
                device, directory.resolve(StreamingDecoder.FILE), manifest, precision));
  }

  /** {@return what ranks candidates} */
  SimilarityModel similarity() {
    return modules.get(
        SimilarityModel.class,
        SimilarityModel.FILE,
        () -> new SimilarityModel(device, directory.resolve(SimilarityModel.FILE), precision));
  }

  @Override
  public void close() {
    modules.close();
  }
}
