// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchFailures;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The thread that owns the device: it takes commands, decodes, and gives what is decoded to the
 * later stages. Everything that it holds is touched by it alone; others send commands.
 */
final class EngineLoop implements Runnable {
  private static final Logger log = LogManager.getLogger(EngineLoop.class);

  /**
   * How long a decoded utterance waits for others of its length while the device has other work.
   */
  private static final long MAX_WAIT_NANOS = 10_000_000_000L;

  private final TorchDevice device;
  private final ModelBundle bundle;
  private final EngineConfig config;
  private final Consumer<SynthesisException> onFailure;
  private final WorkerPool workers;
  private final LoadedModules sharedModules = new LoadedModules(true);

  private final LaterStages laterStages;

  /** Decoded attempts that wait until there are enough for a call. */
  private final LengthBins<TakeFinisher.Call, Attempt> bins;

  /** Where memory is scarce, decoded attempts that wait until their stage has the device. */
  private final StageByStage stageByStage;

  private final LengthWarmUp warmUp;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Map<Precision, DecodingBatch> batches = new EnumMap<>(Precision.class);
  private final DoubleAdder busySeconds = new DoubleAdder();
  private final AtomicInteger outOfMemoryRestarts = new AtomicInteger();
  private volatile int slots;

  /** Calls of the later stages that are queued or in progress. */
  private int laterCalls;

  private boolean stopped;

  /**
   * Loads the networks.
   *
   * @param onFailure called once with the reason if the loop ends without being stopped
   */
  EngineLoop(
      TorchDevice device,
      ModelBundle bundle,
      EngineConfig config,
      SpeechChecks checks,
      Consumer<SynthesisException> onFailure) {
    this.device = device;
    this.bundle = bundle;
    this.config = config;
    this.onFailure = onFailure;
    this.slots = config.slots();
    LaterShape shape = LaterShape.of(config);
    TakeFinisher finisher =
        new TakeFinisher(
            bundle,
            config.precision(),
            checks,
            shape,
            this::decode,
            this::finishLater,
            busySeconds::add);
    this.laterStages = new LaterStages(finisher, this::failed);
    this.bins = new LengthBins<>(shape.rows(), MAX_WAIT_NANOS);
    this.warmUp = new LengthWarmUp(shape, bundle.manifest(), LengthWarmUp.MAX_SECONDS);
    this.stageByStage = new StageByStage(laterStages);
    this.workers = new WorkerPool(config.workers(), device);
    DecodingBatch batch = load(config.precision());
    batch.prepare();
    batches.put(config.precision(), batch);
    slots = batch.slots();
  }

  private DecodingBatch load(Precision precision) {
    LoadedModules modules = config.lowMemory() ? sharedModules : new LoadedModules(false);
    Networks networks = new Networks(device, bundle, precision, slots, modules).loaded();
    return new DecodingBatch(networks, bundle.manifest(), busySeconds::add);
  }

  /** Queues an attempt; never waits. */
  void decode(Attempt attempt) {
    inbox.add(() -> enqueue(attempt));
  }

  /** Queues a decoded attempt for the later stages; never waits. */
  private void finishLater(Attempt attempt) {
    inbox.add(() -> decoded(attempt));
  }

  private void decoded(Attempt attempt) {
    attempt.decodedWith(batches.get(attempt.precision()).slots());
    laterStages.checkCodes(attempt).ifPresent(this::render);
  }

  /** Has an attempt rendered, together with others that are alike. */
  private void render(Attempt attempt) {
    if (config.lowMemory()) {
      stageByStage.add(attempt);
      return;
    }
    TakeFinisher.Call call = laterStages.callOf(attempt);
    if (call.shape().isExact()) {
      execute(List.of(attempt));
    } else {
      bins.add(call, attempt, System.nanoTime()).ifPresent(this::execute);
    }
  }

  private void execute(List<Attempt> attempts) {
    TakeFinisher.Call call = laterStages.callOf(attempts.get(0));
    laterCalls++;
    workers.execute(
        () -> {
          List<Attempt> next = laterStages.render(call, attempts);
          inbox.add(
              () -> {
                laterCalls--;
                next.forEach(this::render);
              });
        });
  }

