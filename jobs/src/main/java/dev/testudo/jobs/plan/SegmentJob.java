// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.BookText;
import dev.testudo.jobs.library.Casting;
import dev.testudo.jobs.library.KeptManuscript;
import dev.testudo.jobs.library.Lexicons;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.LibraryException;
import dev.testudo.jobs.library.Retakes;
import dev.testudo.jobs.library.Voices;
import dev.testudo.jobs.model.Models;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.segmentation.CoverImage;
import dev.testudo.segmentation.Lexicon;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.ManuscriptException;
import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.segmentation.Script;
import dev.testudo.segmentation.ScriptWriter;
import dev.testudo.segmentation.SpeakerSpan;
import dev.testudo.segmentation.cast.Speaker;
import dev.testudo.segmentation.cast.SpokenLines;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Voice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Manuscripts to plans. Needs no Spark, and nothing of a model that takes a device. */
public final class SegmentJob implements AutoCloseable {
  /** English, and what says nothing about a language. */
  private static final Set<String> SPOKEN = Set.of("en", "", "und", "mul", "zxx");

  private final RenderRequest request;
  private final SpeechModel model;
  private final RenderSettings settings;
  private final Optional<CastFile> cast;
  private final Casting casting;
  private final Lexicon lexicon;
  private final ManuscriptSources manuscripts;

  /**
   * @throws ConfigException if the model, the voice or a setting cannot be used
   */
  public SegmentJob(RenderRequest request) {
    this.request = request;
    this.model = Models.open(request.model(), request.settings().storage());
    this.settings = RenderSettings.of(request.settings(), request.model(), model);
    this.lexicon = Lexicon.parse(settings.lexicon());
    this.manuscripts = new ManuscriptSources(request.settings().storage());
    this.cast = request.cast().map(file -> CastFile.parse(file, manuscripts.read(file)));
    this.casting = chooseVoices();
  }

  private Casting chooseVoices() {
    Optional<String> narrator =
        cast.map(file -> file.narrator(request.voice())).orElse(request.voice());
    Map<String, Voice> voices = new LinkedHashMap<>();
    cast.map(CastFile::speakers)
        .orElse(Map.of())
        .forEach((speaker, voice) -> voices.put(speaker, voice(speaker, voice)));
    return new Casting(voice(narrator), voices);
  }

  private Voice voice(String speaker, String name) {
    try {
      return voice(Optional.of(name));
    } catch (LibraryException e) {
      throw new ConfigException(
          "Cannot read %s in the voice of the cast: %s".formatted(speaker, e.getMessage()), e);
    }
  }

  private Voice voice(Optional<String> name) {
    return Voices.choose(model, name, () -> Library.open(request.libraryLocation()));
  }

  public SpeechModel model() {
    return model;
  }

  public RenderSettings settings() {
    return settings;
  }

  /** {@return predicted length of an utterance as long as sentences are packed towards} */
  public double typicalSeconds() {
    String sentence = "It was a quiet morning, and nobody had thought of rain. ";
    int characters = settings.packing().targetCharacters();
    String text = sentence.repeat(1 + characters / sentence.length()).substring(0, characters);
    return model.estimateSeconds(voice().name(), text.strip());
  }

  /** {@return the narrator's voice} */
  public Voice voice() {
    return casting.narrator();
  }

  /**
   * A manuscript and what is to be spoken of it.
   *
   * @param plan of the selected chapters
   * @param casting who is read in which voice
   * @param text what a reader sees
   * @param original the manuscript, if the library keeps it
   * @param renaming a warning where {@code --book} gives the name of another work to this one
   */
  public record Segmented(
      String source,
      Manuscript manuscript,
      Script script,
      BookPlan plan,
      Casting casting,
      BookText text,
      Optional<KeptManuscript> original,
      Optional<String> renaming) {
    /** {@return the book's cover, if it has one} */
    public Optional<CoverImage> cover() {
      return manuscript.cover();
    }
  }

  /**
   * {@return every manuscript that is asked for, with folders and prefixes resolved}
   *
   * @throws ManuscriptException if a folder holds none
   */
  public List<String> sources() {
    List<String> sources = manuscripts.list(request.manuscripts());
    request.requireOneBook(sources.size());
    return sources;
  }

