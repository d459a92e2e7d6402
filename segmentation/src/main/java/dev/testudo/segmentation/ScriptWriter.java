// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import dev.testudo.segmentation.Script.ScriptChapter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Manuscript to script: chapters, sentences, spoken form, utterances, in this order.
 *
 * <p>Not thread-safe.
 */
public final class ScriptWriter {
  private final ChapterSplitter chapterSplitter = new ChapterSplitter();
  private final SentenceSegmenter segmenter = new SentenceSegmenter();
  private final TextNormalizer normalizer;
  private final UtterancePacker packer;

  /**
   * @param countTokens tokens of a spoken text, as the model's tokenizer counts them
   */
  public ScriptWriter(PackingLimits limits, ToIntFunction<String> countTokens, Lexicon lexicon) {
    requireNonNull(limits, "limits is null");
    requireNonNull(countTokens, "countTokens is null");
    this.normalizer = new TextNormalizer(lexicon);
    this.packer = new UtterancePacker(limits, countTokens);
  }

  /**
   * {@return the whole book in spoken form}
   *
   * @throws ManuscriptException if there is nothing to say
   */
  public Script write(Manuscript manuscript) {
    return write(manuscript, List.of());
  }

  /**
   * {@return the whole book in spoken form, no utterance of which mixes two speakers}
   *
   * @param lines what is said by somebody in the story, in order and disjoint; none for a book that
   *     the narrator reads alone
   * @throws ManuscriptException if there is nothing to say
   */
  public Script write(Manuscript manuscript, List<SpeakerSpan> lines) {
    requireNonNull(manuscript, "manuscript is null");
    SpeakerSplitter splitter = new SpeakerSplitter(lines);
    Account account = new Account(manuscript);
    normalizer.say(manuscript.spokenAs());
    List<ScriptChapter> chapters = new ArrayList<>();
    int ordinal = 0;
    for (Chapter chapter : chapterSplitter.split(manuscript)) {
      List<Sentence> sentences = segmenter.segment(manuscript, chapter);
      List<Utterance> utterances = new ArrayList<>();
      for (SpokenText spoken : packer.pack(speak(sentences, splitter, account))) {
        Span span = spoken.text().source();
        account.read(span);
        utterances.add(
            new Utterance(
                ordinal++,
                chapter.index(),
                span,
                spoken.text().text(),
                spoken.pauseAfter(),
                spoken.text().sourceMap(),
                spoken.speaker()));
      }
      chapters.add(new ScriptChapter(chapter.index(), chapter.title(), sentences, utterances));
    }
    if (ordinal == 0) {
      throw new ManuscriptException(
          "Cannot read %s aloud: it has no words".formatted(manuscript.title()));
    }
    return account.close(chapters);
  }

  private List<SpokenText> speak(
      List<Sentence> sentences, SpeakerSplitter splitter, Account account) {
    List<SpokenText> spoken = new ArrayList<>();
    for (Sentence sentence : sentences) {
      List<SpeakerSplitter.Part> parts = splitter.split(sentence.text());
      for (int i = 0; i < parts.size(); i++) {
        SpeakerSplitter.Part part = parts.get(i);
        Pause pause = i + 1 < parts.size() ? Pause.CLAUSE : sentence.pauseAfter();
        speak(part, sentence.kind(), pause, spoken, account);
      }
    }
    return spoken;
  }

  private void speak(
      SpeakerSplitter.Part part,
      Block.Kind kind,
      Pause pauseAfter,
      List<SpokenText> spoken,
      Account account) {
    SpokenForm form =
        kind == Block.Kind.HEADING
            ? normalizer.heading(part.text())
            : normalizer.prose(part.text());
    account.noteForm(form);
    longestWord(form).filter(word -> !packer.fits(word)).ifPresent(account::noteCutWord);
    if (form.hasWords()) {
      spoken.add(new SpokenText(form.text(), pauseAfter, part.speaker()));
    } else if (!spoken.isEmpty()) {
      // What comes after a wordless sentence keeps its distance from what came before it.
      SpokenText last = spoken.remove(spoken.size() - 1);
      Pause pause = last.pauseAfter().compareTo(pauseAfter) < 0 ? pauseAfter : last.pauseAfter();
      spoken.add(new SpokenText(last.text(), pause, last.speaker()));
    }
  }

  private static Optional<String> longestWord(SpokenForm form) {
    return Arrays.stream(form.text().text().split(" ", -1))
        .max(Comparator.comparingInt(String::length));
  }
}
