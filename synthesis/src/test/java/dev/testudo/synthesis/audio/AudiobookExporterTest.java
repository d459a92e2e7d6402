// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AudiobookExporterTest {
  private static final int RATE_HZ = 24_000;
  private static final List<String> TITLES =
      List.of(
          "I. \"Down\" the 'Rabbit' = Hole; #1 \\ back",
          "不思議の国のアリス · עברית · Ёлка 🐢",
          "Two\nlines");

  @TempDir Path folder;
  private Audiobook book;

  @BeforeEach
  void writeChapters() throws IOException {
    List<Audiobook.Chapter> chapters = new ArrayList<>();
    for (int i = 0; i < TITLES.size(); i++) {
      // An apostrophe and a space, for the script that lists the files.
      Path flac = folder.resolve("it's chapter " + i + ".flac");
      AudioWriter.write(flac, Signals.speechLike(i, 0.5, (i + 1) * RATE_HZ + 17, RATE_HZ));
      chapters.add(new Audiobook.Chapter(TITLES.get(i), flac));
    }
    Path cover = folder.resolve("cover.png");
    ImageIO.write(new BufferedImage(40, 60, BufferedImage.TYPE_INT_RGB), "png", cover.toFile());
    book =
        new Audiobook("Alice; #1 = \"A\" 不", "Lewis Carroll", "en", chapters, Optional.of(cover));
  }

  @ParameterizedTest
  @EnumSource(value = ExportFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "WAV")
  void writesOneFileWithChaptersTagsAndCover(ExportFormat format) throws IOException {
    Path output = folder.resolve("book." + format.extension());

    assertThat(AudiobookExporter.export(book, format, output)).containsExactly(output);

    JsonNode found = Probe.describe(output);
    double at = 0;
    for (int i = 0; i < TITLES.size(); i++) {
      JsonNode chapter = found.get("chapters").get(i);
      assertThat(chapter.at("/tags/title").asText()).isEqualTo(TITLES.get(i));
      assertThat(chapter.get("start_time").asDouble()).isCloseTo(at, within(0.002));
      at += i + 1 + 17.0 / RATE_HZ;
      assertThat(chapter.get("end_time").asDouble()).isCloseTo(at, within(0.06));
    }
    assertThat(found.get("chapters")).hasSize(TITLES.size());
    assertThat(found.at("/format/duration").asDouble()).isCloseTo(at, within(0.06));
    assertThat(stream(found, "video").at("/disposition/attached_pic").asInt()).isEqualTo(1);
    assertThat(stream(found, "video").get("width").asInt()).isEqualTo(40);
    assertThat(Probe.tag(found, "title")).isEqualTo(book.title());
    assertThat(Probe.tag(found, "album")).isEqualTo(book.title());
    assertThat(Probe.tag(found, "artist")).isEqualTo("Lewis Carroll");
    assertThat(Probe.names(folder)).noneMatch(name -> name.endsWith(".part"));
  }

  @ParameterizedTest
  @EnumSource(ExportFormat.class)
  void givesEqualBytesForEqualBooks(ExportFormat format) {
    Path first = folder.resolve("first." + format.extension());
    Path second = folder.resolve("second." + format.extension());

    AudiobookExporter.export(book, format, first);
    AudiobookExporter.export(book, format, second);

    assertThat(second).hasSameBinaryContentAs(first);
  }

  /** Mastered to a ceiling as chapters are, and driven into its limiter. */
  @ParameterizedTest
  @EnumSource(ExportFormat.class)
  void neverPeaksAboveTheChaptersOnceItIsDecoded(ExportFormat format) throws IOException {
    BookGain gain = new BookGain(profile(), 3);
    Path flac = folder.resolve("loud.flac");
    try (ChapterEncoder chapter =
        ChapterEncoder.open(flac, RATE_HZ, new ChapterTags("I", "A", "", 1, 1, "en"), gain, 1)) {
      chapter.write(Signals.speechLike(7, 0.9, 20 * RATE_HZ, RATE_HZ));
      chapter.finish();
    }
    Audiobook loud =
        new Audiobook("A", "", "en", List.of(new Audiobook.Chapter("I", flac)), Optional.empty());

    List<Path> files =
        AudiobookExporter.export(loud, format, folder.resolve("a." + format.extension()));

    double ceiling = 20 * Math.log10(Probe.truePeak(flac));
    assertThat(ceiling).isBetween(-4.0, -2.95);
    assertThat(20 * Math.log10(Probe.truePeak(files.get(0)))).isBetween(ceiling - 3, ceiling + 0.1);
    assertThat(Probe.integratedLufs(files.get(0)))
        .isCloseTo(Probe.integratedLufs(flac), within(2.0));
  }

  @Test
  void codesMp3AtTheRateOfEveryPlayer() throws IOException {
    Path output = folder.resolve("book.mp3");
    AudiobookExporter.export(book, ExportFormat.MP3, output);

    JsonNode audio = stream(Probe.describe(output), "audio");
    assertThat(audio.get("sample_rate").asInt()).isEqualTo(44_100);
    assertThat(audio.get("bit_rate").asInt()).isEqualTo(128_000);
  }

  @Test
  void removesWhatAnEarlierExportWroteUnderOtherNamesAndNothingElse() throws IOException {
    Path output = folder.resolve("alice-mp3");
    AudiobookExporter.export(book, ExportFormat.MP3, output);
    Path own = Files.writeString(output.resolve("04 - My own.mp3"), "not of an export");
    List<Audiobook.Chapter> chapters = new ArrayList<>(book.chapters().subList(0, 2));
    chapters.set(0, new Audiobook.Chapter("Renamed", chapters.get(0).flac()));
    Audiobook shorter = new Audiobook("A", "", "en", chapters, Optional.empty());

    List<Path> files = AudiobookExporter.export(shorter, ExportFormat.MP3, output);

    assertThat(output).isDirectoryContaining(own::equals);
    assertThat(Probe.names(output)).hasSize(files.size() + 1).contains("01 - Renamed.mp3");
  }

  @Test
  void marksTheLanguageForPlayers() throws IOException {
    Path output = folder.resolve("book.m4b");
    AudiobookExporter.export(book, ExportFormat.M4B, output);

    JsonNode found = Probe.describe(output);
    assertThat(stream(found, "audio").at("/tags/language").asText()).isEqualTo("eng");
    assertThat(stream(found, "audio").get("codec_name").asText()).isEqualTo("aac");
    assertThat(Probe.tag(found, "media_type")).isEqualTo("2");
  }

  @Test
  void writesAFolderOfMp3s() throws IOException {
    Path output = folder.resolve("alice-mp3");

    List<Path> files = AudiobookExporter.export(book, ExportFormat.MP3, output);

    assertThat(files.stream().map(file -> file.getFileName().toString()))
        .containsExactly(
            "01 - I. Down the 'Rabbit' = Hole; #1 back.mp3",
            "02 - 不思議の国のアリス · עברית · Ёлка 🐢.mp3",
            "03 - Two lines.mp3");
    assertThat(Probe.names(output)).hasSize(3);
    JsonNode found = Probe.describe(files.get(1));
    assertThat(Probe.tag(found, "title")).isEqualTo(TITLES.get(1));
    assertThat(Probe.tag(found, "track")).isEqualTo("2/3");
    assertThat(Probe.tag(found, "album")).isEqualTo(book.title());
    assertThat(stream(found, "audio").get("codec_name").asText()).isEqualTo("mp3");
    assertThat(stream(found, "video").get("width").asInt()).isEqualTo(40);
    assertThat(found.at("/format/duration").asDouble()).isCloseTo(2, within(0.06));
  }

  @Test
  void exportsWithoutCoverAndAuthor() throws IOException {
    Path output = folder.resolve("plain.m4b");
    Audiobook plain = new Audiobook("Plain", "", "", book.chapters(), Optional.empty());

    AudiobookExporter.export(plain, ExportFormat.M4B, output);

    JsonNode found = Probe.describe(output);
    assertThat(found.get("chapters")).hasSize(3);
    assertThat(found.at("/format/tags/artist").isMissingNode()).isTrue();
  }

  @Test
  void refusesACoverThatIsNoPicture() throws IOException {
    Path cover = Files.writeString(folder.resolve("cover.gif"), "GIF89a, say");
    Audiobook covered = new Audiobook("A", "", "en", book.chapters(), Optional.of(cover));

    assertThatThrownBy(
            () -> AudiobookExporter.export(covered, ExportFormat.M4B, folder.resolve("a.m4b")))
        .isInstanceOf(AudioException.class)
        .hasMessageEndingWith("cover.gif\": it must be a JPEG or PNG picture");
  }

  @ParameterizedTest
  @EnumSource(ExportFormat.class)
  void refusesToSkipADamagedFrame(ExportFormat format) throws IOException {
    Path flac = book.chapters().get(2).flac();
    byte[] bytes = Files.readAllBytes(flac);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(flac, bytes);
    List<String> before = Probe.names(folder);

    assertThatThrownBy(
            () -> AudiobookExporter.export(book, format, folder.resolve("a." + format.extension())))
        .isInstanceOf(AudioException.class)
        .hasMessageMatching("Cannot export \".*\": ffmpeg said \".+\"");
    assertThat(Probe.names(folder)).isEqualTo(before);
  }

  @Test
  void leavesNothingBehindWhenAChapterIsDamaged() throws IOException {
    Files.writeString(book.chapters().get(2).flac(), "no FLAC");
    List<String> before = Probe.names(folder);

    for (ExportFormat format : List.of(ExportFormat.M4B, ExportFormat.MP3)) {
      Path output = folder.resolve("a." + format.extension());
      assertThatThrownBy(() -> AudiobookExporter.export(book, format, output))
          .isInstanceOf(AudioException.class)
          .hasMessageContaining("it's chapter 2.flac");
    }
    assertThat(Probe.names(folder)).isEqualTo(before);
  }

  private static MasteringProfile profile() {
    return new MasteringProfile("audiobook", -19, -3, 0, 150, 400, 800, 1500, 750, 2000);
  }

  private static JsonNode stream(JsonNode found, String type) {
    for (JsonNode stream : found.get("streams")) {
      if (stream.get("codec_type").asText().equals(type)) {
        return stream;
      }
    }
    throw new AssertionError("no " + type + " stream in " + found);
  }
}
