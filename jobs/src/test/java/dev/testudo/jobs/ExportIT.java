package dev.testudo.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.synthesis.audio.AudioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
  private static final int RATE_HZ = 24_000;

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
  void exportsTheSampleInEveryFormat() throws IOException {
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
            "--format",
            "m4b,mp3,wav,vtt,srt,epub,web,w3c,audiobookshelf,podcast",
            "--base-url",
            "https://example.org/keeper",
            "--series",
            "Lights & Rocks",
            "--part",
            "2",
            "--to",
            to.toString());
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
            "book.lpf",
            "book.m4b",
            "book.srt",
            "book.vtt",
            "book.wav");
    captionsAreReadAsTheyAreHeard(to, edition);
    tagsAreThere(to);
    packagesAreAsTheirRulesSay(to, edition);
    assertThat(epubCheck(to.resolve("book.epub"))).isEmpty();
    storeFilesAreMeasured(to);

    assertThat(AudioReader.read(to.resolve("book.wav"), RATE_HZ).seconds())
        .isCloseTo(edition.seconds(), within(0.001));

    onlyWhatChangedIsMadeAgain(manuscript, to);
    pagePlaysWhatIsTapped(to.resolve("book-web"));
  }

  private static void tagsAreThere(Path to) throws IOException {
    JsonNode m4b = probe("-show_format", to.resolve("book.m4b")).at("/format/tags");
    assertThat(m4b.get("composer").asText()).contains("(synthetic voice)");
    assertThat(m4b.get("comment").asText()).contains("synthetic voice");
    assertThat(m4b.get("grouping").asText()).isEqualTo("Lights & Rocks #2");
    JsonNode mp3 = probe("-show_format", files(to.resolve("book-mp3")).get(1)).at("/format/tags");
    assertThat(mp3.get("track").asText()).isEqualTo("2/2");
    assertThat(mp3.get("album").asText()).isEqualTo("The Keeper of Lantern Rock");
    assertThat(mp3.get("composer").asText()).contains("(synthetic voice)");
  }

  private static void packagesAreAsTheirRulesSay(Path to, EditionRecord edition)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode w3c = json.readTree(to.resolve("book-w3c/publication.json").toFile());
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

  /** In a real browser, from disk. */
  private void pagePlaysWhatIsTapped(Path page) throws IOException {
    Optional<Path> program = Chromium.program();
    assumeTrue(
        program.isPresent(), "Not tested: there is no chromium (Debian: apt install chromium)");
    try (Chromium browser = Chromium.start(program.get(), folder.resolve("browser"))) {
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
    }
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
  void anEpubComesBackWithSoundAndWithoutAnyOtherChange() throws IOException {
    String body =
        """
        <h1>One</h1>
        <p>All is <em>well here. And</em> nothing &#8212; else is to be said.</p>
        <p>It ends.</p>
        """;
    Path manuscript = Epubs.valid(folder.resolve("valid.epub"), body);
    assertThat(CommandLineRun.render(manuscript, library().root()).exitCode()).isZero();

    Path to = folder.resolve("out");
    CommandLineRun run = export("--format", "epub,m4b", "--speed", "1.25", "--to", to.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();

    Path epub = to.resolve("book.epub");
    assertThat(epubCheck(epub)).isEmpty();
    try (ZipFile zip = new ZipFile(epub.toFile())) {
      String page = text(zip, "in/text/p.xhtml");
      assertThat(page.replaceAll("<span id=\"sentence-[0-9-]+\">|</span>|<link [^>]*/>", ""))
          .contains(body);
      String overlay = text(zip, "in/testudo/in-text-p-xhtml.smil");
      assertThat(overlay.lines().filter(line -> line.startsWith("<par "))).hasSize(6);
    }
    JsonNode tags = probe("-show_format", to.resolve("book.m4b")).at("/format/tags");
    assertThat(tags.get("date").asText()).isEqualTo("1901");
    assertThat(tags.get("grouping").asText()).isEqualTo("Books #3");
    assertThat(probe("-show_format", to.resolve("book.m4b")).at("/format/duration").asDouble())
        .isCloseTo(library().edition("main").seconds() / 1.25, within(0.2));
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
    assertThat(chapters).hasSize(2);
    List<JsonNode> second = packets(chapters.get(1));
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
    CommandLineRun again =
        export(
            "--format",
            "m4b,mp3,vtt",
            "--series",
            "Lights & Rocks",
            "--part",
            "2",
            "--to",
            to.toString());
    assertThat(again.out().lines()).hasSize(4).allMatch(line -> line.endsWith("(unchanged)"));

    Path own = Files.writeString(to.resolve("book-mp3/notes.txt"), "my own");
    String text = Files.readString(manuscript).replace("Chapter II: The Fog", "Chapter II: Mist");
    Files.writeString(manuscript, text);
    assertThat(CommandLineRun.render(manuscript, library().root()).exitCode()).isZero();
    assertThat(export("--format", "mp3,vtt", "--to", to.toString()).exitCode()).isZero();
    assertThat(names(to.resolve("book-mp3")))
        .containsExactly("01 - Chapter I The Lamp.mp3", "02 - Chapter II Mist.mp3", "notes.txt");
    assertThat(own).hasContent("my own");
    assertThat(names(to.resolve("book-vtt")))
        .containsExactly("01 - Chapter I The Lamp.vtt", "02 - Chapter II Mist.vtt");
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
