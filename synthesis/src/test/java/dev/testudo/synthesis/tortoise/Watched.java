// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The real engine, whose calls are watched, held or made to fail. */
final class Watched {
  private Watched() {}

  static TortoiseSynthesizer load(EngineConfig config, Consumer<String> probe) {
    return TortoiseSynthesizer.load(Tiny.BUNDLE, config, SpeechChecks.DEFAULTS, probe);
  }

  /** {@return a probe that acts on the n-th call of a method, from 1} */
  static Consumer<String> on(String method, Consumer<Integer> action) {
    AtomicInteger calls = new AtomicInteger();
    return called -> {
      if (called.equals(method)) {
        action.accept(calls.incrementAndGet());
      }
    };
  }

  static void assertFails(CompletableFuture<Rendering> future, Category category, String reason) {
    assertThatThrownBy(future::join)
        .cause()
        .hasMessageContaining(reason)
        .isInstanceOfSatisfying(
            SynthesisException.class, e -> assertThat(e.category()).isEqualTo(category));
  }
}
