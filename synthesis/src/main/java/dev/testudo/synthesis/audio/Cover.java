// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cover picture that every player shows: a JPEG or PNG that can be decoded. Owns its bytes and
 * hands out copies.
 */
public final class Cover {
  private static final int FRONT_COVER = 3;

  /** Far more than any cover has, and little enough to be decoded in memory. */
  private static final String MAX_PIXELS = "100000000";

  private final Format format;
  private final byte[] picture;

  private Cover(Format format, byte[] picture) {
    this.format = format;
    this.picture = picture;
  }

  /** What a picture is, by its first bytes. */
  public enum Format {
    JPEG("jpeg_pipe", "\u00ff\u00d8\u00ff.*"),
    PNG("png_pipe", "\u0089PNG.*"),
    GIF("gif_pipe", "GIF8.*"),
    WEBP("webp_pipe", "RIFF....WEBP.*"),
    BMP("bmp_pipe", "BM.*"),
    SVG("", "\\s*<(\\?xml|!DOCTYPE svg|svg).*"),
    UNKNOWN("", ".*");

    private static final int START = 64;

    private final String demuxer;
    private final String start;

    Format(String demuxer, String start) {
      this.demuxer = demuxer;
      this.start = start;
    }

    public static Format of(byte[] picture) {
      String first = new String(picture, 0, Math.min(START, picture.length), ISO_8859_1);
      return Stream.of(values())
          .filter(format -> first.matches("(?s)" + format.start))
          .findFirst()
          .orElseThrow();
    }

    /** {@return whether players show it as it is} */
    public boolean isShown() {
      return this == JPEG || this == PNG;
    }

    /** {@return whether {@link Cover#of} makes a JPEG of it} */
    public boolean isConvertible() {
      return !isShown() && !demuxer.isEmpty();
    }
  }

  /** {@return the picture, made a JPEG if it is of another format; empty if that cannot be done} */
  public static Optional<Cover> of(byte[] picture) {
    requireNonNull(picture, "picture is null");
    Format format = Format.of(picture);
    if (format.demuxer.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] jpeg = decoded(format, picture);
      return Optional.of(
          format.isShown() ? new Cover(format, picture.clone()) : new Cover(Format.JPEG, jpeg));
    } catch (AudioException e) {
      return Optional.empty();
    }
  }

  /** The demuxer is named, so that no picture can pose as a play list of other files. */
  private static byte[] decoded(Format format, byte[] picture) {
    List<String> arguments =
        Ffmpeg.join(
            List.of("-max_pixels", MAX_PIXELS, "-f", format.demuxer, "-i", "pipe:0"),
            List.of("-frames:v", "1", "-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p"),
            List.of("-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "image2pipe", "pipe:1"));
    try (Ffmpeg ffmpeg = Ffmpeg.start("convert a cover", arguments)) {
      ffmpeg.write(picture);
      byte[] jpeg = ffmpeg.finish();
      if (jpeg.length == 0) {
        throw new AudioException("Cannot convert a cover: it holds no picture");
      }
      return jpeg;
    }
  }

  /**
   * Reads a JPEG or PNG.
   *
   * @throws AudioException if the file is neither
   */
  static Cover read(Path file) {
    try {
      byte[] picture = Files.readAllBytes(file);
      Format format = Format.of(picture);
      if (format.isShown()) {
        return new Cover(format, picture);
      }
    } catch (IOException e) {
      throw new AudioException("Cannot read cover \"" + file + "\": " + e.getMessage(), e);
    }
    throw new AudioException("Cannot use cover \"" + file + "\": it must be a JPEG or PNG picture");
  }

  /** {@return {@code image/jpeg} or {@code image/png}} */
  public String mediaType() {
    return format == Format.PNG ? "image/png" : "image/jpeg";
  }

  public byte[] bytes() {
    return picture.clone();
  }

  /**
   * {@return the picture as Ogg comments carry it: a FLAC picture block (RFC 9639, 8.8), Base64}
   */
  String pictureBlock() {
    byte[] mediaType = mediaType().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer block =
        ByteBuffer.allocate(8 * Integer.BYTES + mediaType.length + picture.length)
            .putInt(FRONT_COVER)
            .putInt(mediaType.length)
            .put(mediaType)
            .putInt(0) // no description
            .putInt(0) // width, height, depth and colours: the picture says them itself
            .putInt(0)
            .putInt(0)
            .putInt(0)
            .putInt(picture.length)
            .put(picture);
    return Base64.getEncoder().encodeToString(block.array());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cover cover && Arrays.equals(picture, cover.picture);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(picture);
  }
}