  /**
   * Reads and plans a manuscript; nothing is written. Safe for any number of threads.
   *
   * @throws ManuscriptException if it cannot be read
   */
  public Segmented segment(String source, Library library, Instant now) {
    byte[] content = manuscripts.read(source);
    Manuscript manuscript =
        request
            .corrections()
            .applyTo(ManuscriptReader.read(fileName(source), content, settings.reading().limits()));
    refuseForeign(manuscript, source);
    Manuscript read = settings.reading().applyTo(manuscript);
    String book =
        request.book().orElseGet(() -> Library.slug(manuscript.author(), manuscript.title()));
    Lexicon respellings =
        Lexicons.of(
            library,
            lexicon.and(manuscript.lexicon()),
            book,
            manuscript.author(),
            manuscript.series());
    Casting own = casting(manuscript, source);
    Script script =
        new ScriptWriter(settings.packing(), model::countTokens, respellings)
            .write(read, lines(read, source));
    Optional<KeptManuscript> original = KeptManuscript.of(book, content);
    BookText text =
        BookText.of(read, script).withOriginal(original.map(KeptManuscript::path).orElse(""));
    BookPlan whole =
        BookPlan.of(
            book,
            request.editionName(),
            script,
            model,
            own,
            settings.synthesis(),
            Retakes.of(library, book),
            text.digest(),
            now);
    return new Segmented(
        source,
        manuscript,
        script,
        select(whole, source),
        own,
        text,
        original,
        renaming(library, whole));
  }

  /** {@return what is said by somebody, if there is a cast, and what the manuscript marks} */
  private List<SpeakerSpan> lines(Manuscript manuscript, String source) {
    List<SpeakerSpan> lines = cast.map(file -> lines(manuscript, file, source)).orElse(List.of());
    List<SpeakerSpan> marks =
        manuscript.voiced().stream()
            .filter(mark -> !mark.isRule() || isCast(mark.speaker()))
            .toList();
    return SpokenLines.withMarks(lines, marks);
  }

  private static List<SpeakerSpan> lines(Manuscript manuscript, CastFile cast, String source) {
    List<SpeakerSpan> found = SpokenLines.of(manuscript).lines();
    Set<String> named = new TreeSet<>(Set.of(Speaker.UNKNOWN, Speaker.NARRATOR));
    found.forEach(line -> named.add(line.speaker()));
    manuscript.voiced().forEach(mark -> named.add(mark.speaker()));
    List<SpeakerSpan> corrected = cast.correct(found, manuscript.text(), named, source);
    corrected.forEach(line -> named.add(line.speaker()));
    cast.requireAll(named, source);
    return corrected;
  }

  private boolean isCast(String name) {
    return cast.filter(file -> file.voices().containsKey(name)).isPresent();
  }

  /** {@return the cast, and the voices that the manuscript names in its marks} */
  private Casting casting(Manuscript manuscript, String source) {
    Map<String, Voice> voices = new LinkedHashMap<>(casting.speakers());
    for (SpeakerSpan mark : manuscript.voiced()) {
      String name = mark.speaker();
      if (!mark.isRule() && !isCast(name) && !name.equals(Speaker.NARRATOR)) {
        voices.computeIfAbsent(name, voice -> markedVoice(voice, source));
      }
    }
    return new Casting(casting.narrator(), voices);
  }

  private Voice markedVoice(String name, String source) {
    try {
      return voice(Optional.of(name));
    } catch (LibraryException e) {
      throw new ConfigException(
          "Cannot read what %s marks for \"%s\": no cast has a line for it, and it is no voice; correct the name, or choose a voice that testudo voice list shows"
              .formatted(source, name),
          e);
    }
  }

  /** A person who names the book may correct its title; a name made of it belongs to one work. */
  private Optional<String> renaming(Library library, BookPlan plan) {
    if (request.book().isEmpty()) {
      library.requireOwner(plan.book(), plan.author(), plan.title());
    }
    return library
        .otherOwner(plan.book(), plan.author(), plan.title())
        .map(
            owner ->
                "The book %s was %s until now; it becomes %s, since --book names it"
                    .formatted(plan.book(), owner, Library.workName(plan.author(), plan.title())));
  }

  private void refuseForeign(Manuscript manuscript, String source) {
    Locale language = Locale.forLanguageTag(manuscript.language());
    String code = language.getLanguage();
    if (settings.reading().foreignBooks() || SPOKEN.contains(code)) {
      return;
    }
    throw new ManuscriptException(
        "Cannot read %s aloud: it is in %s (\"%s\"), which voice \"%s\" does not speak; correct the language by --language, or read it all the same by --set foreign=read"
            .formatted(
                source,
                language.getDisplayLanguage(Locale.ENGLISH),
                manuscript.language(),
                voice().name()));
  }

  /** Keys count equal texts over the whole book, so a selection's takes serve the whole too. */
  private BookPlan select(BookPlan whole, String source) {
    List<PlanRow> selected = new ArrayList<>();
    for (PlanRow row : whole.rows()) {
      if (request.chapters().contains(row.chapter())) {
        selected.add(row.withOrdinal(selected.size()));
      }
    }
    if (selected.isEmpty()) {
      throw new ConfigException(
          "Cannot render chapters %s of %s: it has %d"
              .formatted(
                  request.chapters(), source, whole.rows().get(whole.rows().size() - 1).chapter()));
    }
    return whole.withRows(selected);
  }

  @Override
  public void close() {
    manuscripts.close();
  }

  private static String fileName(String source) {
    return source.substring(source.lastIndexOf('/') + 1);
  }
}
