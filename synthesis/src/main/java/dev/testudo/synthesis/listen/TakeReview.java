// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.SpeechFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares a take with its text. The text is aligned with the take, which cuts the take into
 * pieces: words, and the gaps before, between and after them. The loss of a frame is how much
 * likelier its likeliest class is than the one that the alignment gives it; pieces that lose too
 * much are bad. Bad pieces side by side are one region, and what was heard in a region beside what
 * its words say tells the kind of fault.
 */
final class TakeReview {
  private final Letters letters;
  private final HeardLetters heard;
  private final ListenerRule rule;
  private final int frameMillis;

  /** Piece 2 w + 1 is word w, piece 2 w the gap before it. */
  private final List<Piece> pieces = new ArrayList<>();

  /** Frames [from, to) and how much they lose against the likeliest classes, in nats. */
  private record Piece(int from, int to, double loss) {}

  /** Pieces [first, last] that are bad, but for single good ones between them. */
  private record Region(int first, int last) {
    int firstWord() {
      return first / 2;
    }

    /** Less than the first one for a region that is a gap alone. */
    int lastWord() {
      return (last - 1) / 2 - (last == 0 ? 1 : 0);
    }

    boolean isGap() {
      return lastWord() < firstWord();
    }
  }

  private TakeReview(
      Letters letters,
      Posteriors posteriors,
      CtcAlignment alignment,
      ListenerRule rule,
      int frameMillis) {
    this.letters = letters;
    this.heard = new HeardLetters(posteriors);
    this.rule = rule;
    this.frameMillis = frameMillis;
    addPieces(posteriors, alignment);
  }

  /**
   * {@return what was heard}
   *
   * @param frameMillis length of a frame
   */
  static Hearing of(Letters letters, Posteriors posteriors, ListenerRule rule, int frameMillis) {
    // In half precision a listener may overflow: then it has heard nothing.
    if (letters.words().isEmpty() || posteriors.hasNaN()) {
      return Hearing.NONE;
    }
    return CtcAlignment.of(posteriors, letters.classes())
        .map(path -> new TakeReview(letters, posteriors, path, rule, frameMillis).hearing())
        .orElseGet(() -> tooShort(letters, posteriors.frames() * frameMillis));
  }

  /** The take has fewer frames than its text has letters. */
  private static Hearing tooShort(Letters letters, int millis) {
    int last = letters.words().size() - 1;
    List<Hearing.Word> words =
        IntStream.rangeClosed(0, last).mapToObj(w -> word(letters, w, 0, millis, 0)).toList();
    return new Hearing(
        words,
        List.of(new Hearing.Finding(SpeechFault.CUT_SHORT, letters.quote(0, last), 0, millis)));
  }

  private static Hearing.Word word(
      Letters letters, int number, int startMillis, int endMillis, double score) {
    Letters.Word word = letters.words().get(number);
    return new Hearing.Word(
        letters.quote(number, number),
        word.start(),
        word.end(),
        startMillis,
        endMillis,
        (float) score);
  }

  private void addPieces(Posteriors posteriors, CtcAlignment alignment) {
    int frames = posteriors.frames();
    double[] lossBefore = new double[frames + 1];
    int[] firstFrame = new int[letters.classes().length];
    int[] endFrame = new int[letters.classes().length];
    for (int frame = 0; frame < frames; frame++) {
      double best = posteriors.log(frame, posteriors.best(frame));
      double aligned = posteriors.log(frame, alignment.classAt(frame, letters.classes()));
      lossBefore[frame + 1] = lossBefore[frame] + best - aligned;
      int index = alignment.indexAt(frame);
      if (index >= 0) {
        firstFrame[index] = endFrame[index] == 0 ? frame : firstFrame[index];
        endFrame[index] = frame + 1;
      }
    }
    int at = 0;
    for (Letters.Word word : letters.words()) {
      int from = firstFrame[word.first()];
      int to = endFrame[word.last() - 1];
      pieces.add(new Piece(at, from, lossBefore[from] - lossBefore[at]));
      pieces.add(new Piece(from, to, lossBefore[to] - lossBefore[from]));
      at = to;
    }
    pieces.add(new Piece(at, frames, lossBefore[frames] - lossBefore[at]));
  }

