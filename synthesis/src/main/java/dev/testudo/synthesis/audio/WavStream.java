// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Waveform;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A WAV file that grows as audio comes, 16 bit. Until it is closed, and for good where the output
 * cannot be rewound, its header promises the largest length, as players of live audio expect.
 */
public final class WavStream implements Closeable {
  private final String name;
  private final int sampleRateHz;
  private final OutputStream out;
  private final Completion completion;
  private long pcmBytes;

  /** Ends the output, with this header where it can be rewound. */
  @FunctionalInterface
  private interface Completion {
    void complete(byte[] header) throws IOException;
  }

  private WavStream(String name, int sampleRateHz, OutputStream out, Completion completion)
      throws IOException {
    this.name = name;
    this.sampleRateHz = sampleRateHz;
    this.out = out;
    this.completion = completion;
    out.write(WavHeader.of(sampleRateHz, WavHeader.UNKNOWN_BYTES));
    out.flush();
  }

  /** Begins a file, in place of what was there. */
  public static WavStream create(Path file, int sampleRateHz) {
    try {
      OutputStream out = Files.newOutputStream(file);
      return new WavStream(
          file.toString(),
          sampleRateHz,
          out,
          header -> {
            out.close();
            patch(file, header);
          });
    } catch (IOException e) {
      throw failure(file.toString(), e);
    }
  }

  /** Begins a file on a stream that stays open when this is closed. */
  public static WavStream over(OutputStream out, int sampleRateHz) {
    try {
      return new WavStream("standard output", sampleRateHz, out, header -> out.flush());
    } catch (IOException e) {
      throw failure("standard output", e);
    }
  }

  private static void patch(Path file, byte[] header) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(header), 0);
    }
  }

  /** Appends audio of the stream's rate, and hands it on at once. */
  public void write(Waveform waveform) {
    if (waveform.sampleRateHz() != sampleRateHz) {
      throw new IllegalArgumentException(
          "Cannot append %d samples per second to %d"
              .formatted(waveform.sampleRateHz(), sampleRateHz));
    }
    byte[] pcm = Pcm16.littleEndian(Pcm16.quantize(waveform));
    try {
      out.write(pcm);
      out.flush();
    } catch (IOException e) {
      throw failure(name, e);
    }
    pcmBytes += pcm.length;
  }

  @Override
  public void close() {
    try {
      completion.complete(WavHeader.of(sampleRateHz, pcmBytes));
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  private static AudioException failure(String name, IOException cause) {
    return new AudioException("Cannot write \"" + name + "\": " + cause.getMessage(), cause);
  }
}
