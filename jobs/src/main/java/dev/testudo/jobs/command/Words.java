// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.library.EditionRecord;
import java.util.Locale;

/** Quantities as a person reads them. */
final class Words {
  private Words() {}

  /** {@return such as {@code 512 B}, {@code 1.5 MiB}} */
  static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  /** {@return a line about an utterance that is missing or suspicious} */
  static String listed(EditionRecord.Listed listed) {
    return "  listed: utterance %d of chapter %d: %s"
        .formatted(listed.ordinal(), listed.chapter(), listed.reason());
  }
}
