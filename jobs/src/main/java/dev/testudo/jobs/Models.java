package dev.testudo.jobs;

import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.tone.ToneModel;
import java.util.List;

/** Speech models by the names and URIs that {@code --model} takes. */
public final class Models {
  /** The model used where none is asked for. */
  public static final String DEFAULT = ToneModel.NAME;

  private static final List<String> NAMES = List.of(ToneModel.NAME);

  private Models() {}

  /**
   * Opens a model at rest; nothing is put on a device.
   *
   * @param reference a known name, or the folder of a bundle
   */
  public static SpeechModel open(String reference) {
    if (reference.equals(ToneModel.NAME)) {
      return new ToneModel();
    }
    throw new ConfigException(
        "Cannot open model \""
            + reference
            + "\": it is neither one of "
            + NAMES
            + " nor the folder of a bundle"
            + Suggestion.near(reference, NAMES));
  }
}
