package dev.testudo.jobs.library;

import java.util.List;

/** Reads a published edition again and says what is wrong with it. */
@SuppressWarnings("DoNotCallSuggester")
public final class Verifier {
  private Verifier() {}

  /**
   * {@return one sentence for each problem, none if the edition is as it was published}
   *
   * <p>Checks the plan's keys and their order, every take's and every chapter's PCM by SHA-256, and
   * lengths within one sample.
   */
  public static List<String> verify(
      Library library, String book, String edition, PcmReader pcmReader) {
    throw new UnsupportedOperationException();
  }
}
