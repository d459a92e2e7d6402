// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Looks at finished files with FFmpeg's own eyes. */
final class Probe {
  private Probe() {}

  /** What ffprobe says of a file: format, streams and chapters. */
  static JsonNode describe(Path file) throws IOException {
    List<String> shown = List.of("-show_format", "-show_streams", "-show_chapters");
    List<String> arguments =
        Ffmpeg.join(List.of("-v", "error", "-of", "json"), shown, List.of(file.toString()));
    ProcessBuilder builder = FfmpegPrograms.command("ffprobe", arguments);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new ObjectMapper().readTree(builder.start().getInputStream());
  }

  /** {@return the names of the files in a folder, sorted} */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** {@return a tag's value} Ogg keeps tags with the stream, and names come in any case. */
  static String tag(JsonNode description, String name) {
    for (String place : List.of("/format/tags", "/streams/0/tags")) {
      for (Map.Entry<String, JsonNode> tag : description.at(place).properties()) {
        if (tag.getKey().equalsIgnoreCase(name)) {
          return tag.getValue().asText();
        }
      }
    }
    throw new AssertionError("no tag " + name + " in " + description);
  }

  /** Integrated loudness in LUFS by the ebur128 filter. */
  static double integratedLufs(Path file) {
    return lastValue(file, "metadata=1", "lavfi.r128.I=");
  }

  /** True peak, 1 = full scale, by the ebur128 filter. */
  static double truePeak(Path file) {
    return lastValue(file, "metadata=1:peak=true", "lavfi.r128.true_peaks_ch0=");
  }

  private static double lastValue(Path file, String options, String key) {
    byte[] output =
        Ffmpeg.run(
            "measure",
            List.of(
                "-i",
                file.toString(),
                "-map",
                "0:a:0",
                "-af",
                "ebur128=" + options + ",ametadata=mode=print:file=-",
                "-f",
                "null",
                "-"));
    return new String(output, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(key))
        .reduce((first, second) -> second)
        .map(line -> Double.parseDouble(line.substring(key.length())))
        .orElseThrow();
  }
}
