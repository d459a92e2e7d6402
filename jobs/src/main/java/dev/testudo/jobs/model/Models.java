// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.Suggestion;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.synthesis.BundleCache;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.StarterBundle;
import dev.testudo.synthesis.tone.ToneModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Speech models by the names and URIs that {@code --model} takes. */
public final class Models {
  /** The model used where none is asked for. */
  public static final String DEFAULT = StarterBundle.NAME;

  private static final List<String> NAMES = List.of(StarterBundle.NAME, ToneModel.NAME);

  /**
   * Such as {@code tone@0.4}: a tone that holds a worker for 0.4 seconds per second of audio and
   * uses no processor, to measure everything around a model.
   */
  private static final Pattern TONE_THAT_WAITS =
      Pattern.compile(ToneModel.NAME + "@\\d+(\\.\\d+)?");

  private Models() {}

  /**
   * Opens a model at rest; nothing is put on a device.
   *
   * @param reference a known name, or the folder of a bundle: a path, {@code file:///} or {@code
   *     s3a://}; a bundle of an object storage is copied to this machine once
   * @param storage settings of the storage client
   */
  public static SpeechModel open(String reference, Map<String, String> storage) {
    if (reference.equals(ToneModel.NAME)) {
      return new ToneModel();
    }
    if (TONE_THAT_WAITS.matcher(reference).matches()) {
      double busy = Double.parseDouble(reference.substring(reference.indexOf('@') + 1));
      return new ToneModel(busy, request -> Set.of());
    }
    if (reference.equals(StarterBundle.NAME)) {
      return StarterBundle.open();
    }
    if (reference.startsWith("s3a://")) {
      try (ObjectStore store = ObjectStore.open(reference, storage)) {
        return BundleCache.ofUser().open(reference, store::openStream);
      }
    }
    Path folder = Path.of(reference.replaceFirst("^file://", ""));
    if (Files.isDirectory(folder)) {
      return ModelBundle.open(folder);
    }
    throw new ConfigException(
        "Cannot open model \""
            + reference
            + "\": it is neither one of "
            + NAMES
            + " nor the folder or s3a:// URI of a bundle"
            + Suggestion.near(reference, NAMES));
  }
}
