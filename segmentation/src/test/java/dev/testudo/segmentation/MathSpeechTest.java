// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MathSpeechTest {
  static Stream<String> signs() {
    return TableResource.rows("math-signs.tsv", 5).stream().map(TableResource.Row::test);
  }

  @ParameterizedTest
  @MethodSource("signs")
  void saysEachSignOfTheTable(String example) {
    int equals = example.lastIndexOf(" = ");

    assertThat(LatexSpeech.of(example.substring(0, equals)))
        .contains(example.substring(equals + 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <mi>A</mi>                                                             | A
          <mrow><mi>m</mi><mo>×</mo><mi>n</mi></mrow>                             | m times n
          <msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msup><mi>y</mi><mn>3</mn></msup> | x squared plus y cubed
          <mfrac><mn>1</mn><mn>2</mn></mfrac>                                    | 1/2
          <mfrac><mi>a</mi><mi>b</mi></mfrac>                                    | a over b
          <mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mi>b</mi></mfrac>   | the fraction a plus 1, over b
          <msqrt><mi>x</mi></msqrt>                                              | the square root of x
          <mroot><mi>x</mi><mn>3</mn></mroot>                                    | the cube root of x
          <mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo><mn>0</mn>           | f of x, equals 0
          <mn>2</mn><mo>(</mo><mi>x</mi><mo>+</mo><mn>1</mn><mo>)</mo>           | 2 times the quantity x plus 1
          <munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>a</mi><mi>i</mi></msub> | the sum from i equals 1 to n of a sub i
          <msup><mi>A</mi><mi>T</mi></msup>                                      | A transpose
          <msup><mi>A</mi><mrow><mo>−</mo><mn>1</mn></mrow></msup>               | A inverse
          <mi>α</mi><mo>≤</mo><mi>β</mi>                                         | alpha is less than or equal to beta
          <mo>[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable><mo>]</mo> | the 2 by 2 matrix, 1, 2; 3, 4
          <mi mathvariant="bold">𝐱</mi><mo>∈</mo><msup><mi>ℝ</mi><mi>n</mi></msup>  | x is in R to the n
          """)
  void saysMathml(String mathml, String spoken) {
    assertThat(
            MathSpeech.of(
                Jsoup.parse("<math>" + mathml + "</math>", "", Parser.xmlParser()).child(0)))
        .contains(spoken);
  }

  @Test
  void saysLatex() {
    assertThat(LatexSpeech.of("$\\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}$"))
        .contains(
            "the fraction minus b plus or minus the square root of b squared minus 4 a c, over 2 a");
    assertThat(LatexSpeech.of("\\begin{bmatrix} 1 & 0 \\\\ 0 & 1 \\end{bmatrix}"))
        .contains("the 2 by 2 matrix, 1, 0; 0, 1");
    assertThat(LatexSpeech.of("\\lim_{n\\to\\infty} \\left( 1 + \\tfrac{1}{n} \\right)^n"))
        .isPresent();
  }

  @Test
  void guessesNothing() {
    assertThat(LatexSpeech.of("\\weird{x}")).isEmpty();
    assertThat(LatexSpeech.of("\\frac{1}")).isEmpty();
    assertThat(LatexSpeech.of("{".repeat(1_000))).isEmpty();
  }
}
