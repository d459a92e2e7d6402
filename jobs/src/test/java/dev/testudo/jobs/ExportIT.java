// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.rometools.modules.itunes.EntryInformation;
import com.rometools.modules.itunes.FeedInformation;
import com.rometools.modules.itunes.ITunes;
import com.rometools.modules.itunes.types.Category;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.HeardTakes;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.HeardTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import dev.testudo.synthesis.Hearing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bytedeco.javacpp.Loader;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample, rendered once with the tone model, in every format. */
class ExportIT {
  /**
   * MP4 says how long the book is; FFmpeg decodes the last frame, of 1024 samples at 16 kHz, whole.
   */
  private static final int AAC_FRAME = 1024 * AudioComparison.RATE_HZ / 16_000;

  private static final String FOUR_FORMATS = "wav,web,m4b,mp3";

  private static final Pattern CUE = Pattern.compile("(\\S+) --> (\\S+)[^\n]*\n(.+(?:\n.+)*)");

  @TempDir private Path folder;

  private LibraryFolder library() {
    return new LibraryFolder(folder.resolve("library"));
  }

  private CommandLineRun export(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("export", "book", "--library", library().root().toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void exportsTheSampleInEveryFormat() throws IOException, InterruptedException {
    // Chapter I must be long enough for a retail sample.
    String text =
        Files.readString(Manuscripts.SAMPLE)
            .replace(
                "# Chapter II:",
                "So it went on, every night of that year and for many years after.\n\n"
                    + "# Chapter II:");
    Path manuscript = Files.writeString(folder.resolve("sample.md"), text);
    assertThat(CommandLineRun.render(manuscript, library().root()).exitCode()).isZero();
    EditionRecord edition = library().edition("main");
    Path to = folder.resolve("out");

    CommandLineRun run =
        export(
            withTags(
                "--format",
                "m4b,mp3,opus,flac,wav,vtt,srt,epub,web,w3c,audiobookshelf,podcast",
                "--base-url",
                "https://example.org/keeper",
                "--to",
                to.toString()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(names(to))
        .containsExactly(
            ".book.export.json",
            "book-audiobookshelf",
            "book-mp3",
            "book-podcast",
            "book-srt",
            "book-vtt",
            "book-w3c",
            "book-web",
            "book.epub",
            "book.flac",
            "book.lpf",
            "book.m4b",
            "book.opus",
            "book.srt",
            "book.vtt",
            "book.wav",
            "book.words.vtt");
    captionsAreReadAsTheyAreHeard(to, edition);
    tagsAreThere(to);
    packagesAreAsTheirRulesSay(to, edition);
    assertThat(epubCheck(to.resolve("book.epub"))).isEmpty();
    storeFilesAreMeasured(to);

    everyFormatSoundsLikeTheEdition(to, edition);
    aKilledExportIsContinued();
    wordsThatWereHeardLaterAreTaken(to);
    List<SoundingWord> words = wordsThatOccurOnce(text);
    mp4HasTagsByName(to.resolve("book.m4b"));
    onlyWhatChangedIsMadeAgain(manuscript, to);
    pagePlaysWhatIsTapped(to, words);
  }

  private static void tagsAreThere(Path to) throws IOException {
    JsonNode m4b = probe("-show_format", to.resolve("book.m4b")).at("/format/tags");
    assertThat(m4b.get("composer").asText()).contains("(synthetic voice)");
    assertThat(m4b.get("comment").asText()).contains("synthetic voice");
    assertThat(m4b.get("grouping").asText()).isEqualTo("Lights & Rocks #2");
    for (String file : List.of("book.flac", "book-mp3/01 - Chapter I The Lamp.mp3")) {
      JsonNode tags = probe("-show_format", to.resolve(file)).at("/format/tags");
      assertThat(tags.get("publisher").asText()).isEqualTo("Rock & Sons");
      assertThat(tags.get("series").asText()).isEqualTo("Lights & Rocks");
      assertThat(tags.get("isbn").asText()).isEqualTo("9780000000002");
      assertThat(tags.get("genre").asText()).isEqualTo("Novel");
      assertThat(tags.get("date").asText()).isEqualTo("1887");
    }
    JsonNode mp3 = probe("-show_format", files(to.resolve("book-mp3")).get(1)).at("/format/tags");
    assertThat(mp3.get("track").asText()).isEqualTo("2/2");
    assertThat(mp3.get("album").asText()).isEqualTo("The Keeper of Lantern Rock");
    assertThat(mp3.get("composer").asText()).contains("(synthetic voice)");
  }

  private static void mp4HasTagsByName(Path m4b) throws IOException {
    JsonNode tags = probe("-show_format", m4b).at("/format/tags");
    assertThat(tags.findValuesAsText("PUBLISHER"))
        .as(tags.toString())
        .containsExactly("Rock & Sons");
    assertThat(tags.findValuesAsText("ISBN")).containsExactly("9780000000002");
    assertThat(tags.findValuesAsText("SERIES")).containsExactly("Lights & Rocks");
  }

  private static void packagesAreAsTheirRulesSay(Path to, EditionRecord edition)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode w3c = json.readTree(to.resolve("book-w3c/publication.json").toFile());
    for (JsonSchema schema : w3cSchemas()) {
      assertThat(schema.validate(w3c)).isEmpty();
      JsonNode broken = w3c.deepCopy();
      ((ObjectNode) broken.at("/readingOrder/0")).put("duration", "60 s");
      assertThat(schema.validate(broken)).isNotEmpty();
    }
    theW3cPackageHasTheSameFiles(to.resolve("book.lpf"), to.resolve("book-w3c"), w3c);
    assertThat(w3c.get("conformsTo").asText()).isEqualTo("https://www.w3.org/TR/audiobooks/");
    assertThat(w3c.get("readingOrder")).hasSize(2);
    for (JsonNode chapter : w3c.get("readingOrder")) {
      assertThat(to.resolve("book-w3c").resolve(chapter.get("url").asText())).isNotEmptyFile();
    }
    Path shelf =
        to.resolve(
            "book-audiobookshelf/Testudo/Lights & Rocks/Vol. 2 - The Keeper of Lantern Rock");
    JsonNode metadata = json.readTree(shelf.resolve("metadata.json").toFile());
    assertThat(metadata.at("/series/0").asText()).isEqualTo("Lights & Rocks #2");
    assertThat(metadata.at("/chapters/1/end").asDouble())
        .isCloseTo(edition.seconds(), within(0.001));
    assertThat(names(shelf)).hasSize(3);

    Document feed =
        Jsoup.parse(to.resolve("book-podcast/feed.xml"), "UTF-8", "", Parser.xmlParser());
    List<Element> enclosures = feed.getElementsByTag("enclosure");
    assertThat(enclosures).hasSize(2);
    for (Element enclosure : enclosures) {
      String url = enclosure.attr("url");
      assertThat(url).startsWith("https://example.org/keeper/");
      Path file = to.resolve("book-podcast").resolve(url.substring(url.lastIndexOf('/') + 1));
      assertThat(Files.size(file)).isEqualTo(Long.parseLong(enclosure.attr("length")));
    }
    podcastPlayersReadTheFeed(to.resolve("book-podcast/feed.xml"), edition);
  }

  /**
   * {@return the rules of the recommendations in one schema, and the schema that the W3C publishes
   * if {@code TESTUDO_W3C_SCHEMA} names a copy: the folder {@code schema} of its repository
   * pub-manifest, which is not part of this project}
   */
  private static List<JsonSchema> w3cSchemas() throws IOException {
    List<JsonSchema> schemas = new ArrayList<>();
    try (InputStream rules = ExportIT.class.getResourceAsStream("w3c-audiobook.schema.json")) {
      schemas.add(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(rules));
    }
    String copy = System.getenv("TESTUDO_W3C_SCHEMA");
    if (copy != null) {
      String published = "https://www.w3.org/ns/pub-schema/manifest/";
      String local = Path.of(copy).toUri().toString();
      JsonSchemaFactory factory =
          JsonSchemaFactory.getInstance(
              SpecVersion.VersionFlag.V7,
              builder -> builder.schemaMappers(map -> map.mapPrefix(published, local)));
      schemas.add(factory.getSchema(SchemaLocation.of(published + "publication.schema.json")));
    }
    return schemas;
  }

  /** The first file says what it is, uncompressed; whatever the manifest names is inside. */
  private static void theW3cPackageHasTheSameFiles(Path lpf, Path folder, JsonNode manifest)
      throws IOException {
    byte[] start = Arrays.copyOf(Files.readAllBytes(lpf), 58);
    assertThat(new String(start, 30, 28, US_ASCII)).startsWith("mimetypeapplication/lpf+zip");
    try (ZipFile zip = new ZipFile(lpf.toFile())) {
      Set<String> packed = zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
      assertThat(packed.remove("mimetype")).isTrue();
      Set<String> named = new TreeSet<>(Set.of("publication.json"));
      manifest.get("readingOrder").forEach(link -> named.add(link.get("url").asText()));
      manifest.get("resources").forEach(link -> named.add(link.get("url").asText()));
      assertThat(packed).containsExactlyInAnyOrderElementsOf(named);
      for (String path : named) {
        assertThat(zip.getInputStream(zip.getEntry(path)).readAllBytes())
            .isEqualTo(Files.readAllBytes(folder.resolve(path)));
      }
    }
  }

  /** EPUBCheck of the W3C, which the build copies. {@return what it finds wrong} */
  private static List<String> epubCheck(Path epub) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                Path.of("target/epubcheck").toAbsolutePath() + "/*",
                "com.adobe.epubcheck.tool.Checker",
                epub.toString())
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(lines).anyMatch(line -> line.startsWith("Messages: "));
    return lines.stream().filter(line -> line.matches("(?:ERROR|WARNING|FATAL).*")).toList();
  }

  private static void podcastPlayersReadTheFeed(Path file, EditionRecord edition)
      throws IOException {
    try (XmlReader reader = new XmlReader(file.toFile())) {
      SyndFeed feed = new SyndFeedInput().build(reader);
      assertThat(feed.getFeedType()).isEqualTo("rss_2.0");
      assertThat(feed.getTitle()).isEqualTo("The Keeper of Lantern Rock");
      FeedInformation about = (FeedInformation) feed.getModule(ITunes.URI);
      assertThat(about.getAuthor()).isEqualTo("Testudo");
      assertThat(about.getType()).isEqualTo("serial");
      assertThat(about.getCategories()).extracting(Category::getName).containsExactly("Arts");
      Instant before = Instant.EPOCH;
      for (int i = 0; i < edition.chapters().size(); i++) {
        SyndEntry entry = feed.getEntries().get(i);
        EntryInformation episode = (EntryInformation) entry.getModule(ITunes.URI);
        assertThat(episode.getEpisode()).isEqualTo(i + 1);
        assertThat(episode.getDuration().getMilliseconds() / 1000.0)
            .isCloseTo(edition.chapters().get(i).seconds(), within(0.5));
        Instant published = entry.getPublishedDate().toInstant();
        assertThat(published).isAfter(before);
        before = published;
      }
    } catch (FeedException e) {
      throw new AssertionError(e);
    }
  }

  private void everyFormatSoundsLikeTheEdition(Path to, EditionRecord edition) throws IOException {
    List<Path> chapters = chapterFiles(edition);
    for (String lossless : List.of("book.wav", "book.flac")) {
      AudioComparison found = AudioComparison.of(chapters, to.resolve(lossless));
      assertThat(found.moreSamples()).isZero();
      assertThat(found.differenceDb()).as(lossless).isEqualTo(Double.NEGATIVE_INFINITY);
    }
    assertSoundsLike(chapters, to.resolve("book.m4b"), AAC_FRAME);
    assertSoundsLike(chapters, to.resolve("book.opus"), 0);
    List<Path> mp3 = files(to.resolve("book-mp3"));
    for (int i = 0; i < chapters.size(); i++) {
      assertSoundsLike(chapters.subList(i, i + 1), mp3.get(i), 0);
    }
  }

  private List<Path> chapterFiles(EditionRecord edition) {
    Path folder = library().root().resolve("editions/book/main").resolve(edition.digest());
    return edition.chapters().stream().map(chapter -> folder.resolve(chapter.file())).toList();
  }

  /**
   * As long, and in step from the first sample to the last.
   *
   * @param padding that the last frame may add, in samples
   */
  private static void assertSoundsLike(List<Path> chapters, Path file, int padding)
      throws IOException {
    AudioComparison found = AudioComparison.of(chapters, file);
    assertThat(found.moreSamples()).as(file.toString()).isBetween(-2L, padding + 2L);
    assertThat(found.minCorrelation()).as("%s: %s", file, found).isGreaterThan(0.98);
  }

  /** By kill, and by kill -9, as soon as the first format is there. */
  private void aKilledExportIsContinued() throws IOException {
    Path stopped = folder.resolve("stopped");
    Process process = exportUntilTheFirstFormat(stopped);
    process.destroy();
    assertThat(process.onExit().join().exitValue()).isEqualTo(143);
    assertThat(Files.readString(folder.resolve("killed.log")))
        .endsWith("Stopped: what is finished is kept; run the same command again to continue.\n");
    assertThat(names(stopped)).contains("book.wav");

    Path to = folder.resolve("killed");
    exportUntilTheFirstFormat(to).destroyForcibly().onExit().join();
    CommandLineRun again = export("--format", FOUR_FORMATS, "--to", to.toString());
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out().lines().toList().get(0)).endsWith("book.wav  (unchanged)");
    assertThat(names(to))
        .containsExactly(".book.export.json", "book-mp3", "book-web", "book.m4b", "book.wav");
  }

