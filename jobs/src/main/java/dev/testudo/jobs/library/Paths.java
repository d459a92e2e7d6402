// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import java.util.regex.Pattern;

/** Where things lie in a library. */
final class Paths {
  static final String PLANS = "plans/";
  static final String TAKES = "takes/";
  static final String WORDS = "words/";
  static final String VOICES = "voices/";
  static final String EDITIONS = "editions/";
  static final String CHECKS = "checks/";
  static final String LEASES = "leases/";
  static final String QUARANTINE = "quarantine/";
  static final String EDITION_FILE = "edition.json";
  static final String HISTORY = "history/";
  static final String TAKES_FILE = "takes.parquet";

  private static final String BOOK = "book=";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,120}");

  private Paths() {}

  /** {@return the name itself, if it may stand in a path} */
  static String requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Cannot use \""
              + name
              + "\" as the name of "
              + what
              + ": it must begin with a letter or digit and hold only letters, digits, dots,"
              + " dashes and underscores");
    }
    return name;
  }

  static String plans(String book) {
    return PLANS + BOOK + requireName("a book", book) + "/";
  }

  static String plan(String book, String digest) {
    return plans(book) + "plan-" + digest + ".parquet";
  }

  // Table readers skip files whose names begin with an underscore.

  static String work(String book) {
    return plans(book) + "_work.json";
  }

  static String latestPlan(String book, String edition) {
    return plans(book) + "_latest-" + requireName("an edition", edition) + ".json";
  }

  static String text(String book, String digest) {
    return plans(book) + "_text-" + digest + ".json";
  }

  static String original(String book, String digest) {
    return plans(book) + "_manuscript-" + digest + ".epub";
  }

  static String retakes(String book) {
    return plans(book) + "_retakes.json";
  }

  static String takes(String book) {
    return TAKES + BOOK + requireName("a book", book) + "/";
  }

  static String words(String book) {
    return WORDS + BOOK + requireName("a book", book) + "/";
  }

  /** {@return where words are kept beside a takes file} */
  static String wordsBeside(String takesFile) {
    return WORDS + takesFile.substring(TAKES.length());
  }

  /** {@return the takes file that words are kept beside} */
  static String takesBeside(String wordsFile) {
    return TAKES + wordsFile.substring(WORDS.length());
  }

  static String voices(String name) {
    return VOICES + requireName("a voice", name) + "/";
  }

  static String latents(String name, String digest) {
    return voices(name) + digest + "/latents.safetensors";
  }

  static String voiceRecord(String name, String digest, String modelDigest) {
    return voices(name) + digest + "/model-" + modelDigest + ".json";
  }

  static String edition(String book, String edition) {
    return EDITIONS + requireName("a book", book) + "/" + requireName("an edition", edition) + "/";
  }

  static String editionFile(String book, String edition) {
    return edition(book, edition) + EDITION_FILE;
  }

  static String history(String book, String edition, int version) {
    return edition(book, edition) + HISTORY + "%06d.json".formatted(version);
  }

  static String check(String book, String edition, String profile) {
    return CHECKS
        + requireName("a book", book)
        + "/"
        + requireName("an edition", edition)
        + "/"
        + requireName("a profile", profile)
        + ".json";
  }

  static String lease(String book, String edition) {
    return LEASES
        + requireName("a book", book)
        + "/"
        + requireName("an edition", edition)
        + ".json";
  }

  /** {@return the book of a folder right below {@link #PLANS} or {@link #TAKES}} */
  static String bookOf(String folder) {
    return folder.startsWith(BOOK) ? folder.substring(BOOK.length()) : folder;
  }
}
