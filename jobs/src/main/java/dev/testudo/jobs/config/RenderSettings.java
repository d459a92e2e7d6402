// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static java.util.Objects.requireNonNull;

import dev.testudo.segmentation.Lexicon;
import dev.testudo.segmentation.PackingLimits;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Listening;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.audio.MasteringProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Every setting of a rendering, checked: the keys of {@link SettingsTable}.
 *
 * @param synthesis what changes the sound, and so the utterance keys
 * @param packing how large an utterance may be
 * @param engine how executors load the model
 * @param mastering how takes become chapters; not part of any key
 * @param lexicon the text of the respellings in force
 * @param listening whether takes are compared with their text by ear; not part of any key
 * @param reading what is read of a manuscript
 * @param unitSeconds predicted audio of one Spark task
 * @param unitsFollowSlots whether it may be longer, so that the slots are filled
 * @param pricePerHour of a device, for the metrics; 0 if it was not given
 * @param effective every key with the value in force
 */
public record RenderSettings(
    SynthesisConfig synthesis,
    PackingLimits packing,
    EngineSpec engine,
    MasteringProfile mastering,
    String lexicon,
    Listening listening,
    ReadingSettings reading,
    double unitSeconds,
    boolean unitsFollowSlots,
    double pricePerHour,
    Map<String, String> effective) {
  private static final Logger LOG = LogManager.getLogger(RenderSettings.class);
  private static final String DEFAULT_LEXICON = "default";

  /** Seconds of predicted audio in a task on a CPU; a GPU does more in the same time. */
  private static final double CPU_UNIT_SECONDS = 120;

  private static final double GPU_UNIT_SECONDS = 300;

  /** Some 35 MB of takes, which a task keeps in memory until they are all there. */
  private static final double MAX_UNIT_SECONDS = 1200;

  private static final int CPU_SLOTS = 8;

  /** The most that was measured to help; an executor takes fewer if its memory is small. */
  private static final int GPU_SLOTS = 256;

  /** On a GPU 32 rows bring little more, and their bits depend on each other: GPU.md. */
  private static final int GPU_LATER_ROWS = 16;

  private static final int CPU_LATER_ROWS = 1;

  public RenderSettings {
    requireNonNull(synthesis, "synthesis is null");
    requireNonNull(packing, "packing is null");
    requireNonNull(engine, "engine is null");
    requireNonNull(mastering, "mastering is null");
    requireNonNull(listening, "listening is null");
    requireNonNull(reading, "reading is null");
    effective = Collections.unmodifiableSortedMap(new TreeMap<>(effective));
  }

  /**
   * {@return the settings for a model}
   *
   * @throws ConfigException with all problems at once
   */
  public static RenderSettings of(Settings settings, String modelReference, SpeechModel model) {
    SettingsReader reader = settings.reader();
    SynthesisConfig synthesis = synthesis(reader, model);
    PackingLimits packing = packing(reader, model.maxTokens());
    boolean onGpu = isOnGpu(settings, reader.text("device"));
    EngineSpec engine = engine(reader, modelReference, model.digest(), onGpu);
    MasteringProfile mastering = Mastering.read(reader);
    String lexicon = lexicon(reader);
    Listening listening = listening(reader, model);
    ReadingSettings reading = ReadingSettings.of(reader);
    boolean unitsFollowSlots = onGpu && !reader.isGiven("unit-seconds");
    double unitSeconds = reader.number("unit-seconds", onGpu ? GPU_UNIT_SECONDS : CPU_UNIT_SECONDS);
    double pricePerHour = reader.number("price-per-hour", 0);
    return new RenderSettings(
        synthesis,
        packing,
        engine,
        mastering,
        lexicon,
        listening,
        reading,
        unitSeconds,
        unitsFollowSlots,
        pricePerHour,
        reader.finish());
  }

  private static boolean isOnGpu(Settings settings, String device) {
    return device.startsWith("cuda")
        || (device.equals("auto") && ExecutorShape.hasGpu(settings.session()));
  }

  /** Off where nothing is said: the listener takes more than its share of device seconds yet. */
  private static Listening listening(SettingsReader reader, SpeechModel model) {
    boolean canHear = model.canBeHeard();
    String wish = reader.text("listen");
    return reader.make(
        () -> {
          Listening listening = Listening.valueOf(wish.toUpperCase(Locale.ROOT));
          if (listening != Listening.OFF && !canHear) {
            throw new IllegalArgumentException(
                "Cannot use \"listen\" = \"%s\": there is no listener for model \"%s\", which speaks at %d Hz; use off"
                    .formatted(wish, model.name(), model.sampleRateHz()));
          }
          return listening;
        },
        Listening.OFF);
  }

  /**
   * {@return these settings with slots that tasks can fill: all tasks of an executor together shall
   * hold two utterances for each slot, or slots stay empty at the ends of units. Units are made
   * longer where they may be; else there are fewer slots}
   *
   * @param tasks that run side by side on one executor
   * @param utteranceSeconds mean predicted length
   */
  public RenderSettings withSlotsFor(int tasks, double utteranceSeconds) {
    double wanted = 2.0 * engine.slots() * utteranceSeconds / tasks;
    double longer = Math.rint(Math.min(MAX_UNIT_SECONDS, Math.max(unitSeconds, wanted)));
    double unit = unitsFollowSlots ? longer : unitSeconds;
    double utterances = tasks * Math.max(1, unit / utteranceSeconds);
    int fillable = Math.max(EngineConfig.MIN_SLOTS, (int) (utterances / 2));
    int slots = Math.min(fillable, engine.slots());
    if (slots < engine.slots()) {
      LOG.warn(
          "Using {} slots instead of {}: {} tasks of {} s fill no more; {}",
          slots,
          engine.slots(),
          tasks,
          unit,
          unitsFollowSlots ? "give executors more cores" : "set longer unit-seconds");
    }
    Map<String, String> changed = new TreeMap<>(effective);
    changed.put("slots", Integer.toString(slots));
    changed.put("unit-seconds", SettingsReader.plain(unit));
    return new RenderSettings(
        synthesis,
        packing,
        engine.withSlots(slots),
        mastering,
        lexicon,
        listening,
        reading,
        unit,
        unitsFollowSlots,
        pricePerHour,
        changed);
  }

  /** {@return where the libraries for a GPU are, for work that opens no model} */
  public static String gpuLibrariesOf(Settings settings) {
    return settings.reader().text("gpu-libraries");
  }

  private static SynthesisConfig synthesis(SettingsReader reader, SpeechModel model) {
    SynthesisConfig defaults = model.defaults();
    double temperature = reader.number("temperature", defaults.temperature());
    int topK = reader.integer("top-k", defaults.topK());
    double topP = reader.number("top-p", defaults.topP());
    double penalty = reader.number("repetition-penalty", defaults.repetitionPenalty());
    double typicalMass = reader.number("typical-mass", defaults.typicalMass());
    int steps = reader.integer("diffusion-steps", defaults.diffusionSteps());
    double guidance = reader.number("guidance", defaults.guidance());
    double noise = reader.number("diffusion-temperature", defaults.diffusionTemperature());
    String sampler = reader.text("sampler", defaults.sampler());
    int candidates = reader.integer("candidates", defaults.candidates());
    String vocoder = vocoder(reader, model.vocoders());
    boolean referenceCompat = referenceCompat(reader, model);
    return reader.make(
        () ->
            requireSpeakable(
                model,
                new SynthesisConfig(
                    temperature,
                    topK,
                    topP,
                    penalty,
                    typicalMass,
                    steps,
                    guidance,
                    noise,
                    sampler,
                    candidates,
                    vocoder,
                    referenceCompat)),
        defaults);
  }

  private static SynthesisConfig requireSpeakable(SpeechModel model, SynthesisConfig config) {
    String reason = model.unsupportedReason(config);
    if (!reason.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot speak with model \"%s\": %s; choose another by --set or --preset"
              .formatted(model.name(), reason));
    }
    return config;
  }

  /** {@return the name, or nothing for the model's first, which no key contains} */
  private static String vocoder(SettingsReader reader, List<String> known) {
    String chosen = reader.oneOf("vocoder", Set.copyOf(known), known.get(0));
    return chosen.equals(known.get(0)) ? "" : chosen;
  }

  private static boolean referenceCompat(SettingsReader reader, SpeechModel model) {
    Set<String> known =
        model.supportsReferenceCompat() ? Set.of("none", "reference") : Set.of("none");
    return reader.oneOf("compat", known, "none").equals("reference");
  }

  private static PackingLimits packing(SettingsReader reader, int maxTokens) {
    int target = reader.integer("target-characters");
    int longest = Integer.parseInt(SettingsTable.find("max-characters").orElseThrow().byDefault());
    int max = reader.integer("max-characters", Math.max(target, longest));
    return reader.make(
        () -> new PackingLimits(maxTokens, target, max),
        new PackingLimits(maxTokens, longest, longest));
  }

  private static EngineSpec engine(
      SettingsReader reader, String model, String digest, boolean onGpu) {
    String device = reader.text("device");
    String precision = reader.text("precision");
    int slots = reader.integer("slots", onGpu ? GPU_SLOTS : CPU_SLOTS);
    int workers = reader.integer("workers");
    boolean lowMemory = reader.isTrue("low-memory");
    int laterRows = reader.integer("later-rows", onGpu ? GPU_LATER_ROWS : CPU_LATER_ROWS);
    int laterStep = reader.integer("later-step");
    String gpuLibraries = reader.text("gpu-libraries");
    boolean cudaGraphs = reader.isTrue("cuda-graphs");
    return reader.make(
        () ->
            new EngineSpec(
                model,
                digest,
                device,
                precision,
                slots,
                workers,
                lowMemory,
                laterRows,
                laterStep,
                gpuLibraries,
                cudaGraphs),
        new EngineSpec(
            model,
            digest,
            "auto",
            "auto",
            EngineConfig.MIN_SLOTS,
            0,
            false,
            1,
            EngineConfig.STEP_CODES,
            gpuLibraries,
            cudaGraphs));
  }

  private static String lexicon(SettingsReader reader) {
    String file = reader.text("lexicon", DEFAULT_LEXICON);
    String ours = ConfFiles.read("lexicon.tsv").orElse("");
    if (file.equals(DEFAULT_LEXICON)) {
      return ours;
    }
    try {
      List<String> warnings = new ArrayList<>();
      Lexicon theirs = Lexicon.parse(Files.readString(Path.of(file)), warnings);
      warnings.forEach(warning -> LOG.warn("{} ({})", warning, file));
      return Lexicon.parse(ours).and(theirs).lines();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage() + " in " + file);
    } catch (IOException e) {
      throw new ConfigException("Cannot read the lexicon " + file + ": it is not a readable file");
    }
  }
}
