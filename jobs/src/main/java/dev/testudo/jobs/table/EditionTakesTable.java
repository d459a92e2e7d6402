// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

/** {@code editions/.../takes.parquet}: where each take of an edition lies. */
public final class EditionTakesTable {
  public static final ParquetTable<EditionTake> TABLE =
      ParquetTable.<EditionTake>named("edition-takes", 1)
          .integer(
              "ordinal",
              "",
              "position in the edition, from 0; -1 for a take in the same files that the edition"
                  + " does not use",
              EditionTake::ordinal)
          .text("key", "utterance key, 64 hex digits", EditionTake::key)
          .text("file", "path of the takes file in the library", EditionTake::file)
          .integer("row", "", "position in that file, from 0", EditionTake::row)
          .text(
              "pcmSha256",
              "SHA-256 of the decoded samples as 16-bit little-endian integers",
              EditionTake::pcmSha256)
          .texts(
              "faults",
              "what is suspicious, as in the takes",
              take -> take.faults().stream().map(Enum::name).sorted().toList())
          .texts(
              "findings",
              "what was heard to be wrong, with the words in question",
              EditionTake::findings)
          .bigInteger(
              "fileBytes",
              "B",
              "size of the takes file; 0 if it is not known",
              EditionTake::fileBytes)
          .bigInteger(
              "startSample",
              "samples",
              "where it begins in its chapter's file, at that file's rate",
              EditionTake::startSample)
          .bigInteger(
              "endSample",
              "samples",
              "where it ends in its chapter's file; 0 if that is not known",
              EditionTake::endSample)
          .readBy(
              row ->
                  new EditionTake(
                      row.integer("ordinal"),
                      row.text("key"),
                      row.text("file"),
                      row.integer("row"),
                      row.text("pcmSha256"),
                      TakeColumns.faults(row),
                      row.texts("findings"),
                      row.bigInteger("fileBytes"),
                      row.bigInteger("startSample"),
                      row.bigInteger("endSample")));

  private EditionTakesTable() {}
}
