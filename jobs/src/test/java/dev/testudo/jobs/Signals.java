// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files by which a test and the executors of its cluster speak to each other. An executor that is
 * held says so with its process id and waits.
 */
record Signals(Path folder) {
  static final String PROPERTY = "testudo.test.signals";
  static final String LOADING = "loading";
  static final String DECODING = "decoding";

  static Signals ofExecutor() {
    return new Signals(Path.of(System.getProperty(PROPERTY)));
  }

  /** The test: executors shall wait at this point from now on. */
  void hold(String point) {
    write("hold-" + point, "");
  }

  /** The test: they may continue. */
  void release(String point) {
    try {
      Files.deleteIfExists(folder.resolve("hold-" + point));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the process ids of the executors that wait at this point, once they are so many} */
  List<Long> awaitHeld(String point, int executors) {
    return Await.value(
        executors + " executors that are " + point,
        () -> Optional.of(held(point)).filter(held -> held.size() >= executors));
  }

  /** {@return the process ids of the executors that wait or have waited at this point} */
  List<Long> held(String point) {
    return names("held-" + point + "-").stream().map(Long::parseLong).toList();
  }

  /** The executor: waits here if the test says so. */
  void pass(String point) {
    if (Files.exists(folder.resolve("hold-" + point))) {
      write("held-" + point + "-" + ProcessHandle.current().pid(), "");
      Await.until("leave to continue", () -> !Files.exists(folder.resolve("hold-" + point)));
    }
  }

  /** The test: this device fails at its next utterance. */
  void loseDevice(String address) {
    write("lose-" + address, "");
  }

  boolean isLost(String address) {
    return Files.exists(folder.resolve("lose-" + address));
  }

  /** The executor: an utterance is being rendered. */
  void rendering(String key) {
    write("renderings", key + "\n");
  }

  /** {@return the keys of all renderings that were begun, again and again for repeated ones} */
  List<String> renderings() {
    Path file = folder.resolve("renderings");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> names(String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = new ArrayList<>();
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .forEach(name -> names.add(name.substring(prefix.length())));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text, CREATE, APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
