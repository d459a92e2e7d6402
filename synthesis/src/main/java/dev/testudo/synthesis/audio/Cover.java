package dev.testudo.synthesis.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A cover picture, checked to be JPEG or PNG. */
final class Cover {
  private static final int FRONT_COVER = 3;
  private static final int PNG_MAGIC = 0x89504e47;
  private static final int JPEG_MAGIC = 0xffd8ff;

  private final byte[] mediaType;
  private final byte[] picture;

  private Cover(String mediaType, byte[] picture) {
    this.mediaType = mediaType.getBytes(StandardCharsets.US_ASCII);
    this.picture = picture;
  }

  static Cover read(Path file) {
    try {
      byte[] picture = Files.readAllBytes(file);
      int magic = picture.length < Integer.BYTES ? 0 : ByteBuffer.wrap(picture).getInt();
      if (magic == PNG_MAGIC) {
        return new Cover("image/png", picture);
      }
      if (magic >>> 8 == JPEG_MAGIC) {
        return new Cover("image/jpeg", picture);
      }
    } catch (IOException e) {
      throw new AudioException("Cannot read cover \"" + file + "\": " + e.getMessage(), e);
    }
    throw new AudioException("Cannot use cover \"" + file + "\": it must be a JPEG or PNG picture");
  }

  /**
   * {@return the picture as Ogg comments carry it: a FLAC picture block (RFC 9639, 8.8), Base64}
   */
  String pictureBlock() {
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
}
