// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Bytes of a text file to characters, whatever its encoding. */
final class TextDecoder {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final int MAX_DETECTION_BYTES = 64 * 1024;
  private static final int MIN_CONFIDENCE = 30;
  // Real text has a form feed or so; a program or an image has thousands of control characters.
  private static final int CHARACTERS_PER_CONTROL = 1000;

  /** Decoded text, and a warning if the encoding had to be found out. */
  record Decoded(String text, List<String> warnings) {}

  private TextDecoder() {}

  static Decoded decode(String fileName, byte[] content) {
    Decoded decoded = decodeAny(fileName, content);
    refuseJunk(fileName, decoded.text());
    return decoded;
  }

  private static Decoded decodeAny(String fileName, byte[] content) {
    if (startsWith(content, 0xEF, 0xBB, 0xBF)) {
      String text = new String(content, 3, content.length - 3, StandardCharsets.UTF_8);
      return new Decoded(text, List.of());
    }
    if (startsWith(content, 0xFE, 0xFF) || startsWith(content, 0xFF, 0xFE)) {
      return decoded(fileName, content, StandardCharsets.UTF_16);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return new Decoded(text, List.of());
    } catch (CharacterCodingException notUtf8) {
      return decoded(fileName, content, detect(content));
    }
  }

  /** {@return the warning for a text that is not in UTF-8} */
  static List<String> warnings(String fileName, Charset charset) {
    return charset.equals(StandardCharsets.UTF_8)
        ? List.of()
        : List.of(
            "%s is in %s, not in UTF-8: look for wrong characters"
                .formatted(fileName, charset.name()));
  }

  private static Decoded decoded(String fileName, byte[] content, Charset charset) {
    return new Decoded(new String(content, charset), warnings(fileName, charset));
  }

  private static Charset detect(byte[] content) {
    CharsetDetector detector = new CharsetDetector();
    detector.setText(
        content.length > MAX_DETECTION_BYTES
            ? Arrays.copyOf(content, MAX_DETECTION_BYTES)
            : content);
    CharsetMatch match = detector.detect();
    if (match == null
        || match.getConfidence() < MIN_CONFIDENCE
        // Already excluded by strict decoding, or a subset of Windows-1252.
        || match.getName().equals("UTF-8")
        || match.getName().equals("ISO-8859-1")
        || !Charset.isSupported(match.getName())) {
      return WINDOWS_1252;
    }
    return Charset.forName(match.getName());
  }

  private static void refuseJunk(String fileName, String text) {
    if (text.isBlank()) {
      throw new ManuscriptException(
          "Cannot read %s: the file is empty; give a manuscript with text".formatted(fileName));
    }
    long controls = text.chars().filter(TextDecoder::isJunk).count();
    if (controls * CHARACTERS_PER_CONTROL > text.length()) {
      throw new ManuscriptException(
          "Cannot read %s: it is not text (%,d control characters in %,d); %s"
              .formatted(fileName, controls, text.length(), ManuscriptReader.ADVICE));
    }
  }

  private static boolean isJunk(int character) {
    return character == '\uFFFD'
        || (Character.isISOControl(character)
            && character != '\n'
            && character != '\r'
            && character != '\t'
            && character != '\f'
            && character != 0x85);
  }

  static boolean startsWith(byte[] content, int... signature) {
    if (content.length < signature.length) {
      return false;
    }
    for (int i = 0; i < signature.length; i++) {
      if ((content[i] & 0xFF) != signature[i]) {
        return false;
      }
    }
    return true;
  }
}
