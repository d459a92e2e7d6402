package dev.testudo.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.segmentation.Pause;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Measures a model on this machine, with a fixed text and a number of utterances side by side. */
public final class Bench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FEWEST_SLOTS = 4;

  /** Short, middling and long, as books have them. */
  private static final List<String> TEXTS =
      List.of(
          "The lamp was lit at dusk, and it burned until the morning.",
          "Nobody on the island could remember a winter as long as that one, or a spring so late.",
          "Well, said the captain, we had better begin.",
          "She counted the steps as she climbed, lost the count near the top, and began once more,"
              + " because a thing worth knowing is worth knowing exactly.");

  private final SpeechModel model;
  private final Voice voice;
  private final RenderSettings settings;
  private final int utterances;

  public Bench(SpeechModel model, Voice voice, RenderSettings settings, int utterances) {
    this.model = requireNonNull(model, "model is null");
    this.voice = requireNonNull(voice, "voice is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.utterances = utterances;
    if (utterances < 1) {
      throw new ConfigException(
          "Cannot measure " + utterances + " utterances: at least 1 is needed");
    }
  }

  /** One measurement; stage seconds are sums over the utterances. */
  public record Measurement(
      String model,
      String device,
      String precision,
      int slots,
      int inFlight,
      int utterances,
      double loadSeconds,
      double wallSeconds,
      double audioSeconds,
      double realTimeFactor,
      double autoregressiveSeconds,
      double diffusionSeconds,
      double vocoderSeconds,
      double discardedSeconds,
      double batchFill) {
    /** {@return one JSON object in one line} */
    public String json() {
      try {
        return JSON.writeValueAsString(this);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("A measurement is plain data", e);
      }
    }

    /** {@return one line for a person} */
    public String text() {
      return String.format(
          Locale.ROOT,
          "%s on %s, %d side by side: RTF %.3f (%.1f s of audio in %.1f s); autoregressive %.2f,"
              + " diffusion %.2f, vocoder %.2f device seconds; batch fill %.2f; load %.1f s",
          model,
          device,
          inFlight,
          realTimeFactor,
          audioSeconds,
          wallSeconds,
          autoregressiveSeconds,
          diffusionSeconds,
          vocoderSeconds,
          batchFill,
          loadSeconds);
    }
  }

  /** Loads the model afresh, warms it up by one round of the texts, and measures. */
  public Measurement measure(int inFlight) {
    EngineConfig configured = settings.engine().on(List.of());
    EngineConfig config =
        new EngineConfig(
            configured.device(),
            configured.precision(),
            Math.max(FEWEST_SLOTS, inFlight),
            configured.workers());
    try (Synthesizer synthesizer = model.load(config)) {
      render(synthesizer, inFlight, TEXTS.size(), "warm-up");
      long begin = System.nanoTime();
      List<Rendering> renderings = render(synthesizer, inFlight, utterances, "measured");
      double wallSeconds = (System.nanoTime() - begin) / 1e9;
      return measurement(synthesizer.engine(), inFlight, renderings, wallSeconds);
    }
  }

  private List<Rendering> render(Synthesizer synthesizer, int inFlight, int count, String purpose) {
    List<PlanRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = TEXTS.get(i % TEXTS.size());
      String key = Sha256.ofText(purpose + " " + i);
      rows.add(new PlanRow(key, i, 1, "", 0, 0, text, Pause.SENTENCE, 0, 0, 0, 0));
    }
    List<Rendering> renderings = new ArrayList<>();
    try (UtteranceWindow window =
        new UtteranceWindow(rows, inFlight, row -> synthesizer.submit(request(row)), () -> false)) {
      window.forEachRemaining(finished -> renderings.add(finished.rendering()));
    }
    return renderings;
  }

  private UtteranceRequest request(PlanRow row) {
    return new UtteranceRequest(row.key(), row.spokenText(), voice, settings.synthesis());
  }

  private Measurement measurement(
      Synthesizer.Engine engine, int inFlight, List<Rendering> renderings, double wallSeconds) {
    double audioSeconds = renderings.stream().mapToDouble(r -> r.waveform().seconds()).sum();
    return new Measurement(
        model.name(),
        engine.device(),
        engine.precision().name().toLowerCase(Locale.ROOT),
        engine.slots(),
        inFlight,
        renderings.size(),
        engine.loadSeconds(),
        wallSeconds,
        audioSeconds,
        wallSeconds / audioSeconds,
        sum(renderings, Rendering.Cost::autoregressiveSeconds),
        sum(renderings, Rendering.Cost::diffusionSeconds),
        sum(renderings, Rendering.Cost::vocoderSeconds),
        sum(renderings, Rendering.Cost::discardedSeconds),
        sum(renderings, Rendering.Cost::batchFill) / renderings.size());
  }

  private static double sum(List<Rendering> renderings, ToDoubleFunction<Rendering.Cost> part) {
    return renderings.stream().mapToDouble(r -> part.applyAsDouble(r.cost())).sum();
  }
}
