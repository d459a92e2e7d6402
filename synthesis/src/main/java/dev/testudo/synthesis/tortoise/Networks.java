// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.listen.Listener;
import dev.testudo.synthesis.torch.TorchDevice;
import java.nio.file.Path;

/**
 * The networks of a bundle on a device, in one precision, each loaded when it is wanted. Who asks
 * for one must not keep it where only the last is kept. For as many threads as the modules.
 */
final class Networks implements AutoCloseable {
  static final String AUTOREGRESSIVE = "autoregressive.pt";
  static final String DIFFUSION = "diffusion.pt";
  static final String VOCODER = "vocoder.pt";

  private final TorchDevice device;
  private final Path directory;
  private final BundleManifest manifest;
  private final Precision precision;

  /** For the autoregressive model when it is loaded. */
  private int slots;

  private final LoadedModules modules;

  /**
   * @param modules where they are kept, maybe beside those of another precision; closed with this
   */
  Networks(
      TorchDevice device,
      ModelBundle bundle,
      Precision precision,
      int slots,
      LoadedModules modules) {
    this.device = device;
    this.directory = bundle.directory();
    this.manifest = bundle.manifest();
    this.precision = precision;
    this.slots = slots;
    this.modules = modules;
  }

  /** Networks that are all kept. */
  Networks(TorchDevice device, ModelBundle bundle, Precision precision, int slots) {
    this(device, bundle, precision, slots, new LoadedModules(false));
  }

  /** Loads now what every utterance needs, if that is kept; closes all if that fails. */
  Networks loaded() {
    if (modules.keepsOneNetwork()) {
      return this;
    }
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
        precision + " " + AUTOREGRESSIVE,
        () ->
            new AutoregressiveModel(
                device, directory.resolve(AUTOREGRESSIVE), manifest, precision, slots));
  }

  /** {@return the same with half as many slots, or as many as there can be} */
  AutoregressiveModel autoregressiveWithFewerSlots() {
    AutoregressiveModel model = autoregressive();
    model.restartWithFewerSlots();
    slots = model.slots();
    return model;
  }

  boolean keepsOneNetwork() {
    return modules.keepsOneNetwork();
  }

  DiffusionDecoder diffusion() {
    return modules.get(
        DiffusionDecoder.class,
        precision + " " + DIFFUSION,
        () -> new DiffusionDecoder(device, directory.resolve(DIFFUSION), manifest, precision));
  }

  /** {@return the vocoder of this name, the bundle's first where it is empty} */
  Vocoder vocoder(String name) {
    String file = name.isEmpty() ? VOCODER : "vocoder-" + name + ".pt";
    return modules.get(
        Vocoder.class,
        precision + " " + file,
        () -> new Vocoder(device, directory.resolve(file), manifest, precision));
  }

  /** {@return what makes sound of latents without a mel between} */
  StreamingDecoder streaming() {
    return modules.get(
        StreamingDecoder.class,
        precision + " " + StreamingDecoder.FILE,
        () ->
            new StreamingDecoder(
                device, directory.resolve(StreamingDecoder.FILE), manifest, precision));
  }

  /** {@return what ranks candidates} */
  SimilarityModel similarity() {
    return modules.get(
        SimilarityModel.class,
        precision + " " + BundleManifest.RANKING,
        () -> new SimilarityModel(device, directory.resolve(BundleManifest.RANKING), precision));
  }

  /** {@return what compares takes with their text} */
  Listener listener() {
    return modules
        .get(
            ListenerNetwork.class,
            precision + " listener",
            () -> new ListenerNetwork(device, precision))
        .listener();
  }

  @Override
  public void close() {
    modules.close();
  }
}
