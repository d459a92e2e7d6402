// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.table.PlanTable;
import dev.testudo.synthesis.SynthesisConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** A plan as a Parquet file: its rows, and whatever holds for all of them in the footer. */
final class PlanFile {
  private static final String HEADER = "testudo.plan";

  private PlanFile() {}

  static byte[] write(BookPlan plan) {
    Header header =
        new Header(
            plan.book(),
            plan.edition(),
            plan.planned(),
            plan.title(),
            plan.author(),
            plan.language(),
            plan.voice(),
            plan.voiceDigest(),
            plan.model(),
            plan.modelDigest(),
            plan.settings(),
            plan.text());
    return PlanTable.TABLE.write(plan.rows(), Map.of(HEADER, Json.writeText(header)));
  }

  static BookPlan read(byte[] file, String path) {
    String text = PlanTable.TABLE.properties(file).getOrDefault(HEADER, "");
    Header header = Json.read(text.getBytes(StandardCharsets.UTF_8), Header.class, path);
    return new BookPlan(
        header.book(),
        header.edition(),
        header.planned(),
        header.title(),
        header.author(),
        header.language(),
        header.voice(),
        header.voiceDigest(),
        header.model(),
        header.modelDigest(),
        header.settings(),
        header.text(),
        PlanTable.TABLE.read(file));
  }

  private record Header(
      String book,
      String edition,
      Instant planned,
      String title,
      String author,
      String language,
      String voice,
      String voiceDigest,
      String model,
      String modelDigest,
      SynthesisConfig settings,
      String text) {}
}
