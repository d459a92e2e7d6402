// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.library.StitchedChapter.StitchedTake;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Samples;
import dev.testudo.jobs.table.Take;
import dev.testudo.segmentation.Pause;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SynthesisConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A small book for tests: one chapter for each list of sentences, "audio" that is plain text. */
final class Books {
  static final SynthesisConfig SETTINGS = new SynthesisConfig(0.5, 0, 0.8, 1, 0, 5, 0, 1, "flow");
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Text counts as its own PCM, at 16,000 samples a take and per chapter's take. */
  static final PcmReader TEXT_AS_PCM =
      new PcmReader() {
        @Override
        public Pcm read(InputStream encoded) throws IOException {
          byte[] bytes = encoded.readAllBytes();
          long takes = new String(bytes, StandardCharsets.UTF_8).lines().count();
          return new Pcm(Sha256.ofBytes(bytes), takes * 16_000, 16_000);
        }
      };

  private Books() {}

  static BookPlan plan(List<List<String>> chapters) {
    return plan(chapters, "voice-digest", SETTINGS, Retakes.NONE, NOON);
  }

  static BookPlan plan(
      List<List<String>> chapters,
      String voiceDigest,
      SynthesisConfig settings,
      Retakes retakes,
      Instant planned) {
    List<PlanRow> rows = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (int chapter = 1; chapter <= chapters.size(); chapter++) {
      for (String text : chapters.get(chapter - 1)) {
        int occurrence = seen.merge(text, 1, Integer::sum) - 1;
        String unsalted =
            UtteranceKey.of(text, occurrence, voiceDigest, "model-digest", settings, 0);
        int salt = retakes.salt(unsalted);
        String key = UtteranceKey.of(text, occurrence, voiceDigest, "model-digest", settings, salt);
        rows.add(
            new PlanRow(
                key,
                rows.size(),
                chapter,
                "Chapter " + chapter,
                0,
                text.length(),
                text,
                Pause.SENTENCE,
                occurrence,
                salt,
                4,
                1.5));
      }
    }
    return new BookPlan(
        "alice",
        "main",
        planned,
        "Alice",
        "Lewis Carroll",
        "en",
        "slt",
        voiceDigest,
        "starter",
        "model-digest",
        settings,
        "",
        rows);
  }

  /** Writes takes for these rows as one unit. */
  static TakeFiles.Stored render(Library library, List<PlanRow> rows) {
    List<Take> takes = rows.stream().map(row -> Samples.take(row.key(), row.ordinal())).toList();
    return TakeFiles.write(library.store(), "alice", takes);
  }

  /** Puts each chapter as the text of its takes. */
  static List<StitchedChapter> stitch(Library library, Draft draft) {
    List<StitchedChapter> chapters = new ArrayList<>();
    draft
        .plan()
        .chapters()
        .forEach((index, title) -> chapters.add(stitch(library, draft, index, title)));
    return chapters;
  }

  private static StitchedChapter stitch(Library library, Draft draft, int index, String title) {
    List<EditionTake> wanted =
        draft.takes().stream()
            .filter(take -> draft.plan().rows().get(take.ordinal()).chapter() == index)
            .toList();
    List<StitchedTake> stitched = new ArrayList<>();
    ByteArrayOutputStream sound = new ByteArrayOutputStream();
    Iterator<Take> takes = TakeFiles.read(library.store(), wanted);
    while (takes.hasNext()) {
      Take take = takes.next();
      sound.writeBytes(take.audio().flac());
      sound.write('\n');
      long at = 16_000L * stitched.size();
      stitched.add(new StitchedTake(take.key(), take.audio().pcmSha256(), at, at + 16_000));
    }
    byte[] bytes = sound.toByteArray();
    String file = index + ".flac";
    library.store().putIfAbsent(draft.folder() + file, bytes);
    try {
      PcmReader.Pcm pcm = TEXT_AS_PCM.read(new ByteArrayInputStream(bytes));
      return new StitchedChapter(
          index, title, file, pcm.samples(), pcm.sampleRateHz(), pcm.sha256(), stitched);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