  /** {@return the process that exports the others} */
  private Process exportUntilTheFirstFormat(Path to) throws IOException {
    List<String> arguments = List.of("--format", FOUR_FORMATS, "--to", to.toString());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@../conf/jvm.options",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.testudo.jobs.Testudo",
                "export",
                "book",
                "--library",
                library().root().toString()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("killed.log").toFile())
            .start();
    Path record = to.resolve(".book.export.json");
    Await.value("the first format", () -> Optional.of(record).filter(Files::exists));
    return process;
  }

  /** As if testudo listen had heard each word for a time as long as its text. */
  private void wordsThatWereHeardLaterAreTaken(Path to) throws IOException {
    assertThat(Files.readString(to.resolve("book.words.vtt")))
        .contains("estimated by their length in");
    try (Library opened = library().open()) {
      Map<String, String> texts =
          opened.latestPlan("book", "main").orElseThrow().rows().stream()
              .collect(Collectors.toMap(PlanRow::key, PlanRow::spokenText));
      HeardTakes heard = new HeardTakes(opened.store());
      for (Path file : library().files("takes/book=book")) {
        List<HeardTake> rows = new ArrayList<>();
        for (Take take : TakesTable.TABLE.read(Files.readAllBytes(file))) {
          if (texts.containsKey(take.key())) {
            rows.add(heardAll(take, texts.get(take.key())));
          }
        }
        if (!rows.isEmpty()) {
          heard.add(library().root().relativize(file).toString(), rows);
        }
      }
    }
    CommandLineRun run =
        export(withTags("--format", "srt,vtt,web,epub,wav", "--to", to.toString()));
    assertThat(run.out().lines().filter(line -> line.endsWith("(unchanged)")))
        .singleElement(as(STRING))
        .contains("book.wav");
    assertThat(Files.readString(to.resolve("book.words.vtt")))
        .contains("NOTE The times of words were heard.")
        // Spoken as several words.
        .containsPattern("<00:00:0[0-9.]+>3rd of May, 1887, <00:00:0[0-9.]+>Mrs\\.")
        .containsPattern("<00:00:1[0-9.]+>142 <00:00:1[0-9.]+>steps");
    assertThat(Files.readString(to.resolve("book-web/book.js"))).doesNotContain("\"x\":true");
  }

  /** A word of the book, and where it sounds in its chapter's audio. */
  private record SoundingWord(int chapter, String text, double startSeconds, double endSeconds) {
    double at(Random random) {
      return startSeconds + random.nextDouble() * (endSeconds - startSeconds);
    }

    boolean isNear(SoundingWord other) {
      return chapter == other.chapter && Math.abs(startSeconds - other.startSeconds) < 0.5;
    }
  }

  /**
   * Words that occur once in the text, so that each has one place in it, from what was heard and
   * where the edition has its takes.
   */
  private List<SoundingWord> wordsThatOccurOnce(String text) {
    List<SoundingWord> words = new ArrayList<>();
    try (Library opened = library().open()) {
      EditionRecord edition = opened.edition("book", "main").orElseThrow();
      Map<String, EditionTake> places =
          opened.takes(edition).stream()
              .collect(Collectors.toMap(EditionTake::key, take -> take, (one, other) -> one));
      for (PlanRow row : opened.plan("book", edition.plan()).orElseThrow().rows()) {
        EditionTake place = places.get(row.key());
        double rateHz = edition.chapters().get(0).sampleRateHz();
        double millis = 1000 * (place.endSample() - place.startSample()) / rateHz;
        for (Hearing.Word word : heardEvenly(row.spokenText(), millis)) {
          String pattern = "(?i)\\b" + Pattern.quote(word.text()) + "\\b";
          if (word.text().length() > 3
              && Pattern.compile(pattern).matcher(text).results().count() == 1) {
            double start = place.startSample() / rateHz;
            words.add(
                new SoundingWord(
                    row.chapter(),
                    word.text(),
                    start + word.startMillis() / 1000.0,
                    start + word.endMillis() / 1000.0));
          }
        }
      }
    }
    assertThat(words).hasSizeGreaterThan(50);
    return words;
  }

  private static HeardTake heardAll(Take take, String text) {
    List<Hearing.Word> words = heardEvenly(text, 1000 * take.audio().seconds());
    return new HeardTake(
        take.key(), take.audio().pcmSha256(), new Hearing(words, List.of()), "listener");
  }

  private static List<Hearing.Word> heardEvenly(String text, double millis) {
    List<Hearing.Word> words = new ArrayList<>();
    double perCharacter = millis / text.length();
    Pattern.compile("[\\p{L}\\p{N}'’]+")
        .matcher(text)
        .results()
        .forEach(
            word ->
                words.add(
                    new Hearing.Word(
                        word.group(),
                        word.start(),
                        word.end(),
                        (int) (word.start() * perCharacter),
                        (int) (word.end() * perCharacter),
                        1)));
    return words;
  }

  private static String[] withTags(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--series", "Lights & Rocks", "--part", "2", "--date", "1887"));
    arguments.addAll(
        List.of("--publisher", "Rock & Sons", "--isbn", "9780000000002", "--genre", "Novel"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  /** In a real browser, from disk. */
  private void pagePlaysWhatIsTapped(Path to, List<SoundingWord> words)
      throws IOException, InterruptedException {
    Path page = to.resolve("book-web");
    try (Chromium browser = browser()) {
      browser.resize(390, 844, false);
      browser.open(page.resolve("index.html"));
      int sentences = browser.evaluate("document.querySelectorAll('.s').length").asInt();
      assertThat(sentences).isGreaterThan(5);
      for (int i = 0; i < 10; i++) {
        int tapped = i * (sentences - 1) / 9;
        browser.evaluate("document.querySelectorAll('.s')[%d].click()".formatted(tapped));
        browser.await("document.querySelector('audio').readyState > 1");
        browser.await("document.querySelectorAll('.s')[%d].matches('.current')".formatted(tapped));
        double start =
            browser
                .evaluate(
                    "BOOK.chapters[0].p.flatMap(p => p.s).filter(s => s.s !== undefined)[%d].s"
                        .formatted(tapped))
                .asDouble();
        assertThat(browser.evaluate("document.querySelector('audio').currentTime").asDouble())
            .isBetween(start - 0.05, start + 5);
      }
      browser.evaluate("document.querySelector('#play').click()");
      browser.await("document.querySelector('audio').paused");
      wordsLightUpWhenTheyAreHeard(browser);
      browser.evaluate("document.querySelectorAll('#chapters button')[1].click()");
      browser.await("document.querySelector('audio').currentTime > 0.2");
      browser.evaluate("document.querySelector('#play').click()");
      double left = browser.evaluate("document.querySelector('audio').currentTime").asDouble();
      browser.open(page.resolve("index.html"));
      browser.await("document.querySelector('audio').readyState > 0");
      assertThat(browser.evaluate("document.querySelector('audio').src").asText())
          .endsWith("chapter-002.mp3");
      assertThat(browser.evaluate("document.querySelector('audio').currentTime").asDouble())
          .isCloseTo(left, within(0.5));
      String root = page.toUri().toString();
      assertThat(browser.requests())
          .isNotEmpty()
          .allMatch(url -> url.startsWith(root) || url.equals("about:blank"));
      browserReadsCaptions(browser, Files.readString(to.resolve("book.vtt")), 0);
      browserReadsCaptions(browser, Files.readString(to.resolve("book.words.vtt")), 150);
      readingSystemMarksTheSentenceThatSounds(browser, to.resolve("book.epub"), words);
    }
  }

  private Chromium browser() throws IOException {
    Optional<Path> program = Chromium.program();
    assumeTrue(
        program.isPresent(), "Not tested: there is no chromium (Debian: apt install chromium)");
    return Chromium.start(program.get(), folder.resolve("browser"));
  }

  /** At ten random times. */
  private void readingSystemMarksTheSentenceThatSounds(
      Chromium browser, Path epub, List<SoundingWord> words)
      throws IOException, InterruptedException {
    Random random = new Random(library().edition("main").digest().hashCode());
    List<SoundingWord> shuffled = new ArrayList<>(words);
    Collections.shuffle(shuffled, random);
    List<SoundingWord> chosen = new ArrayList<>();
    for (SoundingWord word : shuffled) {
      if (chosen.size() < 10 && chosen.stream().noneMatch(word::isNear)) {
        chosen.add(word);
      }
    }
    chosen.sort(
        Comparator.comparing(SoundingWord::chapter).thenComparing(SoundingWord::startSeconds));
    assertThat(chosen).hasSize(10);
    try (ReadingSystem reader = ReadingSystem.open(browser, folder, epub)) {
      int chapter = 0;
      for (SoundingWord word : chosen) {
        if (word.chapter() != chapter) {
          chapter = word.chapter();
          reader.play(chapter - 1);
        }
        double seconds = word.at(random);
        assertThat(reader.markedAt(seconds))
            .as("%s at %.3f s", word, seconds)
            .contains(word.text());
        assertThat(reader.seconds()).isCloseTo(seconds, within(0.5));
      }
    }
  }

  private static void wordsLightUpWhenTheyAreHeard(Chromium browser) {
    for (int sentence = 1; sentence < 6; sentence += 2) {
      browser.evaluate(
          """
          (() => {
            const sentence = BOOK.chapters[0].p.flatMap(p => p.s)[%d];
            const [from, to, begin, end] = sentence.w[1];
            window.wanted = sentence.t.slice(from, to);
            document.querySelector('audio').currentTime = sentence.s + (begin + end) / 2000;
          })()
          """
              .formatted(sentence));
      browser.await(
          "[...document.querySelectorAll('.w.current')].map(w => w.textContent).join() === wanted");
    }
  }

  /** The browser's own reader of WebVTT. */
  private static void browserReadsCaptions(Chromium browser, String vtt, int minTimes)
      throws IOException {
    JsonNode cues =
        browser.evaluate(
            """
            new Promise((done, fail) => {
              const track = document.createElement('track');
              const file = new Blob([%s], { type: 'text/vtt' });
              track.src = URL.createObjectURL(file);
              track.onerror = () => fail(new Error('no WebVTT'));
              track.onload = () => done([...track.track.cues].map(cue => {
                const shown = cue.getCueAsHTML();
                return { start: cue.startTime, end: cue.endTime, text: shown.textContent,
                  times: [...shown.childNodes].filter(node => node.nodeType === 7).length };
              }));
              document.querySelector('audio').append(track);
              track.track.mode = 'hidden';
            })
            """
                .formatted(new ObjectMapper().writeValueAsString(vtt)));
    assertThat(cues.size()).isEqualTo((int) vtt.lines().filter(l -> l.contains("-->")).count());
    double end = 0;
    int times = 0;
    for (JsonNode cue : cues) {
      assertThat(cue.get("start").asDouble()).isGreaterThanOrEqualTo(end);
      assertThat(cue.get("end").asDouble()).isGreaterThan(cue.get("start").asDouble());
      assertThat(cue.get("text").asText()).isNotBlank().hasSizeLessThanOrEqualTo(2 * 42 + 1);
      end = cue.get("end").asDouble();
      times += cue.get("times").asInt();
    }
    assertThat(times).isGreaterThanOrEqualTo(minTimes);
  }

  private void storeFilesAreMeasured(Path to) throws IOException {
    CommandLineRun run =
        export("--profile", "acx", "--credits", "--check", "--json", "--to", to.toString());
    List<String> failed = new ArrayList<>();
    JsonNode findings = new ObjectMapper().readTree(run.out());
    for (JsonNode finding : findings) {
      if (!finding.get("passed").asBoolean()) {
        failed.add(finding.get("file").asText() + " " + finding.get("requirement").asText());
      }
    }
    assertThat(findings.size()).as(run.err()).isGreaterThan(30);
    assertThat(failed).as(findings.toString()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(names(to.resolve("book-acx-mp3")))
        .contains("01 - Opening credits.mp3", "04 - Closing credits.mp3", "retail-sample.mp3");
  }

  @Test
  void anEpubComesBackWithSoundAndWithoutAnyOtherChange() throws IOException, InterruptedException {
    String body =
        """
        <p>All is <em>well here. And</em> nothing &#8212; else is to be said.</p>
        <p>“It ends,” said Emma.</p>
        """;
    Path manuscript = Epubs.valid(folder.resolve("valid.epub"), body);
    Path cast = Files.writeString(folder.resolve("cast"), "narrator = tone\nEmma = tone-low\n");
    CommandLineRun rendered =
        CommandLineRun.render(manuscript, library().root(), "--cast", cast.toString());
    assertThat(rendered.exitCode()).as(rendered.err()).isZero();

    Path to = folder.resolve("out");
    CommandLineRun run =
        export(
            "--format",
            "epub,m4b,vtt",
            "--codec",
            "aac",
            "--speed",
            "1.25",
            "--announce-chapters",
            "--to",
            to.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();

    Path epub = to.resolve("book.epub");
    assertThat(epubCheck(epub)).isEmpty();
    try (ZipFile zip = new ZipFile(epub.toFile())) {
      String page = text(zip, "in/text/p.xhtml");
      assertThat(page.replaceAll("<span id=\"sentence-[0-9-]+\">|</span>|<link [^>]*/>", ""))
          .contains(body);
      String overlay = text(zip, "in/testudo/in-text-p-xhtml.smil");
      assertThat(overlay.lines().filter(line -> line.startsWith("<par "))).hasSize(5);
      assertThat(overlay).contains("chapter-001.m4a");
      assertThat(zip.getEntry("in/testudo/chapter-001.m4a")).isNotNull();
    }
    JsonNode tags = probe("-show_format", to.resolve("book.m4b")).at("/format/tags");
    assertThat(tags.get("date").asText()).isEqualTo("1901");
    assertThat(tags.get("composer").asText()).isEqualTo("Tone and Tone-low (synthetic voices)");
    assertThat(Files.readString(to.resolve("book.vtt")))
        .contains("<v Emma>“It ends,” </v>said Emma.");
    assertThat(tags.get("grouping").asText()).isEqualTo("Books #3");
    assertThat(probe("-show_format", to.resolve("book.m4b")).at("/format/duration").asDouble())
        .isCloseTo(
            (library().edition("main").seconds() + announcementSeconds(to)) / 1.25, within(0.2));
    try (Chromium browser = browser();
        ReadingSystem reader = ReadingSystem.open(browser, folder, epub)) {
      reader.play(0);
      Matcher cues = CUE.matcher(Files.readString(to.resolve("book.vtt")));
      for (int cue = 0; cue < 3; cue++) {
        assertThat(cues.find()).isTrue();
        String said = cues.group(3).replaceAll("<[^>]*>", "").replace('\n', ' ');
        String marked = reader.markedAt((seconds(cues.group(1)) + seconds(cues.group(2))) / 2);
        assertThat(marked.strip()).isNotEmpty().isSubstringOf(said);
      }
    }
  }

  /** {@return seconds of a time such as {@code 00:01:02.003}} */
  private static double seconds(String time) {
    double seconds = 0;
    for (String part : time.split(":", -1)) {
      seconds = 60 * seconds + Double.parseDouble(part);
    }
    return seconds;
  }

  /** What the chapter begins later than the silence before it lasts. */
  private static double announcementSeconds(Path to) throws IOException {
    double first = packets(to.resolve("book.vtt")).get(0).get("pts_time").asDouble() * 1.25;
    assertThat(first).isGreaterThan(0.75 + 0.5);
    return first - 0.75;
  }

  private static String text(ZipFile zip, String path) throws IOException {
    return new String(zip.getInputStream(zip.getEntry(path)).readAllBytes(), UTF_8);
  }

  /** FFmpeg's own readers of WebVTT and SubRip. */
  private void captionsAreReadAsTheyAreHeard(Path to, EditionRecord edition) throws IOException {
    List<JsonNode> vtt = packets(to.resolve("book.vtt"));
    List<JsonNode> srt = packets(to.resolve("book.srt"));
    assertThat(vtt.size()).isEqualTo(srt.size()).isGreaterThan(20);
    double end = 0;
    for (JsonNode cue : vtt) {
      double start = cue.get("pts_time").asDouble();
      assertThat(start).isGreaterThanOrEqualTo(end - 1e-6);
      assertThat(cue.get("duration_time").asDouble()).isPositive();
      assertThat(cue.get("size").asInt()).isBetween(1, 2 * 42 + 1 + 20);
      end = start + cue.get("duration_time").asDouble();
    }
    assertThat(end).isLessThan(edition.seconds());
    // The lead-in of the mastering profile is the first sound's place.
    assertThat(vtt.get(0).get("pts_time").asDouble()).isCloseTo(0.75, within(0.001));

    List<Path> chapters = files(to.resolve("book-vtt"));
    assertThat(chapters).hasSize(4);
    List<JsonNode> second = packets(chapters.get(2));
    JsonNode same = vtt.get(vtt.size() - second.size());
    assertThat(same.get("pts_time").asDouble())
        .isCloseTo(
            edition.chapters().get(0).seconds() + second.get(0).get("pts_time").asDouble(),
            within(0.0011));
    assertThat(Files.readString(to.resolve("book.vtt")))
        .contains("Chapter I: The Lamp")
        .doesNotContain("<");
  }

  private void onlyWhatChangedIsMadeAgain(Path manuscript, Path to) throws IOException {
    CommandLineRun again = export(withTags("--format", "m4b,mp3,vtt", "--to", to.toString()));
    assertThat(again.out().lines()).hasSize(5).allMatch(line -> line.endsWith("(unchanged)"));

    Path own = Files.writeString(to.resolve("book-mp3/notes.txt"), "my own");
    String text = Files.readString(manuscript).replace("Chapter II: The Fog", "Chapter II: Mist");
    Files.writeString(manuscript, text);
    assertThat(CommandLineRun.render(manuscript, library().root()).exitCode()).isZero();
    assertThat(export("--format", "mp3,vtt", "--to", to.toString()).exitCode()).isZero();
    assertThat(names(to.resolve("book-mp3")))
        .containsExactly("01 - Chapter I The Lamp.mp3", "02 - Chapter II Mist.mp3", "notes.txt");
    assertThat(own).hasContent("my own");
    assertThat(names(to.resolve("book-vtt")))
        .containsExactly(
            "01 - Chapter I The Lamp.vtt",
            "01 - Chapter I The Lamp.words.vtt",
            "02 - Chapter II Mist.vtt",
            "02 - Chapter II Mist.words.vtt");
    assertThat(names(to)).noneMatch(name -> name.endsWith(".part") || name.endsWith(".old"));
  }

  private static List<String> names(Path folder) throws IOException {
    return files(folder).stream().map(file -> file.getFileName().toString()).toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<JsonNode> packets(Path file) throws IOException {
    List<JsonNode> packets = new ArrayList<>();
    probe("-show_packets", file).get("packets").forEach(packets::add);
    return packets;
  }

  private static JsonNode probe(String shown, Path file) throws IOException {
    String probe = Loader.load(org.bytedeco.ffmpeg.ffprobe.class);
    ProcessBuilder builder =
        new ProcessBuilder(probe, "-v", "error", shown, "-of", "json", file.toString());
    String programs = Path.of(probe).getParent().toString();
    builder.environment().put("LD_LIBRARY_PATH", programs + ":" + programs + "/stand-ins");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new ObjectMapper().readTree(builder.start().getInputStream());
  }
}
