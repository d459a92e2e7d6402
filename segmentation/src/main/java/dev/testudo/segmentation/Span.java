// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/** A half-open range of UTF-16 offsets into a manuscript's untouched text. */
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("Cannot make a span of [" + start + ", " + end + ")");
    }
  }

  public int length() {
    return end - start;
  }

  /** {@return the text that this span covers} */
  public String of(CharSequence text) {
    return text.subSequence(start, end).toString();
  }
}
