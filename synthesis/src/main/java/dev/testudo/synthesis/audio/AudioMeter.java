// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What FFmpeg's meters say of an encoded file, as a player decodes it.
 *
 * @param codec such as {@code mp3}
 * @param bitRate of the audio stream, bits a second; 0 where its format has none
 * @param rmsDb of the whole file, full scale = 0
 * @param peakDb largest sample
 * @param noiseFloorDb RMS of the quietest half second; negative infinity for digital silence
 * @param headSeconds from the start to the first sound
 * @param tailSeconds from the last sound to the end
 */
public record AudioMeter(
    String codec,
    int sampleRateHz,
    int channels,
    long bitRate,
    double seconds,
    double rmsDb,
    double peakDb,
    double noiseFloorDb,
    double headSeconds,
    double tailSeconds) {
  private static final String OVERALL = "lavfi.astats.Overall.";
  private static final String CHANNEL = "lavfi.astats.1.";
  private static final String SILENCE_START = "lavfi.silence_start";
  private static final String SILENCE_END = "lavfi.silence_end";

  /** Quieter than any speech, louder than what a codec makes of silence. */
  private static final String SILENCE = "silencedetect=noise=-55dB:duration=0.1";

  /**
   * {@return the measures of a file}
   *
   * @throws AudioException if it cannot be decoded to its end
   */
  public static AudioMeter of(Path file) {
    JsonNode stream = describe(file);
    int rateHz = stream.get("sample_rate").asInt();
    String filters =
        "asetnsamples=n=%d:p=0,%s,astats=length=0.5:metadata=1:measure_overall=RMS_level+Peak_level:measure_perchannel=RMS_trough,ametadata=mode=print:file=-"
            .formatted(rateHz, SILENCE);
    byte[] output =
        Ffmpeg.run(
            "measure \"" + file + "\"",
            Ffmpeg.join(
                Ffmpeg.STRICT,
                List.of("-i", Ffmpeg.argument(file), "-map", "0:a:0", "-af", filters),
                List.of("-f", "null", "-")));
    Map<String, String> last = new TreeMap<>();
    double head = 0;
    double lastSilence = Double.NaN;
    boolean silentFromTheStart = false;
    for (String line : new String(output, StandardCharsets.US_ASCII).lines().toList()) {
      int equals = line.indexOf('=');
      String key = equals < 0 ? line : line.substring(0, equals);
      String value = line.substring(equals + 1);
      if (key.equals(SILENCE_START)) {
        lastSilence = Double.parseDouble(value);
        silentFromTheStart |= lastSilence <= 0.001;
      } else if (key.equals(SILENCE_END)) {
        if (silentFromTheStart && head == 0) {
          head = Double.parseDouble(value);
        }
        lastSilence = Double.NaN;
      } else {
        last.put(key, value);
      }
    }
    double seconds = stream.get("seconds").asDouble();
    return new AudioMeter(
        stream.get("codec_name").asText(),
        rateHz,
        stream.get("channels").asInt(),
        stream.path("bit_rate").asLong(),
        seconds,
        decibels(last.get(OVERALL + "RMS_level")),
        decibels(last.get(OVERALL + "Peak_level")),
        decibels(last.get(CHANNEL + "RMS_trough")),
        head,
        Double.isNaN(lastSilence) ? 0 : Math.max(0, seconds - lastSilence));
  }

  private static double decibels(String value) {
    if (value == null || value.equals("-inf") || value.equals("nan")) {
      return Double.NEGATIVE_INFINITY;
    }
    return Double.parseDouble(value);
  }

  private static JsonNode describe(Path file) {
    List<String> arguments =
        List.of(
            "-v",
            "error",
            "-select_streams",
            "a:0",
            "-show_entries",
            "stream=codec_name,sample_rate,channels,bit_rate:format=duration",
            "-of",
            "json",
            Ffmpeg.argument(file));
    try {
      Process process = FfmpegPrograms.command("ffprobe", arguments).start();
      process.getOutputStream().close();
      JsonNode found = new ObjectMapper().readTree(process.getInputStream());
      JsonNode stream = found.path("streams").path(0);
      if (stream.isMissingNode()) {
        throw new AudioException("Cannot measure \"" + file + "\": it holds no audio");
      }
      ((com.fasterxml.jackson.databind.node.ObjectNode) stream)
          .put("seconds", found.at("/format/duration").asDouble());
      return stream;
    } catch (IOException e) {
      throw new AudioException("Cannot measure \"" + file + "\": " + e.getMessage(), e);
    }
  }
}
