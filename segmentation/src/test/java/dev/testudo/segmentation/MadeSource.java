// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A source made at random of what a format has; each of its words is unique. */
final class MadeSource {
  static final Pattern WORD = Pattern.compile("q[a-j]{5}");

  /**
   * What a format has. An element is its tag with attributes; one that holds others only is written
   * with them: {@code table>tr>td}. An empty name stands for no element.
   *
   * @param blocks elements that hold paragraphs and other blocks
   * @param paragraphs elements that hold words
   * @param parts elements within a paragraph that hold words
   * @param rare what else stands within a paragraph
   * @param text how words are written
   */
  record Kinds(
      List<String> blocks,
      List<String> paragraphs,
      List<String> parts,
      Supplier<String> rare,
      UnaryOperator<String> text) {}

  private final Random random;
  private final List<String> words = new ArrayList<>();

  MadeSource(Random random) {
    this.random = random;
  }

  List<String> words() {
    return words;
  }

  /** {@return blocks, within each other down to a depth} */
  String blocks(int count, int depth, Kinds kinds) {
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < count; i++) {
      boolean words = depth == 0 || random.nextInt(3) == 0;
      made.append(
          words
              ? within(pick(kinds.paragraphs()), line(2, kinds))
              : within(pick(kinds.blocks()), blocks(1 + random.nextInt(3), depth - 1, kinds)));
    }
    return made.toString();
  }

  private String line(int depth, Kinds kinds) {
    StringBuilder made = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      switch (depth == 0 ? 0 : random.nextInt(6)) {
        case 1, 2 -> made.append(kinds.rare().get());
        case 3, 4 -> made.append(within(pick(kinds.parts()), line(depth - 1, kinds)));
        default -> made.append(kinds.text().apply(word() + pick(List.of(" ", ", ", ". ", " — "))));
      }
    }
    return made.toString();
  }

  String word() {
    StringBuilder word = new StringBuilder("q");
    Integer.toString(10_000 + words.size())
        .chars()
        .forEach(digit -> word.append((char) (digit - '0' + 'a')));
    words.add(word.toString());
    return word.toString();
  }

  @SafeVarargs
  final String either(Supplier<String>... choices) {
    return choices[random.nextInt(choices.length)].get();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static String within(String path, String inner) {
    String made = inner;
    List<String> tags = path.isEmpty() ? List.of() : List.of(path.split(">", -1));
    for (int i = tags.size() - 1; i >= 0; i--) {
      made = "<" + tags.get(i) + ">" + made + "</" + tags.get(i).split(" ", 2)[0] + ">";
    }
    return made;
  }
}
