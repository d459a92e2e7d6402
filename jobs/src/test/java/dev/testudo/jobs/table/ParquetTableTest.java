// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.store.ObjectReader;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StorageException;
import dev.testudo.segmentation.SourceMap;
import dev.testudo.segmentation.Span;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableTest {
  private static final Take TAKE =
      heard(
          Samples.take("key-1", 7, Set.of(SpeechFault.SILENCE, SpeechFault.NO_STOP)),
          new Hearing(
              List.of(
                  new Hearing.Word("Down", 0, 4, 20, 340, 0.5f),
                  new Hearing.Word("went", 5, 9, 380, 700, 1)),
              List.of(new Hearing.Finding(SpeechFault.MUMBLED, "Down", 20, 340))));

  @TempDir Path folder;

  @Test
  void readsTakesAsTheyWereWritten() {
    byte[] file = TakesTable.TABLE.write(List.of(TAKE, Samples.take("key-2", 8)));

    List<Take> takes = TakesTable.TABLE.read(file);

    assertThat(takes).hasSize(2);
    Take take = takes.get(0);
    assertThat(take)
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .ignoringFields("faults")
        .isEqualTo(TAKE);
    assertThat(take.faults()).isEqualTo(TAKE.faults());
    assertThat(takes.get(1).faults()).isEmpty();
  }

  @Test
  void keepsAudioLastWithoutDictionaryAndCompressionInOneRowGroup() throws IOException {
    List<Take> takes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      takes.add(Samples.take("key-" + i, i));
    }
    MemoryInputFile file = new MemoryInputFile(TakesTable.TABLE.write(takes));
    try (ParquetFileReader parquet =
        ParquetFileReader.open(file, ParquetReadOptions.builder().build())) {
      List<BlockMetaData> blocks = parquet.getFooter().getBlocks();
      assertThat(blocks).hasSize(1);
      List<ColumnChunkMetaData> columns = blocks.get(0).getColumns();
      ColumnChunkMetaData last = columns.get(columns.size() - 1);
      assertThat(last.getPath().toDotString()).isEqualTo("audio");
      assertThat(last.getCodec()).isEqualTo(CompressionCodecName.UNCOMPRESSED);
      assertThat(last.getEncodings()).doesNotContain(Encoding.RLE_DICTIONARY);
    }
  }

  @Test
  void readsKeysWithoutTouchingAudio() throws IOException {
    List<Take> takes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      takes.add(withAudio(Samples.take("key-" + i, i), new byte[100_000]));
    }
    byte[] file = TakesTable.TABLE.write(takes);
    try (CountingReader reader = new CountingReader(file)) {
      List<Take> read = TakesTable.TABLE.read(reader, Set.of("key"));

      assertThat(read).extracting(Take::key).startsWith("key-0", "key-1").hasSize(20);
      assertThat(read.get(0).audio().flac()).isEmpty();
      assertThat(reader.bytesRead).isLessThan(100_000);
    }
  }

  @Test
  void refusesNewerFormat() {
    byte[] newer =
        ParquetTable.<String>named("plan", 2)
            .text("key", "", text -> text)
            .readBy(row -> row.text("key"))
            .write(List.of("k"));

    assertThatThrownBy(() -> PlanTable.TABLE.read(newer))
        .isInstanceOf(NewerFormatException.class)
        .hasMessage(
            "Cannot read a plan file of format 2: this version knows formats up to 1; update"
                + " Testudo");
  }

  @Test
  void takesUnknownNamesForANewerVersionAndNotForDamage() {
    byte[] newer =
        ParquetTable.<String>named("edition-takes", 1)
            .texts("faults", "", List::of)
            .readBy(row -> "")
            .write(List.of("MUMBLING"));

    assertThatThrownBy(() -> EditionTakesTable.TABLE.read(newer))
        .isInstanceOf(NewerFormatException.class)
        .hasMessage(
            "Cannot read a file that holds the SpeechFault MUMBLING: this version does not know"
                + " it; update Testudo");
  }

  @Test
  void readsMissingColumnsAsDefaults() {
    byte[] older =
        ParquetTable.<String>named("edition-takes", 1)
            .text("key", "", text -> text)
            .readBy(row -> row.text("key"))
            .write(List.of("k"));

    assertThat(EditionTakesTable.TABLE.read(older))
        .containsExactly(new EditionTake(0, "k", "", 0, "", Set.of(), 0));
  }

  @Test
  void readsAsNotHeardWhatWasWrittenBeforeThereWereWords() {
    byte[] older =
        ParquetTable.<String>named("takes", 1)
            .text("key", "", text -> text)
            .readBy(row -> row.text("key"))
            .write(List.of("k"));

    assertThat(TakesTable.TABLE.read(older).get(0).hearing()).isEqualTo(Hearing.NONE);
  }

  @Test
  void planRowsKeepTheSourcesOfTheirWords() {
    PlanRow row = Samples.planRow("k", 0, "it cost twenty one dollars", 2);
    PlanRow known = row.withSources(new SourceMap(List.of(8, 10, 18, 18, 18, 21)));
    byte[] older =
        ParquetTable.<String>named("plan", 1)
            .text("spokenText", "", text -> text)
            .integer("spanStart", "", "", text -> 10)
            .integer("spanEnd", "", "", text -> 21)
            .readBy(read -> "")
            .write(List.of(row.spokenText()));

    PlanRow read = PlanTable.TABLE.read(PlanTable.TABLE.write(List.of(known))).get(0);

    assertThat(read).isEqualTo(known);
    assertThat(read.sources().source(3, 7)).isEqualTo(new Span(13, 17));
    assertThat(read.sources().source(8, 14)).isEqualTo(new Span(18, 21));
    assertThat(PlanTable.TABLE.read(older).get(0).sources().source(3, 7))
        .isEqualTo(new Span(10, 21));
  }

  @Test
  void noticesEveryDamagedByte() {
    byte[] file = TakesTable.TABLE.write(List.of(TAKE, Samples.take("key-2", 8)));
    byte[] audio = TAKE.audio().flac();
    int place = indexOf(file, audio) + 3;
    file[place] ^= 1;

    assertThatThrownBy(() -> TakesTable.TABLE.read(file))
        .isInstanceOf(CorruptTableException.class)
        .hasMessage("Cannot read the takes file: it is damaged");
  }

  @Test
  void noticesCutAndForeignFiles() {
    byte[] file = PlanTable.TABLE.write(List.of(Samples.planRow("k", 0, "Alice.", 1)));
    byte[] cut = java.util.Arrays.copyOf(file, file.length - 9);

    assertThatThrownBy(() -> PlanTable.TABLE.read(cut))
        .isInstanceOf(CorruptTableException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> PlanTable.TABLE.read(new byte[0]))
        .isInstanceOf(CorruptTableException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> TakesTable.TABLE.read(file))
        .isInstanceOf(CorruptTableException.class)
        .hasMessageContaining("no takes file");
  }

  @Test
  void doesNotTakeFailingStorageForDamage() {
    byte[] file = PlanTable.TABLE.write(List.of(Samples.planRow("k", 0, "Alice.", 1)));
    CountingReader failing =
        new CountingReader(file) {
          @Override
          public void readFully(long position, byte[] buffer, int offset, int length)
              throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThatThrownBy(() -> PlanTable.TABLE.read(failing, Set.of("key")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("connection reset");
  }

  @Test
  void readsFromStoreBeyondTheTail() throws IOException {
    String text = "Alice was beginning to get very tired. ".repeat(20);
    List<PlanRow> rows = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      rows.add(Samples.planRow(Sha256.ofText("key-" + i), i, text + i * 31, i));
    }
    byte[] file = PlanTable.TABLE.write(rows);
    assertThat(file.length).isGreaterThan(70_000);
    try (ObjectStore store = ObjectStore.open(folder.toString(), Map.of())) {
      store.putIfAbsent("plan.parquet", file);
      try (ObjectReader reader = store.openReader("plan.parquet")) {
        assertThat(PlanTable.TABLE.read(reader, PlanTable.TABLE.columns())).isEqualTo(rows);
      }
    }
  }

  @Test
  void readsMetricsAsTheyWereWritten() {
    UtteranceMetrics utterance = new UtteranceMetrics("main", "Anna", TAKE);
    TaskMetrics task =
        new TaskMetrics(
            "run-1",
            "alice",
            "unit-1",
            3,
            44,
            1,
            "executor-3",
            "cpu",
            Samples.STARTED,
            Samples.STARTED.plusSeconds(9),
            12,
            60.5,
            20.25,
            1.5,
            0.75,
            0.125,
            123_456,
            true);
    RunMetrics run =
        new RunMetrics(
            "run-1",
            "alice",
            "main",
            "published",
            Samples.STARTED,
            Samples.STARTED.plusSeconds(100),
            20,
            3.5,
            2,
            "cpu",
            8,
            new RunMetrics.Chosen(3, 4, 600, 2.5),
            100,
            50,
            1,
            2,
            400,
            150,
            7,
            3,
            4,
            5,
            6);

    UtteranceMetrics read =
        UtteranceMetricsTable.TABLE
            .read(UtteranceMetricsTable.TABLE.write(List.of(utterance)))
            .get(0);
    assertThat(read.edition()).isEqualTo("main");
    assertThat(read.take().cost()).isEqualTo(TAKE.cost());
    assertThat(read.take().origin()).isEqualTo(TAKE.origin());
    assertThat(read.take().audio().samples()).isEqualTo(16_000);
    assertThat(TaskMetricsTable.TABLE.read(TaskMetricsTable.TABLE.write(List.of(task))))
        .containsExactly(task);
    assertThat(RunMetricsTable.TABLE.read(RunMetricsTable.TABLE.write(List.of(run))))
        .containsExactly(run);
    assertThat(run.realTimeFactor()).isEqualTo(0.25);
    assertThat(run.costPerAudioHour(2.5)).isEqualTo(2 * 2.5 * 0.25);
    assertThat(run.realTimeFactorWithoutStartup()).isEqualTo(0.2);
    assertThat(run.throughputPerDevice()).isEqualTo(2.5);
  }

  @Test
  void keepsPropertiesInFooter() {
    byte[] file = PlanTable.TABLE.write(List.of(), Map.of("testudo.plan", "{}"));

    assertThat(PlanTable.TABLE.properties(file)).containsEntry("testudo.plan", "{}");
    assertThat(PlanTable.TABLE.read(file)).isEmpty();
  }

  private static Take heard(Take take, Hearing hearing) {
    return new Take(
        take.key(),
        take.book(),
        take.ordinal(),
        take.chapter(),
        take.characters(),
        take.faults(),
        take.cost(),
        take.origin(),
        take.audio(),
        hearing);
  }

  private static Take withAudio(Take take, byte[] flac) {
    TakeAudio audio = take.audio();
    return new Take(
        take.key(),
        take.book(),
        take.ordinal(),
        take.chapter(),
        take.characters(),
        take.faults(),
        take.cost(),
        take.origin(),
        new TakeAudio(
            flac,
            audio.samples(),
            audio.sampleRateHz(),
            audio.pcmSha256(),
            audio.energies(),
            audio.truePeak()));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  /** Counts what is read of a file in memory. */
  private static class CountingReader implements ObjectReader {
    private final byte[] file;
    private long bytesRead;

    CountingReader(byte[] file) {
      this.file = file;
    }

    @Override
    public long size() {
      return file.length;
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      System.arraycopy(file, (int) position, buffer, offset, length);
      bytesRead += length;
    }

    @Override
    public void close() {}
  }

  @Test
  void readsStagesOfFilesThatHadAColumnForEach() {
    ParquetTable<Double> older =
        ParquetTable.<Double>named("takes", 1)
            .seconds("autoregressiveSeconds", "", seconds -> seconds)
            .seconds("diffusionSeconds", "", seconds -> 2 * seconds)
            .readBy(row -> 0.0);
    ParquetTable<Map<String, Double>> now =
        ParquetTable.<Map<String, Double>>named("takes", 1)
            .seconds("autoregressiveSeconds", "", stages -> 0)
            .seconds("diffusionSeconds", "", stages -> 0)
            .seconds("vocoderSeconds", "", stages -> 0)
            .readBy(TakeColumns::stageSeconds);
    assertThat(now.read(older.write(List.of(1.5))))
        .containsExactly(Map.of("autoregressive", 1.5, "diffusion", 3.0, "vocoder", 0.0));
  }
}
