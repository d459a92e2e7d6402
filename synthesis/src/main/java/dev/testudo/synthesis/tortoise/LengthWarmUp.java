// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.torch.TorchDevice;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Meets the padded lengths of the later stages before utterances do, the short ones first: a GPU
 * plans its work anew for each length that it has not met. On a thread of its own, while the first
 * texts are decoded, and for some seconds at most.
 */
final class LengthWarmUp implements AutoCloseable {
  /** What a start may cost. */
  static final double MAX_SECONDS = 10;

  private static final Logger log = LogManager.getLogger(LengthWarmUp.class);

  private final LaterShape shape;
  private final BundleManifest manifest;
  private final double maxSeconds;
  private Thread thread;
  private volatile boolean closed;

  LengthWarmUp(LaterShape shape, BundleManifest manifest, double maxSeconds) {
    this.shape = requireNonNull(shape, "shape is null");
    this.manifest = requireNonNull(manifest, "manifest is null");
    this.maxSeconds = maxSeconds;
  }

  /**
   * Begins when it is called for the first time.
   *
   * @param like the lengths are met with its voice and settings
   */
  void begin(Networks networks, UtteranceRequest like) {
    if (thread == null && !shape.isExact()) {
      thread = new Thread(() -> run(networks, like), "testudo-warm-up");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run(Networks networks, UtteranceRequest like) {
    TorchDevice.prepareThread();
    long start = System.nanoTime();
    int lengths = 0;
    int longest = shape.padded(manifest.maxCodes());
    try {
      for (int codes = shape.stepCodes(); codes <= longest; codes += shape.stepCodes()) {
        if (closed || PendingUtterance.secondsSince(start) >= maxSeconds) {
          break;
        }
        meet(codes, networks, like);
        lengths++;
      }
    } catch (SynthesisException e) {
      // A real utterance meets it too, and is told.
      log.debug("Ended the warm-up: {}", e.getMessage());
    }
    double seconds = PendingUtterance.secondsSince(start);
    log.info("Warmed up {} lengths in {} s", lengths, "%.1f".formatted(seconds));
  }

  private void meet(int codes, Networks networks, UtteranceRequest like) {
    SynthesisConfig config = like.config();
    float[] silent = new float[codes * manifest.autoregressive().modelDim()];
    DiffusionDecoder.Row row =
        new DiffusionDecoder.Row(silent, like.voice().latent(Latents.DIFFUSION), 0);
    List<float[]> mels = networks.diffusion().mels(List.of(row), shape, config);
    networks
        .vocoder(config.vocoder())
        .waveforms(mels, List.of(0L), shape.rows(), manifest.melFrames(codes));
  }

  /** Waits until it has ended: all lengths are met, its time is over, or this was closed. */
  void await() {
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it after the call in progress. */
  @Override
  public void close() {
    closed = true;
    await();
  }
}
