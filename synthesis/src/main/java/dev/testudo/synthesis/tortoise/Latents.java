// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.Voice;
import java.util.Map;

/** The latents that a voice of this family consists of. */
public final class Latents {
  /** {@code [model dim]}. */
  public static final String AUTOREGRESSIVE = "autoregressive";

  /** {@code [2 x channels]}: scale, then shift. */
  public static final String DIFFUSION = "diffusion";

  private Latents() {}

  static Voice voice(String name, float[] autoregressive, float[] diffusion) {
    return Voice.of(name, Map.of(AUTOREGRESSIVE, autoregressive, DIFFUSION, diffusion));
  }
}
