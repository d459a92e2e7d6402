// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;

/** Checks that a module's output has the shape that the bundle's manifest promises. */
final class OutputShape {
  private OutputShape() {}

  static void require(String what, int values, int rows, int columns) {
    if (values != (long) rows * columns) {
      throw new SynthesisException(
          Category.MODEL,
          "Cannot use "
              + what
              + ": it has "
              + values
              + " values where the manifest promises "
              + rows
              + " x "
              + columns);
    }
  }
}
