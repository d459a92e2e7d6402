// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.StreamingSynthesizer;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchFailures;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Speaks one utterance at a time, which is heard while the rest of it is still being decoded. It
 * says what {@link TortoiseSynthesizer} says, code for code; the sound differs a little, since the
 * later stages see a window at a time, or a decoder made for it takes their place. Audio that was
 * heard cannot be retried: faults are reported only. For one thread.
 */
public final class StreamingSpeaker implements StreamingSynthesizer {
  private static final String WARM_UP = "one, two, three.";

  private final ModelBundle bundle;
  private final TorchDevice device;
  private final Networks networks;

  private StreamingSpeaker(ModelBundle bundle, EngineConfig config, TorchDevice device) {
    this.bundle = bundle;
    this.device = device;
    TorchDevice.prepareThread();
    this.networks = new Networks(device, bundle, config.precision(), EngineConfig.MIN_SLOTS);
  }

  /**
   * Loads a bundle onto a device and speaks some words as a warm-up. The caller owns and closes the
   * result.
   *
   * @param config of which slots and workers have no meaning here
   * @throws IllegalArgumentException in one sentence if the bundle cannot be streamed
   * @throws SynthesisException if the device cannot take it
   */
  public static StreamingSpeaker open(ModelBundle bundle, EngineConfig config) {
    BundleManifest manifest = bundle.manifest();
    // The noise of a window is that of the whole only from an even frame on.
    if (manifest.melFramesPerCode().get(1) != 1 && !hasDecoder(bundle)) {
      throw new IllegalArgumentException(
          "Cannot stream with model \"%s\": it has no %s; import it with hifidecoder.pth"
              .formatted(bundle.name(), StreamingDecoder.FILE));
    }
    TorchDevice device = new TorchDevice(config.device(), method -> {});
    try {
      StreamingSpeaker speaker = new StreamingSpeaker(bundle, config, device);
      speaker.warmUp();
      return speaker;
    } catch (RuntimeException e) {
      device.close();
      throw TorchFailures.of(e);
    }
  }

  private static boolean hasDecoder(ModelBundle bundle) {
    return bundle.manifest().files().containsKey(StreamingDecoder.FILE);
  }

  private void warmUp() {
    speak(
        new UtteranceRequest(
            Sha256.ofText(WARM_UP),
            WARM_UP,
            bundle.voice(bundle.voices().get(0)),
            bundle.defaults()),
        chunk -> {});
  }

  @Override
  public Spoken speak(UtteranceRequest request, Consumer<Waveform> listener) {
    long[] text = bundle.tokens(request.spokenText());
    String reason = bundle.unsupportedReason(request, text.length);
    if (!reason.isEmpty()) {
      throw new SynthesisException(Category.INPUT, "Cannot speak: " + reason);
    }
    try {
      return new Utterance(request, listener).speak(text);
    } finally {
      networks.autoregressive().release(0);
    }
  }

  @Override
  public void close() {
    networks.close();
    device.close();
  }

  /** One utterance on its way. */
  private final class Utterance {
    private final UtteranceRequest request;
    private final Consumer<Waveform> listener;
    private final long start = System.nanoTime();
    private final Splice splice = new Splice(samplesBefore(StreamWindow.FADE_CODES));
    private double firstAudioSeconds;
    private long samplesHeard;

    Utterance(UtteranceRequest request, Consumer<Waveform> listener) {
      this.request = request;
      this.listener = listener;
    }

    Spoken speak(long[] text) {
      AutoregressiveModel model = networks.autoregressive();
      SlotStatus[] states = new SlotStatus[model.slots()];
      model.prefill(
          0,
          text,
          request.voice().latent(Latents.AUTOREGRESSIVE),
          seed(Stages.AUTOREGRESSIVE),
          request.config());
      states[0] = SlotStatus.LIVE;
      StreamWindow window = StreamWindow.FIRST;
      SpokenCodes spoken = new SpokenCodes(new long[0], new float[0]);
      boolean last = false;
      while (!last) {
        while (states[0] == SlotStatus.LIVE && spoken.count() < window.to()) {
          model.steps(window.to() - spoken.count(), states);
          spoken = model.result(0);
        }
        if (spoken.count() == 0) {
          throw new SynthesisException(
              Category.MODEL, "Cannot speak this text: the model produced no codes");
        }
        boolean ended = states[0] != SlotStatus.LIVE;
        last = ended && window.reaches(spoken.count());
        window = last ? window.until(spoken.count()) : window;
        emit(window, spoken, last);
        window = window.next();
      }
      return ending(spoken, states[0] == SlotStatus.STOPPED);
    }

    private long seed(String stage) {
      return Seeds.of(request.key(), 0, stage);
    }

    private void emit(StreamWindow window, SpokenCodes spoken, boolean last) {
      float[] samples = decode(spoken.latents(window.from(), window.to()), window.from());
      float[] chunk =
          splice.join(
              samples,
              samplesBefore(window.begin()) - samplesBefore(window.from()),
              samplesBefore(window.end()) - samplesBefore(window.from()));
      int rate = bundle.sampleRateHz();
      if (firstAudioSeconds == 0) {
        firstAudioSeconds = PendingUtterance.secondsSince(start);
      }
      float[] kept = last ? TrailingSilence.trim(chunk, rate) : chunk;
      samplesHeard += kept.length;
      listener.accept(new Waveform(kept, rate));
    }

    private int samplesBefore(int code) {
      return bundle.manifest().melFrames(code) * bundle.manifest().hopLength();
    }

    private float[] decode(float[] latents, int firstCode) {
      float[] samples =
          hasDecoder(bundle)
              ? networks
                  .streaming()
                  .waveform(latents, request.voice().latent(Latents.AUTOREGRESSIVE), firstCode)
              : decodeByMel(latents, bundle.manifest().melFrames(firstCode));
      if (!TakeFinisher.isFinite(samples)) {
        throw new SynthesisException(
            Category.NUMERIC,
            "Synthesis failed: the model produced NaN or infinite values; use single"
                + " precision");
      }
      return samples;
    }

    /** Latents {@code [M, D]} to samples, with the noise of their place in the whole. */
    private float[] decodeByMel(float[] latents, int frame) {
      float[] mel =
          networks
              .diffusion()
              .mel(
                  latents,
                  request.voice().latent(Latents.DIFFUSION),
                  Seeds.atFrame(seed(Stages.DIFFUSION), frame),
                  request.config());
      Vocoder vocoder = networks.vocoder(request.config().vocoder());
      return vocoder.waveform(mel, Seeds.atFrame(seed(Stages.VOCODER), frame));
    }

    private Spoken ending(SpokenCodes spoken, boolean stopped) {
      SpeechChecks checks = SpeechChecks.DEFAULTS;
      Set<SpeechFault> faults = EnumSet.noneOf(SpeechFault.class);
      faults.addAll(checks.ofCodes(spoken.codes(), bundle.manifest().silenceCodes(), stopped));
      return new Spoken(
          spoken.count(),
          (double) samplesHeard / bundle.sampleRateHz(),
          firstAudioSeconds,
          PendingUtterance.secondsSince(start),
          faults);
    }
  }
}
