// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig;

/**
 * The shape of a call of a later stage. With one row, an utterance goes at its exact length;
 * otherwise there are always as many rows, each padded to the next step, so that shapes are few and
 * an utterance's bits depend on nothing but itself and this shape.
 *
 * @param rows utterances of a call
 * @param stepCodes lengths are padded to a multiple of this number of codes
 */
record LaterShape(int rows, int stepCodes) {
  static final LaterShape EXACT = new LaterShape(1, 1);

  static LaterShape of(EngineConfig config) {
    return config.laterRows() == 1
        ? EXACT
        : new LaterShape(config.laterRows(), config.laterStepCodes());
  }

  boolean isExact() {
    return rows == 1;
  }

  /** {@return the length to which this number of codes is padded} */
  int padded(int codes) {
    return (codes + stepCodes - 1) / stepCodes * stepCodes;
  }
}
