// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static java.util.Objects.requireNonNull;

import dev.testudo.segmentation.DataTables;
import dev.testudo.segmentation.ForeignPassages;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.ReadingLimits;
import java.util.Locale;
import java.util.Set;

/**
 * What is read of a manuscript.
 *
 * @param foreignBooks whether a book in a language that no voice speaks is read all the same
 * @param foreignPassages what becomes of paragraphs in another language than their book
 * @param tables what becomes of tables of data
 * @param limits how large a manuscript may be
 */
public record ReadingSettings(
    boolean foreignBooks,
    ForeignPassages foreignPassages,
    DataTables tables,
    ReadingLimits limits) {
  public ReadingSettings {
    requireNonNull(foreignPassages, "foreignPassages is null");
    requireNonNull(tables, "tables is null");
    requireNonNull(limits, "limits is null");
  }

  static ReadingSettings of(SettingsReader reader) {
    boolean foreign = reader.oneOf("foreign", Set.of("refuse", "read"), "refuse").equals("read");
    String passages = reader.oneOf("foreign-passages", Set.of("read", "announce", "skip"), "read");
    String tables = reader.oneOf("tables", Set.of("skip", "read"), "skip");
    ReadingLimits limits =
        reader.make(
            () ->
                new ReadingLimits(
                    reader.integer("max-unpacked-mib"),
                    reader.integer("max-text-mib"),
                    reader.integer("max-files"),
                    reader.integer("max-elements")),
            ReadingLimits.DEFAULTS);
    return new ReadingSettings(
        foreign,
        ForeignPassages.valueOf(passages.toUpperCase(Locale.ROOT)),
        DataTables.valueOf(tables.toUpperCase(Locale.ROOT)),
        limits);
  }

  /** {@return the manuscript as it is read} */
  public Manuscript applyTo(Manuscript manuscript) {
    return foreignPassages.applyTo(tables.applyTo(manuscript));
  }
}