  private Hearing hearing() {
    List<Hearing.Word> words = new ArrayList<>();
    for (int w = 0; w < letters.words().size(); w++) {
      Piece piece = pieces.get(2 * w + 1);
      words.add(word(letters, w, piece.from() * frameMillis, piece.to() * frameMillis, score(w)));
    }
    return new Hearing(words, findings());
  }

  private double score(int word) {
    return Math.exp(-pieces.get(2 * word + 1).loss() / letters.words().get(word).letters());
  }

  private boolean isBad(int piece) {
    double loss = pieces.get(piece).loss();
    if (piece % 2 == 0) {
      return loss >= rule.gapNats() && lettersHeard(piece, piece).length() >= rule.gapLetters();
    }
    boolean isLast = piece == pieces.size() - 2;
    return loss >= rule.wordNats()
        && score(piece / 2) < (isLast ? rule.lastWordScore() : rule.wordScore());
  }

  private List<Hearing.Finding> findings() {
    List<Hearing.Finding> findings = new ArrayList<>();
    for (Region region : regions()) {
      verdict(region).ifPresent(findings::add);
    }
    long bad = IntStream.range(0, letters.words().size()).filter(w -> isBad(2 * w + 1)).count();
    boolean isOtherText =
        bad * 2 > letters.words().size()
            && bad > 1
            && findings.stream().anyMatch(f -> f.fault() == SpeechFault.WRONG_WORDS);
    return isOtherText
        ? List.of(
            finding(SpeechFault.WRONG_WORDS, new Region(1, pieces.size() - 2), "the whole take"))
        : findings;
  }

  private List<Region> regions() {
    List<Region> regions = new ArrayList<>();
    int first = -1;
    int last = -1;
    for (int piece = 0; piece < pieces.size(); piece++) {
      if (isBad(piece)) {
        if (first >= 0 && piece - last > 2) {
          regions.add(new Region(first, last));
          first = -1;
        }
        first = first < 0 ? piece : first;
        last = piece;
      }
    }
    if (first >= 0) {
      regions.add(new Region(first, last));
    }
    return regions;
  }

  private Optional<Hearing.Finding> verdict(Region region) {
    String expected = expected(region);
    String found = lettersHeard(region.first(), region.last());
    boolean atEnd = region.last() >= pieces.size() - 2;
    SpeechFault lost = atEnd ? SpeechFault.CUT_SHORT : SpeechFault.MISSING_WORDS;
    Optional<String> without = without(region, atEnd);
    if (without.isPresent()) {
      return Optional.of(finding(lost, region, without.get()));
    }
    Optional<String> twice = twice(region, found.length() - expected.length());
    if (twice.isPresent()) {
      return Optional.of(finding(SpeechFault.REPEATED_WORDS, region, twice.get()));
    }
    if (region.isGap() || found.length() >= expected.length() + extraLetters(expected)) {
      return Optional.of(extra(region));
    }
    if (found.length() <= rule.lostShare() * expected.length()
        || (atEnd && isBeginning(found, expected))) {
      return Optional.of(ofBadWords(lost, region));
    }
    if (loss(region) < rule.unclearNats()) {
      return Optional.empty();
    }
    boolean isOther = EditDistance.of(expected, found) > rule.otherShare() * expected.length();
    return Optional.of(ofBadWords(isOther ? SpeechFault.WRONG_WORDS : SpeechFault.MUMBLED, region));
  }

  private double extraLetters(String expected) {
    return Math.max(rule.gapLetters(), rule.extraShare() * expected.length());
  }

  private static boolean isBeginning(String found, String expected) {
    return found.length() < expected.length()
        && EditDistance.of(found, expected.substring(0, found.length())) <= 1;
  }

  private double loss(Region region) {
    return pieces.subList(region.first(), region.last() + 1).stream()
        .mapToDouble(Piece::loss)
        .sum();
  }

