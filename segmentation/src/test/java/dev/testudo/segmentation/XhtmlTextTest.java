// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of a page, and what is not. */
class XhtmlTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <p>a beautiful <a epub:type="annoref" href="#n1">Dryad</a> stepped</p> | a beautiful Dryad stepped
          <p><img src="a.png" alt="A"/>lice was beginning</p>                    | Alice was beginning
          <p><span class="cap"><img src="a.png" alt="A"/></span>lice was</p>     | Alice was
          <h1><img src="c.png" alt="Chapter One"/></h1><p>Rain.</p>              | Chapter One; Rain.
          <ol><li>Go.</li><li>Come.</li></ol>                                    | 1. Go.; 2. Come.
          <ol start="4" type="a"><li>Go.</li></ol>                               | d. Go.
          <ol class="none"><li>Go.</li></ol>                                     | Go.
          <ol><li>1. Go.</li></ol>                                               | 1. Go.
          <table><tr><td epub:type="z3998:persona">Algernon</td><td><p>Did you hear?</p><p>No?</p></td></tr></table> | Algernon. Did you hear?; No?
          <table><tr><td>HAMLET</td><td>To be!</td></tr><tr><td>OPHELIA.</td><td>My lord?</td></tr></table> | HAMLET; To be!; OPHELIA.; My lord?
          <table role="presentation"><tr><td>Read me</td></tr></table>           | Read me
          <p><span class="speaker">HAMLET</span> To be.</p>                      | HAMLET. To be.
          <p><span class="speaker">HAMLET:</span> To be.</p>                     | HAMLET: To be.
          <blockquote><p>Quoted.</p></blockquote>                                | Quoted.
          <section epub:type="epigraph"><p>First.</p></section><section epub:type="dedication"><p>To Ann</p></section> | First.; To Ann
          <p>10<sup>6</sup> and CO<sub>2</sub> and x<sup>−1</sup></p>            | 10⁶ and CO₂ and x⁻¹
          <p>5 km<sup>2</sup> of the 1<sup>st</sup> M<sup>r</sup></p>            | 5 km² of the 1st Mr
          <p>Let <math><mi>x</mi><mo>∈</mo><mi>S</mi></math> hold.</p>           | Let x is in S hold.
          <p>See <math><mglyph/></math> here.</p>                                | See formula here.
          <p>See <img class="latex" alt="\\frac{a}{b}"/> here.</p>               | See a over b here.
          """)
  void losesNoWords(String html, String read) {
    assertThat(String.join("; ", readable(html))).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <p hidden="hidden">No.</p>                                 | hidden
          <p style="color:red; display: none">No.</p>                | hidden
          <p aria-hidden="true">No.</p>                              | hidden
          <p class="gone">No.</p>                                    | hidden
          <p>Yes. <del>No.</del></p>                                 | deleted
          <div class="footnote"><p>1. No.</p></div>                  | footnote
          <div class="endnotes"><p>1. No.</p></div>                  | footnote
          <p>Yes.<sup>1</sup></p>                                    | note-marker
          <p>Yes.<sup>[12]</sup></p>                                 | note-marker
          <p>Yes<a href="#n"><sup>a</sup></a></p>                    | note-marker
          <p>Yes<a class="noteref" href="#n">3</a></p>               | note-marker
          <p>Yes <a class="pagebreak" id="p4">4</a></p>              | page-number
          <p>Yes <span class="page_number">[Page 4]</span></p>       | page-number
          <p><a href="a">Previous</a> / <a href="b">Next</a></p>     | navigation
          <p>Parent topic: <a href="a">Widgets</a></p>               | navigation
          <svg><text>No.</text></svg>                                | illustration
          <figure><img alt="An old inn in the rain"/></figure>       | illustration
          <pre>int x = 1; { }</pre>                                  | code
          <table><tr><th>A</th></tr><tr><td>1</td></tr></table>      | table
          """)
  void leavesOut(String html, String reason) {
    Manuscript manuscript = read("<style>.gone { display: none }</style><p>Yes.</p>" + html);

    assertThat(manuscript.omissions())
        .extracting(omission -> omission.reason().label())
        .containsExactly(reason);
    assertThat(String.join(" ", readable(manuscript))).doesNotContain("No").matches("[Yes. ]+");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <div class="linegroup"><div class="line">Roses are red</div><div class="line">Violets are blue</div></div>
          <div class="poem"><div class="stanza"><p>Roses are red</p><p>Violets are blue</p></div></div>
          <blockquote epub:type="z3998:poem"><p><span>Roses are red</span><br/><span>Violets are blue</span></p></blockquote>
          <div class="poetry-container"><div class="poetry"><div class="stanza"><div class="verse indent0">Roses are red</div><div class="verse indent2">Violets are blue</div></div></div></div>
          <p class="verse">Roses are red</p><p class="verse">Violets are blue</p>
          <pre class="poem">Roses are red&#10;Violets are blue</pre>
          <pre>Roses are red,&#10;Violets are blue</pre>
          """)
  void readsVerseByLines(String html) {
    assertThat(kinds(read(html))).containsExactly("VERSE Roses are red, Violets are blue");
  }

  @Test
  void readsShortBrokenLinesAsVerse() {
    assertThat(kinds(read("<p>Roses are red<br/>Violets are blue<br/>Sugar is sweet</p>")))
        .containsExactly("VERSE Roses are red, Violets are blue, Sugar is sweet");
    assertThat(kinds(read("<p>One paragraph ends.<br/><br/>Another one begins.</p>")))
        .containsExactly("PARAGRAPH One paragraph ends.", "PARAGRAPH Another one begins.");
  }

  @Test
  void leavesOutTheNumbersOfLines() {
    Manuscript manuscript =
        read(
            "<div class='poem'><p>I will show you<br/>Something else<br/>Fear in dust. 30</p></div>");

    assertThat(kinds(manuscript))
        .containsExactly("VERSE I will show you, Something else, Fear in dust.");
    assertThat(manuscript.omissions())
        .extracting(o -> o.reason().label())
        .containsExactly("line-number");
  }

  @Test
  void readsTheArticleOfASavedPage() {
    Manuscript page =
        read(
            "<header><p>Site</p></header><main><h1>The Inn</h1><p>Rain fell.</p><h2>Later</h2><p>Snow.</p></main><footer><p>Licence</p></footer>");

    assertThat(readable(page)).containsExactly("The Inn", "Rain fell.", "Later", "Snow.");
    assertThat(page.title()).isEqualTo("The Inn");
    assertThat(page.omissions()).extracting(o -> o.reason().label()).containsOnly("navigation");
  }

  private static List<String> readable(String html) {
    return readable(read(html));
  }

  private static List<String> readable(Manuscript manuscript) {
    return manuscript.blocks().stream()
        .map(block -> block.readable(manuscript.text()).text())
        .toList();
  }

  private static List<String> kinds(Manuscript manuscript) {
    return manuscript.blocks().stream()
        .map(block -> block.kind() + " " + block.readable(manuscript.text()))
        .toList();
  }

  private static Manuscript read(String body) {
    String page = "<html><head><title>Page</title></head><body>" + body + "</body></html>";
    return ManuscriptReader.read("page.html", page.getBytes(UTF_8));
  }
}
