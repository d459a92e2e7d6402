// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input is refused by one sentence and exit code 2, and leaves nothing behind. */
class BadInputTest {
  @TempDir private Path folder;

  private CommandLineRun refused(Path manuscript, String... more) {
    return refused(CommandLineRun.render(manuscript, folder.resolve("library"), more));
  }

  private CommandLineRun refused(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("testudo: Cannot ").doesNotContain("\tat ");
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(folder.resolve("library")).doesNotExist();
    return run;
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path good() throws IOException {
    return file("good.md", "# Good\n\nAll is well.\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesAMissingFile() {
    assertThat(refused(folder.resolve("none.txt")).err()).contains("there is no such file");
  }

  @Test
  void refusesAFolder() {
    assertThat(refused(folder).err()).contains(folder.toString());
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    assertThat(refused(file("empty.txt", new byte[0])).err()).contains("empty");
  }

  @Test
  void refusesBinaryJunk() throws IOException {
    byte[] junk = new byte[20_000];
    new Random(7).nextBytes(junk);
    assertThat(refused(file("junk.txt", junk)).err()).contains("junk.txt");
  }

  @Test
  void refusesAnEpubOfImages() throws IOException {
    assertThat(refused(file("scan.epub", imageOnlyEpub())).err()).contains("scan.epub");
  }

  @Test
  void refusesALibraryThatCannotBeWritten() throws IOException {
    Path file = file("occupied", new byte[] {1});
    CommandLineRun run = CommandLineRun.render(good(), file.resolve("library"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("Cannot ").contains("occupied");
  }

  @Test
  void refusesALibraryOfAnUnknownScheme() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "render", good().toString(), "--library", "ftp://host/x", "--model", "tone");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("ftp").contains("s3a://bucket/prefix");
  }

  @ParameterizedTest
  @CsvSource({
    "--voice, nobody, tone-low",
    "--preset, drafty, did you mean \"draft\"",
    "--chapters, 7-3, 1-2",
    "--chapters, 5, it has 1",
    "--set, temprature=0.5, did you mean \"temperature\"",
    "--set, slots=2, 4 or more",
    "--set, top-p=high, it must be a number",
    "--set, temperature=50, 'above 0 and at most 5'",
    "--set, repetition-penalty=1e9, at most 100",
    "--set, mastering=loud, audiobook",
    "--set, target-lufs=0, target-lufs",
  })
  void refusesWhatTheModelOrTheSettingsDoNotHave(String option, String value, String sentence)
      throws IOException {
    assertThat(refused(good(), option, value).err()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "Anna, 'line 1, \"Anna\" is not of the form NAME = VOICE'",
    "'', has no speakers",
    "Anna = tone|Anna = tone-low, 'line 2, \"Anna\" has a voice already'",
    "Anna = nobody, 'Cannot read Anna in the voice of the cast: Cannot speak with'",
    "Anne = tone, 'no one called \"Anne\" speaks in'",
    "narrator = tone-low, 'its narrator is \"tone-low\"'",
    "“No = Anna, 'line 1, no quotation of'",
    "Anna = tone|“Yes = Anne, 'line 2, no one called \"Anne\" speaks in'",
    "“Yes (1 of 2) = Anna, 'that begin with “Yes is 1, not 2; count again'",
    "“Yes (3 of 2) = Anna, 'is not of the form'",
    "“Yes = Anna|“yes = unknown, 'line 2, line 1 has a speaker for this quotation already'",
  })
  void refusesACastThatDoesNotFit(String lines, String sentence) throws IOException {
    Path book = file("talk.md", "# Talk\n\n“Yes,” said Anna.\n".getBytes(StandardCharsets.UTF_8));
    Path cast = file("cast.txt", lines.replace('|', '\n').getBytes(StandardCharsets.UTF_8));
    assertThat(refused(book, "--voice", "tone", "--cast", cast.toString()).err())
        .contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "[voice: Ana]Yes.[/voice], 'marks for \"Ana\": no cast has a line for it'",
    "[voice: tone]Yes., 'line 3, [voice: tone] has no [/voice]'",
    "Yes.[/voice], 'line 3, [/voice] has no [voice: NAME]'",
    "[voice:]Yes.[/voice], 'line 3, [voice: ] has no name'",
  })
  void refusesVoiceMarksThatDoNotFit(String paragraph, String sentence) throws IOException {
    for (String name : new String[] {"talk.md", "talk.txt"}) {
      Path book = file(name, ("Talk\n\n" + paragraph + "\n").getBytes(StandardCharsets.UTF_8));
      assertThat(refused(book, "--voice", "tone").err()).contains(sentence);
    }
  }

  @Test
  void refusesOneCastForSeveralManuscripts() throws IOException {
    CommandLineRun run =
        CommandLineRun.of("plan", good().toString(), "other.md", "--cast", "cast.txt");
    assertThat(refused(run).err()).contains("Cannot render 2 manuscripts with the one cast");
  }

  @ParameterizedTest
  @CsvSource({
    "--preset, tortoise-fast, \"candidates\" is 96 where the model has no clvp.pt",
    "--set, sampler=ddpm, '\"sampler\" is ddpm where the model has [flow, flow-midpoint]'",
  })
  void refusesWhatTheStarterVoiceCannotDo(String option, String value, String sentence)
      throws IOException {
    String library = folder.resolve("library").toString();
    CommandLineRun run =
        CommandLineRun.of("render", good().toString(), "--library", library, option, value);
    assertThat(refused(run).err()).contains("model \"starter\"", sentence, "--preset");
  }

  @Test
  void refusesFewerThanNoGaps() throws IOException {
    CommandLineRun run =
        CommandLineRun.render(good(), folder.resolve("library"), "--max-missing", "-1");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("testudo: Cannot allow -1 gaps by --max-missing");
  }

  @ParameterizedTest
  @CsvSource({
    "'', speech.wav, Cannot speak an empty text",
    "Hello., none/speech.wav, there is no folder",
    "Hello., speech.xyz, the name must end in .wav or .flac",
  })
  void refusesWhatCannotBeSpokenOrWritten(String text, String output, String sentence) {
    String file = folder.resolve(output).toString();
    CommandLineRun run = CommandLineRun.of("speak", text, "--output", file, "--model", "tone");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("testudo: Cannot ").contains(sentence).hasLineCount(1);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "m4b, none/book.m4b, there is no folder",
    "m4b, book.mp3, its name must end in .m4b",
    "wma, book.wma, 'the formats are m4b, mp3, opus, flac, wav, vtt, srt, epub, web, w3c,"
        + " audiobookshelf, podcast'",
    "vtt, book.vtt, name a folder by --to",
  })
  void refusesWhereNoBookCanBeExportedTo(String format, String output, String sentence) {
    String library = folder.resolve("library").toString();
    String file = folder.resolve(output).toString();
    CommandLineRun run =
        CommandLineRun.of(
            "export", "book", "--library", library, "--format", format, "--output", file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("testudo: Cannot ").contains(sentence).hasLineCount(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesAMasterThatIsNone() throws IOException {
    CommandLineRun run =
        CommandLineRun.render(good(), folder.resolve("library"), "--master", "spark:nowhere");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("Cannot start Spark with master \"spark:nowhere\"");
  }

  @Test
  void refusesAnUnknownModel() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "render",
            good().toString(),
            "--library",
            folder.resolve("library").toString(),
            "--model",
            "tune");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean \"tone\"");
  }

