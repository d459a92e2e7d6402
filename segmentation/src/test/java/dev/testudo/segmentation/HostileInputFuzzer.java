// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.nio.charset.StandardCharsets;

/**
 * Feeds inputs of any bytes to the readers, the segmenter and the normalizer: a target for Jazzer,
 * see segmentation/measure. The first byte chooses who gets the others.
 */
public final class HostileInputFuzzer {
  private static final String[] NAMES = {
    "book.epub",
    "book.docx",
    "book.odt",
    "book.fb2",
    "book.rtf",
    "book.pdf",
    "book.html",
    "book.md",
    "book.txt",
    "book.ssml"
  };
  private static final PackingLimits LIMITS = new PackingLimits(300, 120, 200);
  // Made once: the tables of a language cost more than an input.
  private static final ScriptWriter WRITER =
      new ScriptWriter(LIMITS, String::length, Lexicon.EMPTY);
  private static final TextNormalizer NORMALIZER = new TextNormalizer(Lexicon.EMPTY);
  private static final SentenceSegmenter SEGMENTER = new SentenceSegmenter();

  private HostileInputFuzzer() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] content = java.util.Arrays.copyOfRange(data, 1, data.length);
    int choice = Byte.toUnsignedInt(data[0]) % (NAMES.length + 3);
    if (choice < NAMES.length) {
      read(NAMES[choice], content);
      return;
    }
    String text = new String(content, StandardCharsets.UTF_8);
    switch (choice - NAMES.length) {
      case 0 -> segment(text);
      case 1 -> normalize(text);
      default -> lexicon(text);
    }
  }

  static void read(String name, byte[] content) {
    try {
      WRITER.write(ManuscriptReader.read(name, content));
    } catch (ManuscriptException e) {
      require(!e.getMessage().isBlank(), "a refusal without a reason");
    }
  }

  /** Sentences are in order, and only blanks are between them. */
  private static void segment(String text) {
    int at = 0;
    for (Span span : SEGMENTER.spans(text)) {
      require(span.start() >= at, "sentences that overlap");
      require(text.substring(at, span.start()).isBlank(), "words between sentences");
      at = span.end();
    }
    require(text.substring(at).isBlank(), "words after the last sentence");
  }

  private static void normalize(String text) {
    String spoken = NORMALIZER.normalize(text);
    require(spoken.matches("[A-Za-z .,;:?!'\"()-]*"), "signs that no model reads: " + spoken);
  }

  private static void lexicon(String text) {
    try {
      Lexicon.parse(text);
    } catch (IllegalArgumentException e) {
      require(!e.getMessage().isBlank(), "a refusal without a reason");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
