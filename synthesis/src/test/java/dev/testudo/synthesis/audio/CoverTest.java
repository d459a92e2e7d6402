// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoverTest {
  /** One pixel, without loss. */
  private static final byte[] WEBP =
      Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

  private static byte[] picture(String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(40, 60, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png"})
  void keepsWhatPlayersShow(String format) throws IOException {
    Cover cover = Cover.of(picture(format)).orElseThrow();
    assertThat(cover.bytes()).isEqualTo(picture(format));
    assertThat(cover.mediaType()).isEqualTo("image/" + format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "bmp"})
  void makesAJpegOfOtherPictures(String format) throws IOException {
    assertThat(Cover.Format.of(picture(format)).isConvertible()).isTrue();

    Cover cover = Cover.of(picture(format)).orElseThrow();

    assertThat(cover.mediaType()).isEqualTo("image/jpeg");
    assertThat(ImageIO.read(new ByteArrayInputStream(cover.bytes())).getHeight()).isEqualTo(60);
    assertThat(Cover.of(picture(format))).contains(cover);
  }

  @Test
  void makesAJpegOfAWebP() {
    assertThat(Cover.of(WEBP).orElseThrow().mediaType()).isEqualTo("image/jpeg");
  }

  @Test
  void givesUpWhatCannotBeDecoded() throws IOException {
    byte[] png = picture("png");
    assertThat(Cover.of(Arrays.copyOf(png, 20))).isEmpty();
    assertThat(Cover.of("<svg xmlns='x'/>".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Cover.of("GIF89a, say".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Cover.of(new byte[0])).isEmpty();
  }

  @Test
  void namesTheFormat() {
    assertThat(Cover.Format.of("<?xml version='1.0'?><svg/>".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Cover.Format.SVG);
    assertThat(Cover.Format.of(new byte[] {1, 2, 3})).isEqualTo(Cover.Format.UNKNOWN);
  }
}
