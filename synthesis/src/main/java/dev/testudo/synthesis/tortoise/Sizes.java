package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;

/** Holds what a module returns against what its bundle's manifest promises. */
final class Sizes {
  private Sizes() {}

  static void check(String what, int values, int rows, int columns) {
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
