// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a bundle beside the digests that its manifest gives them. */
final class BundleFiles {
  static final String TOKENIZER = "tokenizer.json";

  private static final String VOICES = "voices/";
  private static final String GOLDEN = "golden.safetensors";
  private static final List<String> REQUIRED =
      List.of(TOKENIZER, "autoregressive.pt", "diffusion.pt", "vocoder.pt");

  private BundleFiles() {}

  /**
   * Checks that the files are those of the manifest, no more and no fewer, and that each is whole.
   *
   * @throws IllegalArgumentException in one sentence that names the file and what is wrong with it
   */
  static void check(Path directory, BundleManifest manifest) throws IOException {
    Set<String> listed = manifest.files().keySet();
    for (String name : REQUIRED) {
      require(listed.contains(name), directory, name, "the manifest does not list it");
    }
    for (BundleManifest.VoiceEntry voice : manifest.voices()) {
      require(listed.contains(voice.file()), directory, voice.file(), "it is not listed");
    }
    for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
      Path file = directory.resolve(entry.getKey()).normalize();
      require(file.startsWith(directory.normalize()), directory, entry.getKey(), "it lies outside");
      require(Files.isRegularFile(file), directory, entry.getKey(), "the file is missing");
      require(
          Sha256.ofFile(file).equals(entry.getValue()),
          directory,
          entry.getKey(),
          "its SHA-256 differs from the manifest's; fetch the bundle again");
    }
    Set<String> unlisted = new TreeSet<>(filesIn(directory));
    unlisted.removeAll(listed);
    unlisted.remove(BundleManifest.FILE);
    require(unlisted.isEmpty(), directory, unlisted.toString(), "the manifest does not list it");
  }

  private static Set<String> filesIn(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> directory.relativize(path).toString().replace('\\', '/'))
          .collect(Collectors.toSet());
    }
  }

  /** Refuses the bundle because of one of its files, unless all is well. */
  static void require(boolean ok, Path directory, String file, String problem) {
    if (!ok) {
      throw new IllegalArgumentException(
          "Cannot open bundle " + directory + ": " + file + ": " + problem);
    }
  }

  /** {@return the digest of what shapes speech; a take is keyed by its voice's latents apart} */
  static String digest(BundleManifest manifest) {
    StringBuilder lines = new StringBuilder();
    manifest
        .files()
        .forEach(
            (name, sha256) -> {
              if (!name.startsWith(VOICES) && !name.equals(GOLDEN)) {
                lines.append(name).append(' ').append(sha256).append('\n');
              }
            });
    return Sha256.ofText(lines.toString());
  }
}
