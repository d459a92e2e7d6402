package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Waveform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes a single waveform to a file, 16 bit: WAV or FLAC, by the name's ending. */
public final class AudioWriter {
  private static final int HEADER_BYTES = 44;

  private AudioWriter() {}

  /**
   * Writes the file, in place of what was there.
   *
   * @throws IllegalArgumentException if the name ends otherwise
   * @throws AudioException if it cannot be written
   */
  public static void write(Path file, Waveform waveform) {
    byte[] bytes = encode(file, waveform);
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new AudioException("Cannot write \"" + file + "\": " + e.getMessage(), e);
    }
  }

  private static byte[] encode(Path file, Waveform waveform) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".wav")) {
      return wav(waveform);
    }
    if (name.endsWith(".flac")) {
      return Flac.encode(waveform);
    }
    throw new IllegalArgumentException(
        "Cannot write \"" + file + "\": the name must end in .wav or .flac");
  }

  private static byte[] wav(Waveform waveform) {
    byte[] pcm = Pcm16.littleEndian(Pcm16.quantize(waveform));
    int rate = waveform.sampleRateHz();
    return ByteBuffer.allocate(HEADER_BYTES + pcm.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(ascii("RIFF"))
        .putInt(HEADER_BYTES - 8 + pcm.length)
        .put(ascii("WAVEfmt "))
        .putInt(16) // bytes of this block
        .putShort((short) 1) // PCM
        .putShort((short) 1) // mono
        .putInt(rate)
        .putInt(rate * Pcm16.BYTES_PER_SAMPLE)
        .putShort((short) Pcm16.BYTES_PER_SAMPLE)
        .putShort((short) Short.SIZE)
        .put(ascii("data"))
        .putInt(pcm.length)
        .put(pcm)
        .array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
