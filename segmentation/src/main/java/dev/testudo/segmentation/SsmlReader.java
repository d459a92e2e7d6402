// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Locale;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * Reads SSML: {@code p}, {@code s}, {@code break}, {@code sub}, {@code phoneme}, {@code say-as} and
 * {@code voice} with a name; what else says something about the voice is ignored, and its text is
 * read.
 */
final class SsmlReader {
  private final EnglishVerbalizer verbalizer = new EnglishVerbalizer();
  private final PageBuilder page = new PageBuilder();

  private SsmlReader() {}

  static Manuscript read(String fileName, Document document) {
    SsmlReader reader = new SsmlReader();
    Element root = EpubPackage.named(document, "speak").stream().findFirst().orElse(document);
    reader.page.language(root.attr("xml:lang"));
    reader.children(root);
    return HtmlReader.read(fileName, reader.page.page());
  }

  private void children(Element element) {
    for (Node child : element.childNodes()) {
      if (child instanceof TextNode words) {
        page.text(words.getWholeText());
      } else if (child instanceof Element inner) {
        element(inner);
      }
    }
  }

  private void element(Element element) {
    switch (EpubPackage.localName(element)) {
      case "p", "paragraph" -> {
        page.open("p");
        children(element);
        page.close();
      }
      case "s", "sentence" -> {
        children(element);
        page.text(" ");
      }
      case "break" -> pause(element);
      case "voice" -> voice(element);
      case "sub" -> spoken(element, Optional.of(element.attr("alias")));
      case "phoneme" -> {
        boolean ipa = element.attr("alphabet").matches("(?i)|ipa");
        spoken(element, ipa ? Phonemes.respell(element.attr("ph")) : Optional.empty());
      }
      case "say-as" -> spoken(element, sayAs(element));
      case "metadata", "meta", "lexicon", "desc" -> {
        // They have nothing to say.
      }
      default -> children(element);
    }
  }

  /** A voice without a name, such as any woman's, is the narrator's. */
  private void voice(Element element) {
    boolean holdsBlocks = !EpubPackage.named(element, "p").isEmpty();
    page.open(holdsBlocks ? "div" : "span");
    if (!element.attr("name").isBlank()) {
      page.attribute(SpeechMarks.VOICE, element.attr("name").strip());
    }
    children(element);
    page.close();
  }

  private void spoken(Element element, Optional<String> words) {
    page.open("span");
    words
        .filter(said -> !said.isBlank())
        .ifPresent(said -> page.attribute(SpeechMarks.SPOKEN, said));
    children(element);
    page.close();
  }

  /** A pause that parts nothing longer than clauses is left to the punctuation. */
  private void pause(Element element) {
    String time = element.attr("time").strip().toLowerCase(Locale.ROOT);
    String strength = element.attr("strength");
    if (time.matches("\\d{1,6}(?:\\.\\d{1,3})?m?s")) {
      String unit = time.endsWith("ms") ? "ms" : "s";
      part(SpeechMarks.isScenePause(time.substring(0, time.length() - unit.length()), unit));
    } else if (strength.equals("x-strong")) {
      part(true);
    } else if (strength.equals("strong") || (strength.isEmpty() && time.isEmpty())) {
      part(false);
    } else {
      page.text(" ");
    }
  }

  private void part(boolean scene) {
    if (scene) {
      page.open("hr");
    } else {
      page.open("p");
    }
    page.close();
  }

  private Optional<String> sayAs(Element element) {
    String text = element.text().strip();
    String digits = text.replaceAll("[\\s,]", "");
    return switch (element.attr("interpret-as").toLowerCase(Locale.ROOT)) {
      case "characters", "spell-out", "letters", "verbatim" -> Optional.of(characters(text));
      case "digits", "telephone" -> Optional.of(verbalizer.digits(text));
      case "cardinal", "number" ->
          digits.matches("-?\\d{1,15}(?:\\.\\d{1,9})?")
              ? Optional.of(verbalizer.cardinal(digits))
              : Optional.empty();
      case "ordinal" ->
          digits.matches("\\d{1,9}") ? Optional.of(verbalizer.ordinal(digits)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private String characters(String text) {
    StringBuilder spoken = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        spoken.append(spoken.isEmpty() ? "" : " ");
        spoken.append(
            Character.isDigit(c)
                ? verbalizer.digits(String.valueOf(c))
                : verbalizer.letters(String.valueOf(c).toUpperCase(Locale.ROOT)));
      }
    }
    return spoken.toString();
  }
}
