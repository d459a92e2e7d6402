// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings many checked attempts through one later stage, then all through the next, so that each
 * network is on the device once for all of them. For one thread.
 */
final class StageByStage {
  private final LaterStages stages;
  private List<Attempt> waiting = new ArrayList<>();

  StageByStage(LaterStages stages) {
    this.stages = stages;
  }

  void add(Attempt attempt) {
    waiting.add(attempt);
  }

  boolean isIdle() {
    return waiting.isEmpty();
  }

  /** Finishes all that wait. */
  void run() {
    while (!waiting.isEmpty()) {
      Map<TakeFinisher.Call, List<Attempt>> calls = calls(waiting);
      waiting = new ArrayList<>();
      calls.replaceAll((call, attempts) -> inCalls(call, attempts, stages::mels));
      calls.replaceAll((call, attempts) -> inCalls(call, attempts, stages::waveforms));
      calls.forEach((call, attempts) -> inCalls(call, attempts, this::listen));
    }
  }

  private Map<TakeFinisher.Call, List<Attempt>> calls(List<Attempt> attempts) {
    Map<TakeFinisher.Call, List<Attempt>> calls = new LinkedHashMap<>();
    for (Attempt attempt : attempts) {
      calls.computeIfAbsent(stages.callOf(attempt), call -> new ArrayList<>()).add(attempt);
    }
    return calls;
  }

  private interface Stage {
    /** {@return those that came through} */
    List<Attempt> run(TakeFinisher.Call call, List<Attempt> attempts, List<Attempt> next);
  }

  private List<Attempt> listen(TakeFinisher.Call call, List<Attempt> attempts, List<Attempt> next) {
    stages.listen(call, attempts, next);
    return List.of();
  }

  /** Runs one stage, as many attempts in a call as it takes; what is to be rendered next waits. */
  private List<Attempt> inCalls(TakeFinisher.Call call, List<Attempt> attempts, Stage stage) {
    List<Attempt> through = new ArrayList<>();
    int rows = call.shape().rows();
    for (int from = 0; from < attempts.size(); from += rows) {
      List<Attempt> some = attempts.subList(from, Math.min(from + rows, attempts.size()));
      through.addAll(stage.run(call, some, waiting));
    }
    return through;
  }
}
