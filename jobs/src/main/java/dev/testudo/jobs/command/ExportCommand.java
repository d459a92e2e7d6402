// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.export.Announcements;
import dev.testudo.jobs.export.Delivery;
import dev.testudo.jobs.export.DeliveryProfile;
import dev.testudo.jobs.export.ExportJob;
import dev.testudo.jobs.export.ExportJob.Exported;
import dev.testudo.jobs.export.TemporaryFolder;
import dev.testudo.jobs.library.Covers;
import dev.testudo.jobs.library.DeliveryCheck.Finding;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.render.Progress;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.segmentation.CoverImage;
import dev.testudo.synthesis.audio.BookTags;
import dev.testudo.synthesis.audio.Cover;
import dev.testudo.synthesis.audio.ExportFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A published edition as files for players, readers, stores and servers. */
@Command(
    name = "export",
    description = {
      "Writes a published edition for players, readers, stores and servers, in one or several"
          + " formats at once:",
      "m4b, opus, flac, wav: one file with chapter marks; mp3: a file for each chapter; vtt, srt:"
          + " captions of the book and of each chapter; epub: a read-along EPUB 3; web: a page with"
          + " player and text; w3c: a W3C Audiobook; audiobookshelf: its folders; podcast: a feed."
    },
    footer = {
      "",
      "Examples:",
      "  testudo export carroll-alice --format m4b",
      "  testudo export carroll-alice --format epub,web,vtt --to alice",
      "  testudo export carroll-alice --profile acx --credits --check",
      "  testudo export emma carroll-alice --master spark://head:7077 --format m4b --to s3a://shop/out"
    })
