// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.DoubleConsumer;

/**
 * One run of the bundled {@code ffmpeg} program. What it says on stderr is kept for the error
 * message; closing before {@link #finish} ends it.
 */
final class Ffmpeg implements AutoCloseable {
  /** An output that prints the SHA-256 of the stream as 16-bit little-endian PCM. */
  static final List<String> PCM_DIGEST =
      List.of("-c:a", "pcm_s16le", "-f", "hash", "-hash", "sha256", "pipe:1");

  /** Keeps versions and times out of an output, so that equal audio gives equal bytes. */
  static final List<String> BIT_EXACT = List.of("-fflags", "+bitexact", "-flags:a", "+bitexact");

  /** Lets an input fail at damage, over which FFmpeg would skip. */
  static final List<String> STRICT = List.of("-xerror", "-err_detect", "crccheck+explode");

  private static final String PROGRESS = "out_time_us=";
  private static final String DIGEST_PREFIX = "SHA256=";
  private static final List<String> QUIET_OPTIONS =
      List.of("-hide_banner", "-nostats", "-loglevel", "error", "-y");

  // One thread per running program, so that no program waits for another's stderr.
  private static final Executor DRAIN =
      task -> {
        Thread thread = new Thread(task, "ffmpeg-stderr");
        thread.setDaemon(true);
        thread.start();
      };

  private final String task;
  private final Process process;
  private final CompletableFuture<String> lastWords;

  private Ffmpeg(String task, Process process) {
    this.task = task;
    this.process = process;
    this.lastWords = CompletableFuture.supplyAsync(this::readLastWords, DRAIN);
  }

  /**
   * Starts the program with its standard input and output as pipes.
   *
   * @param task what it is for, to follow "Cannot " in messages
   */
  static Ffmpeg start(String task, List<String> arguments) {
    ProcessBuilder command = FfmpegPrograms.command("ffmpeg", join(QUIET_OPTIONS, arguments));
    try {
      return new Ffmpeg(task, command.start());
    } catch (IOException e) {
      throw new AudioException("Cannot " + task + ": the bundled ffmpeg does not start", e);
    }
  }

  /** Runs the program to its end and returns what it printed. */
  static byte[] run(String task, List<String> arguments) {
    try (Ffmpeg ffmpeg = start(task, join(List.of("-nostdin"), arguments))) {
      return ffmpeg.finish();
    }
  }

  /**
   * Runs the program to its end.
   *
   * @param seconds hears how much of the output there is by now
   */
  static void run(String task, List<String> arguments, DoubleConsumer seconds) {
    List<String> following = List.of("-nostdin", "-progress", "pipe:1");
    try (Ffmpeg ffmpeg = start(task, join(following, arguments))) {
      ffmpeg
          .process
          .inputReader(StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.matches(PROGRESS + "\\d+"))
          .mapToLong(line -> Long.parseLong(line.substring(PROGRESS.length())))
          .forEach(micros -> seconds.accept(micros / 1e6));
      ffmpeg.finish();
    } catch (UncheckedIOException e) {
      throw new AudioException("Cannot " + task + ": " + e.getMessage(), e);
    }
  }

  /** {@return the file as an argument that ffmpeg cannot take for an option or a protocol} */
  static String argument(Path file) {
    return "file:" + file.toAbsolutePath();
  }

  /**
   * {@return a filter to this sample rate} FFmpeg's default of 32 taps leaves images of sibilants
   * above the old Nyquist frequency, 20 dB stronger.
   */
  static String resample(int sampleRateHz) {
    return "aresample=" + sampleRateHz + ":filter_size=128";
  }

  @SafeVarargs
  static List<String> join(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return List.copyOf(all);
  }

  static String parseDigest(byte[] output) {
    String line = new String(output, StandardCharsets.US_ASCII).strip();
    if (!line.startsWith(DIGEST_PREFIX)) {
      throw new AudioException("Cannot read a digest from ffmpeg's \"" + line + "\"");
    }
    return line.substring(DIGEST_PREFIX.length());
  }

  /** Feeds standard input. */
  void write(byte[] bytes) {
    try {
      process.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Ends standard input, waits for the program and returns its standard output.
   *
   * @throws AudioException with the program's last words if it failed
   */
  byte[] finish() {
    try {
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw failure(null);
      }
      return output;
    } catch (IOException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AudioException("Cannot " + task + ": interrupted", e);
    }
  }

  /** Ends the program if it still runs, and returns when it writes no more. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** Drains stderr, which would block the program when full, and keeps its last telling line. */
  private String readLastWords() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.equals("Conversion failed!"))
          .filter(line -> !FfmpegPrograms.isRemark(line))
          .reduce("nothing", (last, line) -> line.strip());
    } catch (IOException | UncheckedIOException e) {
      return "nothing more: " + e.getMessage();
    }
  }

  private AudioException failure(Throwable cause) {
    return new AudioException(
        "Cannot " + task + ": ffmpeg said \"" + lastWords.join() + "\"", cause);
  }
}