  /** Ends the loop after the call in progress. */
  void stop() {
    inbox.add(() -> stopped = true);
  }

  int slots() {
    return slots;
  }

  int outOfMemoryRestarts() {
    return outOfMemoryRestarts.get();
  }

  /** {@return seconds that calls have kept the device or a core busy} */
  double busySeconds() {
    return busySeconds.sum();
  }

  @Override
  public void run() {
    try {
      TorchDevice.prepareThread();
      device.useOwnStream(true);
      while (!stopped) {
        drainCommands();
        for (DecodingBatch batch : batches.values()) {
          if (canAdvance(batch)) {
            advance(batch);
          }
        }
        bins.take(System.nanoTime(), laterCalls).forEach(this::execute);
        if (isDecoded()) {
          stageByStage.run();
        }
      }
    } catch (Throwable e) {
      onFailure.accept(TorchFailures.of(e));
    } finally {
      free();
    }
  }

  /** Where memory is scarce, one precision waits until the other has nothing in its slots. */
  private boolean canAdvance(DecodingBatch batch) {
    return !config.lowMemory()
        || batches.values().stream().noneMatch(other -> other != batch && other.live() > 0);
  }

  private boolean isDecoded() {
    return batches.values().stream().allMatch(DecodingBatch::isIdle);
  }

  /** Runs the commands that have come, and waits for one where there is nothing else to do. */
  private void drainCommands() throws InterruptedException {
    boolean idle = isDecoded() && stageByStage.isIdle();
    Runnable command = idle ? inbox.take() : inbox.poll();
    while (command != null) {
      command.run();
      command = inbox.poll();
    }
  }

  private void enqueue(Attempt attempt) {
    try {
      DecodingBatch batch = batches.computeIfAbsent(attempt.precision(), this::load);
      batch.add(attempt);
      if (device.isGpu() && !config.lowMemory()) {
        warmUp.begin(batch.networks(), attempt.utterance().request());
      }
    } catch (RuntimeException e) {
      SynthesisException reason = TorchFailures.of(e);
      if (reason.category() == Category.DEVICE) {
        throw reason;
      }
      // The single-precision copy did not load: this utterance fails, the others continue.
      attempt.utterance().fail(reason);
    }
  }

  private void advance(DecodingBatch batch) {
    try {
      batch.advance(this::decoded);
    } catch (RuntimeException e) {
      if (!TorchFailures.isOutOfMemory(e)) {
        throw e;
      }
      shrink(batch, TorchFailures.of(e));
    }
  }

  private void shrink(DecodingBatch batch, SynthesisException reason) {
    batch.shrink(reason);
    slots = batch.slots();
    outOfMemoryRestarts.incrementAndGet();
    log.warn(
        "Out of memory on {}: {} slots from now on ({})",
        config.device(),
        slots,
        reason.getMessage());
  }

  /** What a failure in a later stage means, for its utterance or for all. */
  private void failed(Attempt attempt, SynthesisException reason) {
    switch (reason.category()) {
      case DEVICE ->
          inbox.add(
              () -> {
                throw reason;
              });
      case OUT_OF_MEMORY -> inbox.add(() -> freeMemory(attempt, reason));
      case INPUT, MODEL, NUMERIC, SPEECH, STORAGE -> attempt.utterance().fail(reason);
    }
  }

  /** Workers run out of memory together: room is made for all of them, not once for each. */
  private void freeMemory(Attempt attempt, SynthesisException reason) {
    DecodingBatch batch = batches.get(attempt.precision());
    if (config.lowMemory()) {
      // Here fewer slots free no memory for the later stages.
      attempt.utterance().fail(reason);
      return;
    }
    if (attempt.slotsAtEntry() <= batch.slots()) {
      if (batch.hasMinSlots()) {
        attempt.utterance().fail(reason);
        return;
      }
      shrink(batch, reason);
    }
    batch.add(attempt.again(attempt.precision()));
  }

  private void free() {
    try {
      warmUp.close();
      workers.close();
      batches.values().forEach(batch -> batch.networks().close());
    } finally {
      device.close();
    }
  }
}