public final class ExportCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String KEPT =
      "Stopped: what is finished is kept; run the same command again to continue.";
  private static final double MIN_SPEED = 0.8;
  private static final double MAX_SPEED = 1.5;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "BOOK",
      description = "The name of a book in the library, or several: these are exported by Spark.")
  private List<String> books = List.of();

  @Mixin private LibraryOptions library = new LibraryOptions();

  @Option(
      names = "--edition",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "Default: ${DEFAULT-VALUE}.")
  private String editionName = "main";

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Exports by a Spark job, one task a book; default for several books: spark-submit's, or"
              + " all cores of this machine.")
  private Optional<String> master = Optional.empty();

  @Mixin private TagOptions tags = new TagOptions();

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "NAME",
      description =
          "One format, or several separated by commas; default: mp3 where a profile is given.")
  private List<String> formats = List.of();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "Makes files as a store or a player asks for them: a file of conf/delivery, such as acx,"
              + " findaway, spotify or podcast.")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--check",
      description =
          "Measures the profile's MP3 files, and prints what passes and what does not; exit code 1"
              + " if anything fails.")
  private boolean check;

  @Option(names = "--json", description = "Prints what --check found as JSON.")
  private boolean json;

  @Option(
      names = "--credits",
      description =
          "Adds spoken opening and closing credits; the first time, they are rendered as any text"
              + " is.")
  private boolean credits;

  @Option(
      names = "--announce-chapters",
      description =
          "Speaks the title before each chapter that does not begin with it; rendered once, as"
              + " credits are.")
  private boolean announceChapters;

  private Optional<ExportFormat> codec = Optional.empty();

  @Option(
      names = "--codec",
      paramLabel = "NAME",
      description =
          "The audio in epub, web, w3c, audiobookshelf and podcast: mp3, or aac for smaller files;"
              + " default: mp3.")
  void setCodec(String name) {
    codec =
        Optional.of(
            switch (name.toLowerCase(Locale.ROOT)) {
              case "mp3" -> ExportFormat.MP3;
              case "aac" -> ExportFormat.M4A;
              default ->
                  throw new ConfigException(
                      "Cannot export with the codec \"%s\": --codec is mp3 or aac".formatted(name));
            });
  }

  private double speed = 1;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Faster or slower at the same pitch, 0.8 to 1.5; default: ${DEFAULT-VALUE}.")
  void setSpeed(double factor) {
    if (!(factor >= MIN_SPEED && factor <= MAX_SPEED)) {
      throw new ConfigException(
          "Cannot export at speed %s: --speed must be from 0.8 to 1.5".formatted(factor));
    }
    speed = factor;
  }

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "The address at which the folder of a podcast will be served.")
  private Optional<String> baseUrl = Optional.empty();

  @ArgGroup private Place place = new Place();

  /** Where files go. */
  static final class Place {
    @Option(
        names = "--to",
        paramLabel = "DIR",
        description =
            "The folder or s3a:// prefix for BOOK.FORMAT, or for a folder BOOK-FORMAT where a"
                + " format has several files; default: the current folder.")
    private Optional<String> folder = Optional.empty();

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "One audio file of this name; with .mp3, the whole book in one file.")
    private Optional<Path> file = Optional.empty();
  }

  @ArgGroup private CoverChoice cover = new CoverChoice();

  /** The cover of the edition, of a file, or none. */
  static final class CoverChoice {
    @Option(
        names = "--cover",
        paramLabel = "FILE",
        description = "A JPEG, PNG, GIF, WebP or BMP in place of the edition's cover.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--no-cover", description = "Export without a cover.")
    private boolean none;
  }

  private final Progress.Style progress;

  public ExportCommand() {
    this(Progress.Style.ofThisProcess());
  }

  ExportCommand(Progress.Style progress) {
    this.progress = progress;
  }

  @Override
  public Integer call() {
    return StopLine.during(spec, () -> KEPT, this::exportAll);
  }

  private int exportAll() {
    if (books.size() > 1 || master.isPresent()) {
      return exportMany();
    }
    if (isStored() && check) {
      throw new ConfigException(
          "Cannot check files in an object storage: give a local folder by --to");
    }
    try {
      if (!isStored()) {
        return export(Optional.empty());
      }
      try (TemporaryFolder local = TemporaryFolder.create()) {
        return export(Optional.of(local.path()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int exportMany() {
    Set<Delivery> chosen = chosenFormats(profile.map(DeliveryProfile::of));
    refuseForMany(credits, "--credits", "it renders speech");
    refuseForMany(announceChapters, "--announce-chapters", "it renders speech");
    refuseForMany(place.file.isPresent(), "--output", "it names one file; name a folder by --to");
    refuseForMany(cover.file.isPresent(), "--cover", "it is one book's");
    refuseForMany(chosen.contains(Delivery.PODCAST), "--format podcast", "each has its address");
    if (!isStored() && master.filter(url -> !url.matches("local(\\[.*)?")).isPresent()) {
      throw new ConfigException(
          "Cannot export by a cluster into a folder of its machines: give --to s3a://bucket/prefix");
    }
    List<EditionRecord> editions = new ArrayList<>();
    try (Library opened = library.open()) {
      for (String book : new LinkedHashSet<>(books)) {
        editions.add(BookOptions.published(opened, library, book, editionName));
      }
    }
    return new ManyExports(spec, library).run(master, editions);
  }

  private static void refuseForMany(boolean isGiven, String option, String why) {
    if (isGiven) {
      throw new ConfigException(
          "Cannot export several books, or by Spark, with %s: %s; export one book at a time"
              .formatted(option, why));
    }
  }

  /**
   * @param stored a local folder for files that are to be put into an object storage
   */
  private int export(Optional<Path> stored) throws IOException {
    Optional<DeliveryProfile> chosenProfile = profile.map(DeliveryProfile::of);
    Set<Delivery> chosen = chosenFormats(chosenProfile);
    place.file.ifPresent(file -> requireOneFile(chosen, file));
    Optional<Cover> chosenCover = cover.file.map(ExportCommand::readCover);
    try (Library opened = library.open()) {
      EditionRecord edition = BookOptions.published(opened, library, books.get(0), editionName);
      Optional<Cover> shown =
          chosenCover.isPresent() || cover.none ? chosenCover : coverOf(opened, edition);
      BookTags bookTags = tags.of(opened, edition);
      Optional<EditionRecord> spokenCredits =
          credits
              ? Optional.of(new CreditsRendering(spec, library, edition).edition(bookTags))
              : Optional.empty();
      Optional<EditionRecord> announcements = announcements(opened, edition);
      ExportJob job =
          new ExportJob(
              opened,
              edition,
              config(chosen, stored, shown, bookTags, chosenProfile, spokenCredits, announcements));
      List<Exported> exported = isStored() ? job.runInto(target()) : job.run();
      if (!json) {
        exported.forEach(this::print);
      }
      int exitCode = check ? report(job, chosenProfile.orElseThrow()) : 0;
      spec.commandLine().getOut().flush();
      return exitCode;
    }
  }

  private Optional<EditionRecord> announcements(Library opened, EditionRecord edition)
      throws IOException {
    List<String> titles = announceChapters ? Announcements.titles(opened, edition) : List.of();
    return titles.isEmpty()
        ? Optional.empty()
        : Optional.of(new CreditsRendering(spec, library, edition).announcements(titles));
  }

  private Set<Delivery> chosenFormats(Optional<DeliveryProfile> chosenProfile) {
    List<String> names = new ArrayList<>(formats);
    if (names.isEmpty() && chosenProfile.isPresent()) {
      names.add(Delivery.MP3.label());
    }
    Set<Delivery> chosen = Delivery.of(names);
    if (chosen.isEmpty()) {
      throw new ConfigException(
          "Cannot export without a format: give --format, such as --format m4b, or --profile");
    }
    if (check && (chosenProfile.isEmpty() || !chosen.contains(Delivery.MP3))) {
      throw new ConfigException(
          "Cannot check files without a profile: give --profile, such as --profile acx");
    }
    if (codec.isPresent() && chosen.stream().noneMatch(Delivery::isPackage)) {
      throw new ConfigException(
          "Cannot choose a codec for %s: --codec is for the audio in epub, web, w3c, audiobookshelf"
                  .formatted(String.join(",", chosen.stream().map(Delivery::label).toList()))
              + " and podcast");
    }
    if (chosen.contains(Delivery.PODCAST) && baseUrl.isEmpty()) {
      throw new ConfigException(
          "Cannot write a podcast's feed: it names its files by their addresses; give the address"
              + " of its folder by --base-url");
    }
    return chosen;
  }

  private static void requireOneFile(Set<Delivery> chosen, Path file) {
    Optional<ExportFormat> format =
        chosen.size() == 1 ? chosen.iterator().next().audio() : Optional.empty();
    if (format.isEmpty()) {
      throw new ConfigException(
          "Cannot write several files to \"" + file + "\": name a folder by --to");
    }
    format.get().requireEndingOf(file);
    if (!format.get().isOneFile(file)) {
      throw new ConfigException(
          "Cannot write a file for each chapter to \""
              + file
              + "\": name a folder by --to, or one file that ends in .mp3");
    }
    OutputFile.require(file);
  }

  private ExportJob.Config config(
      Set<Delivery> chosen,
      Optional<Path> stored,
      Optional<Cover> shown,
      BookTags bookTags,
      Optional<DeliveryProfile> chosenProfile,
      Optional<EditionRecord> spokenCredits,
      Optional<EditionRecord> announcements) {
    Path folder =
        place
            .file
            .map(file -> file.toAbsolutePath().getParent())
            .orElse(stored.or(() -> place.folder.map(Path::of)).orElse(Path.of("")));
    return new ExportJob.Config(
        chosen,
        folder,
        books.get(0),
        place.file.map(Path::getFileName),
        shown,
        bookTags,
        chosenProfile,
        codec.orElse(ExportFormat.MP3),
        speed,
        baseUrl.map(url -> url.endsWith("/") ? url : url + "/"),
        spokenCredits,
        announcements,
        progress);
  }

  private boolean isStored() {
    return place.folder.filter(folder -> folder.contains("://")).isPresent();
  }

  private StoreLocation target() {
    return new StoreLocation(place.folder.orElseThrow(), library.ofStorage().storage());
  }

  private void print(Exported exported) {
    String note = exported.made() ? "" : "  (unchanged)";
    for (Path entry : exported.entries()) {
      String shown =
          isStored()
              ? place.folder.orElseThrow().replaceFirst("/+$", "") + "/" + entry.getFileName()
              : entry.toString();
      spec.commandLine().getOut().println(shown + note);
    }
  }

  private int report(ExportJob job, DeliveryProfile chosen) throws IOException {
    List<Finding> findings = job.check(chosen).findings();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(findings));
    } else {
      String file = "";
      for (Finding finding : findings) {
        if (!finding.file().equals(file)) {
          out.println(finding.file());
          file = finding.file();
        }
        out.printf(
            "  %s  %-20s %s (asked for: %s)%n",
            finding.passed() ? "pass" : "FAIL",
            finding.requirement(),
            finding.measured(),
            finding.required());
      }
    }
    if (!json && findings.stream().allMatch(Finding::passed)) {
      out.println("All files are measured to " + chosen.title() + ".");
    }
    long failed = findings.stream().filter(finding -> !finding.passed()).count();
    if (failed > 0) {
      spec.commandLine()
          .getErr()
          .printf("testudo: %d of %d checks failed%n", failed, findings.size());
      spec.commandLine().getErr().flush();
    }
    return failed == 0 ? 0 : Failures.INCOMPLETE;
  }

  private static Cover readCover(Path file) {
    try {
      return Cover.of(Files.readAllBytes(file))
          .orElseThrow(
              () ->
                  new ConfigException(
                      "Cannot use \"%s\" as a cover: it is no picture that can be read; give a JPEG, PNG, GIF, WebP or BMP"
                          .formatted(file)));
    } catch (NoSuchFileException e) {
      throw new ConfigException("Cannot use \"" + file + "\" as a cover: there is no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the cover \"" + file + "\": " + e.getMessage(), e);
    }
  }

  /** {@return the edition's cover, unless there is none that players show} */
  private Optional<Cover> coverOf(Library opened, EditionRecord edition) {
    Optional<CoverImage> stored = Covers.read(opened, edition);
    Optional<Cover> shown = stored.flatMap(image -> Cover.of(image.bytes()));
    if (stored.isPresent() && shown.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          "testudo: exporting without a cover: players do not show the edition's (%s); give another"
              + " by --cover FILE%n",
          stored.get().mediaType());
      err.flush();
    }
    return shown;
  }
}
