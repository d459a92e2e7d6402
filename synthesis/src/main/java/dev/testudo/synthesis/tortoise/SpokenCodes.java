// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.Arrays;

/** Speech codes {@code [M]} and the latents {@code [M, D]} that predicted them; owns its arrays. */
final class SpokenCodes {
  private final long[] codes;
  private final float[] latents;

  SpokenCodes(long[] codes, float[] latents) {
    this.codes = codes;
    this.latents = latents;
  }

  int count() {
    return codes.length;
  }

  /** {@return the codes themselves, not a copy} */
  long[] codes() {
    return codes;
  }

  /** {@return a copy of the latents of some codes in a row} */
  float[] latents(int from, int to) {
    int dim = latents.length / codes.length;
    return Arrays.copyOfRange(latents, from * dim, to * dim);
  }

  /** {@return the first of these} */
  SpokenCodes first(int count) {
    return new SpokenCodes(Arrays.copyOf(codes, count), latents(0, count));
  }

  /** {@return the latents themselves, not a copy} */
  float[] latents() {
    return latents;
  }
}