  private String expected(Region region) {
    return region.isGap() ? "" : letters.joined(region.firstWord(), region.lastWord());
  }

  private String lettersHeard(int first, int last) {
    return heard.letters(pieces.get(first).from(), pieces.get(last).to());
  }

  /**
   * {@return the words of a region without which the text is much more like what is heard, if there
   * are any} Their letters are aligned with the ends of words that are there, which makes those bad
   * too.
   */
  private Optional<String> without(Region region, boolean atEnd) {
    int from = Math.max(0, region.firstWord() - 1);
    int to = Math.min(letters.words().size() - 1, region.lastWord() + 1);
    String around = lettersAround(region, from, to);
    int best = Integer.MAX_VALUE;
    String words = "";
    for (int first = region.firstWord(); first <= region.lastWord(); first++) {
      for (int last = atEnd ? region.lastWord() : first; last <= region.lastWord(); last++) {
        String rest = letters.joined(from, first - 1) + letters.joined(last + 1, to);
        int distance = EditDistance.of(rest, around);
        if (distance < best) {
          best = distance;
          words = letters.quote(first, last);
        }
      }
    }
    int with = EditDistance.of(letters.joined(from, to), around);
    return best <= rule.explainedShare() * with ? Optional.of(words) : Optional.empty();
  }

  /**
   * {@return the phrase that must be said twice for the text to be much more like what is heard, if
   * there is one}
   *
   * @param extra letters that are heard in the region beyond those of its words
   */
  private Optional<String> twice(Region region, int extra) {
    if (extra < rule.gapLetters()) {
      return Optional.empty();
    }
    int from = before(region.firstWord(), extra);
    int to = after(region.lastWord(), extra);
    String around = lettersAround(region, from, to);
    int best = Integer.MAX_VALUE;
    String words = "";
    for (int first = from; first <= to; first++) {
      for (int last = first; last <= to; last++) {
        String text = letters.joined(from, last) + letters.joined(first, to);
        int distance = EditDistance.of(text, around);
        if (distance < best) {
          best = distance;
          words = letters.quote(first, last);
        }
      }
    }
    int once = EditDistance.of(letters.joined(from, to), around);
    return best <= rule.explainedShare() * once ? Optional.of(words) : Optional.empty();
  }

  /** {@return a word so far before another that a phrase of so many letters fits between} */
  private int before(int word, int count) {
    int first = word;
    while (first > 0 && letters.joined(first, word - 1).length() < count) {
      first--;
    }
    return first;
  }

  /** {@return a word so far after another that a phrase of so many letters fits between} */
  private int after(int word, int count) {
    int last = word;
    while (last < letters.words().size() - 1 && letters.joined(word + 1, last).length() < count) {
      last++;
    }
    return last;
  }

  /** {@return what is heard from one word to another, and in the region if it lies outside} */
  private String lettersAround(Region region, int from, int to) {
    return lettersHeard(
        Math.min(region.first(), 2 * from + 1), Math.max(region.last(), 2 * to + 1));
  }

  private Hearing.Finding extra(Region region) {
    String text = heard.text(pieces.get(region.first()).from(), pieces.get(region.last()).to());
    return finding(SpeechFault.EXTRA_SPEECH, region, text);
  }

  private Hearing.Finding ofBadWords(SpeechFault fault, Region region) {
    int[] bad =
        IntStream.rangeClosed(region.firstWord(), region.lastWord())
            .filter(w -> isBad(2 * w + 1))
            .toArray();
    String words =
        bad.length == 0
            ? letters.quote(region.firstWord(), region.lastWord())
            : letters.quote(bad[0], bad[bad.length - 1]);
    return finding(fault, region, words);
  }

  private Hearing.Finding finding(SpeechFault fault, Region region, String words) {
    return new Hearing.Finding(
        fault,
        words,
        pieces.get(region.first()).from() * frameMillis,
        pieces.get(region.last()).to() * frameMillis);
  }
}
