// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.UtteranceRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One network on the device at a time: the same takes. */
@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD)
class LowMemoryIT {
  private static final EngineConfig LOW_MEMORY =
      new EngineConfig("cpu", Precision.SINGLE, 4, 1, true);

  /** What each way of working calls, one method after the other. */
  private final List<String> called = Collections.synchronizedList(new ArrayList<>());

  private List<Rendering> render(
      ModelBundle bundle, EngineConfig config, SpeechChecks checks, List<UtteranceRequest> some) {
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(bundle, config, checks, called::add)) {
      return Tiny.renderAll(synthesizer, some);
    }
  }

  private static void assertSameTakes(List<Rendering> ours, List<Rendering> theirs) {
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.get(i).waveform().samples()).isEqualTo(theirs.get(i).waveform().samples());
      assertThat(ours.get(i).faults()).isEqualTo(theirs.get(i).faults());
      assertThat(ours.get(i).cost().attempts()).isEqualTo(theirs.get(i).cost().attempts());
    }
  }

  @Test
  void makesTheSameTakes() {
    List<UtteranceRequest> requests = Tiny.requests(20);
    assertSameTakes(
        render(Tiny.BUNDLE, LOW_MEMORY, SpeechChecks.DEFAULTS, requests),
        render(Tiny.BUNDLE, Tiny.FOUR_SLOTS, SpeechChecks.DEFAULTS, requests));
  }

  @Test
  void makesTheSameTakesAfterFaultsToo() {
    List<UtteranceRequest> requests = Tiny.requests(6);
    SpeechChecks deaf = new SpeechChecks(2, 24, 10, 0.001);
    assertSameTakes(
        render(Tiny.BUNDLE, LOW_MEMORY, deaf, requests),
        render(Tiny.BUNDLE, Tiny.FOUR_SLOTS, deaf, requests));
  }

  @Test
  void ranksCandidatesAndFollowsTheReferenceToo() throws IOException, InterruptedException {
    ModelBundle bundle = SmallOfficial.bundle();
    SynthesisConfig config = SmallOfficial.FAST.withCandidates(3);
    List<UtteranceRequest> requests =
        List.of(
            SmallOfficial.request(bundle, "one.", config),
            SmallOfficial.request(bundle, "two.", config.withReferenceCompat(true)),
            SmallOfficial.request(bundle, "three.", config.withVocoder("bigvgan-base")));
    SpeechChecks once = new SpeechChecks(1, 24, 0, 1);
    assertSameTakes(
        render(bundle, LOW_MEMORY, once, requests),
        render(bundle, Tiny.FOUR_SLOTS, once, requests));
  }

  @Test
  void bringsEachNetworkToTheDeviceOnceForAllInFlight() {
    render(Tiny.BUNDLE, LOW_MEMORY, SpeechChecks.DEFAULTS, Tiny.requests(12));
    List<String> cycle = List.of("steps", "mel", "waveform");
    List<String> stages = new ArrayList<>();
    for (String method : called) {
      boolean goesOn = !stages.isEmpty() && stages.get(stages.size() - 1).equals(method);
      if (cycle.contains(method) && !goesOn) {
        assertThat(method).isEqualTo(cycle.get(stages.size() % cycle.size()));
        stages.add(method);
      }
    }
    assertThat(called.stream().filter("mel"::equals).count()).isGreaterThanOrEqualTo(12);
    // Each is made single precision once, when it is loaded, and that is whenever another stage
    // begins.
    assertThat(called.stream().filter("to_float32"::equals).toList()).hasSameSizeAs(stages);
  }

  @Test
  void keepsOnlyTheLastNetwork() {
    LoadedModules modules = new LoadedModules(true);
    List<String> closed = new ArrayList<>();
    var first = modules.get(Note.class, "first", () -> new Note("first", closed));
    assertThat(modules.get(Note.class, "first", () -> new Note("again", closed))).isSameAs(first);
    modules.get(Note.class, "second", () -> new Note("second", closed));
    assertThat(closed).containsExactly("first");
    modules.close();
    assertThat(closed).containsExactly("first", "second");
  }

  private record Note(String name, List<String> closed) implements LoadedModules.Network {
    @Override
    public void close() {
      closed.add(name);
    }
  }
}
