// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What exported files were measured to be, beside what a delivery profile asks for.
 *
 * @param digest of the edition that was exported
 * @param profile its name
 * @param title what the profile is about
 * @param checked when the files were measured
 */
public record DeliveryCheck(
    int format,
    String book,
    String edition,
    String digest,
    String profile,
    String title,
    Instant checked,
    List<Finding> findings) {
  public DeliveryCheck {
    requireNonNull(book, "book is null");
    requireNonNull(edition, "edition is null");
    requireNonNull(digest, "digest is null");
    requireNonNull(profile, "profile is null");
    requireNonNull(title, "title is null");
    requireNonNull(checked, "checked is null");
    findings = List.copyOf(findings);
  }

  /**
   * One requirement and one file.
   *
   * @param file name of the file, or {@code (book)}
   * @param measured with its unit
   * @param required with its unit
   */
  public record Finding(
      String file, String requirement, String measured, String required, boolean passed) {}

  /** {@return those that did not pass} */
  public List<Finding> failed() {
    return findings.stream().filter(finding -> !finding.passed()).toList();
  }
}
