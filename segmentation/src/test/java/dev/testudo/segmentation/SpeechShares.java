// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.List;

/**
 * Prints the shares of written forms and homographs that are said right: see segmentation/measure.
 */
public final class SpeechShares {
  private SpeechShares() {}

  public static void main(String[] arguments) {
    print("Another normalizer's cases", SecondOpinionTest.cases(), SecondOpinionTest.different());
    print("Homographs", HomographShareTest.cases(), HomographShareTest.wrong());
  }

  private static void print(String what, List<TableResource.Row> cases, List<String> others) {
    int right = cases.size() - others.size();
    System.out.printf(
        "%s: %d of %d, %.1f %%%n", what, right, cases.size(), 100.0 * right / cases.size());
    others.forEach(other -> System.out.println("  not so: " + other));
  }
}