  @Test
  void namesAllBadSettingsAtOnce() throws IOException {
    CommandLineRun run =
        CommandLineRun.render(
            good(),
            folder.resolve("library"),
            "--set",
            "temprature=0.5",
            "--set",
            "top-p=2",
            "--set",
            "slots=many");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("temprature").contains("top-p").contains("slots");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "rendr x.md -> Cannot run the unknown command \"rendr\" (did you mean \"render\"?); see"
            + " testudo --help",
        "voice lst -> Cannot run the unknown command \"lst\" (did you mean \"list\"?); see testudo"
            + " voice --help",
        "render x.md --library x --voise=x -> Cannot use the unknown option \"--voise\" (did you"
            + " mean \"--voice\"?); see testudo render --help",
        "verify a b --library x -> Cannot use \"b\": testudo verify takes no more than BOOK; put"
            + " quotes around a name with spaces; see testudo verify --help",
        "verify --library x -> Cannot run testudo verify: BOOK is missing; see testudo verify"
            + " --help",
        "export a --library x -> Cannot export without a format: give --format, such as --format"
            + " m4b, or --profile",
        "render x.md --library x --max-missing few -> Cannot use \"few\" for --max-missing: it must"
            + " be a whole number; see testudo render --help",
        "render x.md --library x --voice -> Cannot use --voice: it needs a value, NAME; see testudo"
            + " render --help",
        "render x.md --library x --set slots -> Cannot use \"slots\" for --set: it must be"
            + " key=value; see testudo render --help",
      })
  void saysInItsOwnWordsWhatIsWrongWithTheArguments(String arguments, String sentence) {
    CommandLineRun run = CommandLineRun.of(arguments.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("testudo: " + sentence + System.lineSeparator());
  }

  @Test
  void refusesAManuscriptOfTheWeb() {
    Path web = Path.of("unused");
    CommandLineRun run =
        CommandLineRun.of(
            "plan", "https://host/book.epub", "--library", web.toString(), "--model", "tone");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "testudo: Cannot read https://host/book.epub: manuscripts are read from paths, file:///"
                + " and s3a://; download it and give its path"
                + System.lineSeparator());
  }

  @Test
  void refusesToReportOnALibraryThatIsNone() {
    Path library = folder.resolve("library");
    CommandLineRun run = CommandLineRun.of("report", "--library", library.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("testudo: Cannot report on the library \"" + library + "\": it holds no book");
  }

  @Test
  void saysWhatALibraryHoldsWhereTheBookIsUnknown() {
    CommandLineRun run =
        CommandLineRun.of("verify", "nothing", "--library", folder.resolve("library").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("holds no book");
  }

  /** A valid EPUB whose one page is a picture. */
  private static byte[] imageOnlyEpub() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, "mimetype", "application/epub+zip");
      entry(
          zip,
          "META-INF/container.xml",
          """
          <container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
          <rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>
          </rootfiles></container>
          """);
      entry(
          zip,
          "book.opf",
          """
          <package version="3.0" xmlns="http://www.idpf.org/2007/opf" unique-identifier="id">
          <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Scan</dc:title>
          <dc:identifier id="id">scan</dc:identifier><dc:language>en</dc:language></metadata>
          <manifest><item id="p" href="p.xhtml" media-type="application/xhtml+xml"/></manifest>
          <spine><itemref idref="p"/></spine></package>
          """);
      entry(
          zip,
          "p.xhtml",
          """
          <html xmlns="http://www.w3.org/1999/xhtml"><head><title>Scan</title></head>
          <body><img src="page1.jpg" alt=""/></body></html>
          """);
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
