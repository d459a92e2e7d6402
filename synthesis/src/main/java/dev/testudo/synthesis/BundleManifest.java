// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The manifest of a model bundle, {@code bundle.json}, as {@code BUNDLE.md} describes it. Keys that
 * this version does not know are ignored; a wrong or missing one is refused by name.
 *
 * @param framesPerCode mel frames per code, where that is a whole number, else 0
 * @param melFramesPerCode numerator and denominator of mel frames per code, where it is not
 * @param textCleaning {@link #FOLDING} if absent, or {@link #ENGLISH} as the reference cleans text
 * @param conditioningRateHz of reference clips; the model's rate if absent
 * @param vocoders names; the first is {@code vocoder.pt}, the others {@code vocoder-NAME.pt}
 * @param compat what else than its best the model can be made to do: {@link #REFERENCE} or nothing
 * @param files SHA-256 by file name, of every file but the manifest
 */
public record BundleManifest(
    int format,
    String name,
    String architecture,
    int sampleRateHz,
    int hopLength,
    int melBands,
    int framesPerCode,
    List<Integer> melFramesPerCode,
    int maxTextTokens,
    int maxCodes,
    Autoregressive autoregressive,
    Diffusion diffusion,
    Set<Integer> silenceCodes,
    String textCleaning,
    int conditioningRateHz,
    List<String> vocoders,
    Set<String> compat,
    SynthesisConfig defaults,
    List<VoiceEntry> voices,
    SortedMap<String, String> files,
    String licence,
    Map<String, String> provenance) {
  public static final String FILE = "bundle.json";
  public static final int FORMAT = 3;
  public static final String FOLDING = "folding";
  public static final String ENGLISH = "english";
  public static final String REFERENCE = "reference";

  /** The network that ranks candidates, where the bundle has one. */
  public static final String RANKING = "clvp.pt";

  private static final List<String> ONE_VOCODER = List.of("default");

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public BundleManifest {
    require(
        format == FORMAT,
        "format",
        format,
        "this version reads format " + FORMAT + "; import the model again");
    require("tortoise".equals(architecture), "architecture", architecture, "it must be tortoise");
    require(name != null && name.matches("[\\w.-]+"), "name", name, "letters, digits, . _ - only");
    requirePositive("sampleRateHz", sampleRateHz);
    requirePositive("hopLength", hopLength);
    requirePositive("melBands", melBands);
    requirePositive("maxTextTokens", maxTextTokens);
    requirePositive("maxCodes", maxCodes);
    melFramesPerCode =
        melFramesPerCode == null ? List.of(framesPerCode, 1) : List.copyOf(melFramesPerCode);
    require(
        melFramesPerCode.size() == 2 && melFramesPerCode.stream().allMatch(n -> n > 0),
        "framesPerCode",
        melFramesPerCode,
        "it must be above 0");
    requirePresent("autoregressive", autoregressive);
    requirePresent("diffusion", diffusion);
    requirePresent("defaults", defaults);
    silenceCodes = silenceCodes == null ? Set.of() : Set.copyOf(silenceCodes);
    textCleaning = textCleaning == null ? FOLDING : textCleaning;
    require(
        Set.of(FOLDING, ENGLISH).contains(textCleaning),
        "textCleaning",
        textCleaning,
        "it must be " + FOLDING + " or " + ENGLISH);
    conditioningRateHz = conditioningRateHz == 0 ? sampleRateHz : conditioningRateHz;
    requirePositive("conditioningRateHz", conditioningRateHz);
    vocoders = vocoders == null || vocoders.isEmpty() ? ONE_VOCODER : List.copyOf(vocoders);
    compat = compat == null ? Set.of() : Set.copyOf(compat);
    require(voices != null && !voices.isEmpty(), "voices", voices, "at least one is needed");
    voices = List.copyOf(voices);
    requirePresent("files", files);
    files = new TreeMap<>(files);
    for (String file : files.keySet()) {
      require(isWithin(file), "files", file, "it must be a path within the bundle");
    }
    licence = licence == null ? "" : licence;
    provenance = provenance == null ? Map.of() : Map.copyOf(provenance);
    require(
        diffusion.samplers().contains(defaults.sampler()),
        "defaults.sampler",
        defaults.sampler(),
        "the bundle has " + diffusion.samplers());
    Set<String> names = new HashSet<>();
    for (VoiceEntry voice : voices) {
      require(names.add(voice.name()), "voices", voice.name(), "the name is taken twice");
    }
  }

  /** Sizes of the autoregressive model. */
  public record Autoregressive(
      int modelDim, int layers, int heads, int codes, int startCode, int stopCode) {
    public Autoregressive {
      requirePositive("autoregressive.modelDim", modelDim);
      requirePositive("autoregressive.layers", layers);
      requirePositive("autoregressive.heads", heads);
      requirePositive("autoregressive.codes", codes);
      require(
          modelDim % heads == 0,
          "autoregressive.heads",
          heads,
          "it must divide modelDim " + modelDim);
    }
  }

  /** Size and samplers of the diffusion decoder. */
  public record Diffusion(int channels, List<String> samplers) {
    public Diffusion {
      requirePositive("diffusion.channels", channels);
      require(
          samplers != null && !samplers.isEmpty(),
          "diffusion.samplers",
          samplers,
          "at least one is needed");
      samplers = List.copyOf(samplers);
    }
  }

  /**
   * A voice that travels with the bundle, with its duration model.
   *
   * @param pitchHz the median fundamental frequency of its speech, 0 where the bundle does not say
   */
  public record VoiceEntry(
      String name,
      String file,
      String description,
      double secondsPerCharacter,
      double secondsOffset,
      double secondsSpread,
      double pitchHz) {
    public VoiceEntry {
      requirePresent("voices.name", name);
      requirePresent("voices.file", file);
      require(
          secondsPerCharacter > 0,
          "voices.secondsPerCharacter",
          secondsPerCharacter,
          "it must be above 0");
      require(secondsOffset >= 0, "voices.secondsOffset", secondsOffset, "it must be 0 or more");
      require(secondsSpread >= 0, "voices.secondsSpread", secondsSpread, "it must be 0 or more");
      require(pitchHz >= 0, "voices.pitchHz", pitchHz, "it must be 0 or more");
      description = description == null ? "" : description;
    }

    double seconds(int characters) {
      return secondsOffset + secondsPerCharacter * characters;
    }

    /** {@return how far off a take of this predicted length may be before it is implausible} */
    double toleranceSeconds(double predicted) {
      return Math.max(1, 4 * secondsSpread * Math.sqrt(predicted));
    }
  }

  /** {@return mel frames of this number of codes} */
  public int melFrames(int codes) {
    return Math.toIntExact((long) codes * melFramesPerCode.get(0) / melFramesPerCode.get(1));
  }

  /** {@return duration of this number of codes} */
  public double seconds(int codes) {
    return (double) melFrames(codes) * hopLength / sampleRateHz;
  }

  /** {@return why the model cannot speak with these settings, or nothing} */
  public String unsupportedReason(SynthesisConfig config) {
    if (config.candidates() > 1 && !files.containsKey(RANKING)) {
      return "\"candidates\" is %d where the model has no %s to rank them by"
          .formatted(config.candidates(), RANKING);
    }
    List<String> others = vocoders.subList(1, vocoders.size());
    if (!config.vocoder().isEmpty() && !others.contains(config.vocoder())) {
      return "\"vocoder\" is %s where the model has %s".formatted(config.vocoder(), vocoders);
    }
    if (config.referenceCompat() && !compat.contains(REFERENCE)) {
      return "\"compat\" is reference where the model is none of the reference's";
    }
    return diffusion.samplers().contains(config.sampler())
        ? ""
        : "\"sampler\" is %s where the model has %s"
            .formatted(config.sampler(), diffusion.samplers());
  }

  /**
   * Reads a manifest.
   *
   * @param file where the bytes come from, for messages
   * @throws IllegalArgumentException in one sentence that names the file and the key
   */
  static BundleManifest parse(byte[] bytes, Path file) {
    try {
      return JSON.readValue(bytes, BundleManifest.class);
    } catch (JsonMappingException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      String reason =
          cause == e ? e.getOriginalMessage() + " at " + e.getPathReference() : cause.getMessage();
      throw new IllegalArgumentException("Cannot open bundle " + file + ": " + reason, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot open bundle " + file + ": it is not a JSON document", e);
    }
  }

  /** {@return whether a name stays below the folder that it is resolved in, on every system} */
  private static boolean isWithin(String file) {
    return Stream.of(file.split("/", -1))
        .allMatch(part -> part.matches("[^\\\\:\\p{Cntrl}]+") && !part.matches("\\.{1,2}"));
  }

  private static void requirePositive(String key, int value) {
    require(value > 0, key, value, "it must be above 0");
  }

  private static void requirePresent(String key, Object value) {
    require(value != null, key, value, "it must be given");
  }

  private static void require(boolean ok, String key, Object value, String requirement) {
    if (!ok) {
      throw new IllegalArgumentException("\"" + key + "\" is " + value + ", " + requirement);
    }
  }
}
