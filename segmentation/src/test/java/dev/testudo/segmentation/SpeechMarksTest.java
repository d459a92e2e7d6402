// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What manuscripts themselves say about sound and pauses. */
class SpeechMarksTest {
  private static final PackingLimits LIMITS = new PackingLimits(300, 20, 200);

  @Test
  void saysMarkedWordsOfMarkdownAndPauses() {
    Manuscript book =
        read(
            "book.md",
            """
            The town of [Reading](/Redding/) and a [tomato](/təˈmeɪtoʊ/).[^1]

            Before. [pause 800ms] After. [pause 2s] A new scene.

            - [x] Buy milk

            [^1]: A note.
            """);

    assertThat(spoken(book))
        .containsExactly(
            "PARAGRAPH The town of Redding and a tuh-maytoh.",
            "PARAGRAPH Before.",
            "HEADING After.",
            "PARAGRAPH A new scene.",
            "PARAGRAPH Buy milk");
    assertThat(book.omissions())
        .extracting(omission -> omission.reason().label())
        .contains("footnote", "note-marker", "checkbox");
  }

  @Test
  void readsSsml() {
    Manuscript book =
        read(
            "book.ssml",
            """
            <?xml version="1.0"?>
            <speak xml:lang="en-GB"><p><s>The <sub alias="World Wide Web Consortium">W3C</sub> met.</s>
            <s>Spell <say-as interpret-as="characters">ab1</say-as>, the <say-as interpret-as="ordinal">3</say-as>.</s></p>
            <p>A <phoneme alphabet="ipa" ph="təˈmɑːtəʊ">tomato</phoneme>.<break time="1500ms"/><emphasis>Later</emphasis>.</p></speak>
            """);

    assertThat(book.language()).isEqualTo("en-GB");
    assertThat(String.join(" ", spoken(book)))
        .contains("The World Wide Web Consortium met.")
        .contains("Spell A B one, the third.")
        .contains("HEADING A tuh-mahtoh. PARAGRAPH Later.");
  }

  @Test
  void takesThePronunciationsOfAnEpub() {
    Manuscript book =
        ManuscriptReader.read(
            "book.epub",
            FormatsTest.zip(
                Map.of(
                    "META-INF/container.xml",
                    "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>",
                    "b.opf",
                    """
                    <package><metadata><dc:title>Ways</dc:title><dc:language>en</dc:language>
                    <meta name="calibre:series" content="The Hills"/></metadata>
                    <manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
                    <item id="l" href="l.xml" media-type="application/pls+xml"/></manifest>
                    <spine><itemref idref="a"/></spine></package>
                    """,
                    "l.xml",
                    "<lexicon"
                        + " xml:lang=\"en\"><lexeme><grapheme>Hill</grapheme><alias>Hull</alias></lexeme></lexicon>",
                    "a.xhtml",
                    "<html><body><p>Miss Hill ate a <span"
                        + " ssml:ph=\"təˈmɑːtəʊ\">tomato</span>.</p></body></html>")));

    assertThat(book.series()).isEqualTo("The Hills");
    assertThat(spoken(book)).containsExactly("PARAGRAPH Miss Hull ate a tuh-mahtoh.");
  }

  @Test
  void takesAnEditedListOfChapters() {
    Manuscript book = read("book.txt", "One here.\n\n\nTwo here.\n\n\nThree here.\n");
    String list = ChapterList.of(book);

    Manuscript edited = ChapterList.applied("list.tsv", list + "Two here\tThe Second\n", book);

    assertThat(list).endsWith("0\tBook\tOne here.\n");
    assertThat(new ChapterSplitter().split(edited))
        .extracting(Chapter::title)
        .containsExactly("Book", "The Second");
    assertThatThrownBy(() -> ChapterList.applied("list.tsv", "7\tNowhere\n", book))
        .isInstanceOf(ManuscriptException.class)
        .hasMessageStartingWith("Cannot use list.tsv: line 1 (\"7\tNowhere\") needs the place");
  }

  @Test
  void announcesOrSkipsParagraphsInOtherLanguages() {
    Manuscript book =
        read(
            "book.html",
            """
            <html lang="en"><body><p>He said:</p><p lang="fr">Je ne sais pas.</p>
            <p>Und so ging es weiter: niemand wusste, warum die Stadt an jenem Abend so still geworden war.</p>
            <p>Nobody <i lang="fr">tout court</i> knew.</p></body></html>
            """);

    assertThat(spoken(ForeignPassages.ANNOUNCE.applyTo(book)))
        .containsExactly(
            "PARAGRAPH He said:",
            "PARAGRAPH A passage in French.",
            "PARAGRAPH A passage in German.",
            "PARAGRAPH Nobody tout court knew.");
    assertThat(spoken(ForeignPassages.SKIP.applyTo(book)))
        .containsExactly("PARAGRAPH He said:", "PARAGRAPH Nobody tout court knew.");
    assertThat(ForeignPassages.READ.applyTo(book).warnings())
        .containsExactly(
            "2 paragraphs in French, German are read as if they were English; change that by --set"
                + " foreign-passages=announce or skip");
  }

  @Test
  void refusesAPdfThatIsNone() {
    assertThatThrownBy(() -> read("book.pdf", "Not found"))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage(
            "Cannot read book.pdf: it is not a PDF, which would begin with \"%PDF-\"; download it"
                + " again");
  }

  private static Manuscript read(String name, String text) {
    return ManuscriptReader.read(name, text.getBytes(UTF_8));
  }

  private static List<String> spoken(Manuscript book) {
    Script script = new ScriptWriter(LIMITS, String::length, book.lexicon()).write(book);
    return script.chapters().stream()
        .flatMap(chapter -> chapter.utterances().stream())
        .map(utterance -> utterance.pauseAfter() + " " + utterance.spokenText())
        .toList();
  }
}
