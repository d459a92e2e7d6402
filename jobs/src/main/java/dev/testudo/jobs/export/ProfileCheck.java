// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.library.DeliveryCheck.Finding;
import dev.testudo.synthesis.audio.AudioMeter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures encoded files and compares them with what a profile asks for. */
final class ProfileCheck {
  private final DeliveryProfile profile;
  private final List<Finding> findings = new ArrayList<>();

  private ProfileCheck(DeliveryProfile profile) {
    this.profile = profile;
  }

  /**
   * {@return what was found, file by file}
   *
   * @param files of the book's chapters, and the retail sample if there is one
   * @param credits whether the credits are spoken
   */
  static List<Finding> of(DeliveryProfile profile, List<Path> files, boolean credits) {
    ProfileCheck check = new ProfileCheck(profile);
    boolean sample = false;
    for (Path file : files) {
      boolean isSample = file.getFileName().toString().equals(RetailSample.FILE);
      sample |= isSample;
      check.measure(file, isSample);
    }
    if (profile.needsCredits()) {
      check.add(
          "(book)", "opening and closing credits", credits ? "spoken" : "none", "spoken", credits);
    }
    if (profile.hasSample()) {
      check.add("(book)", "retail sample", sample ? "there" : "none", "one", sample);
    }
    return List.copyOf(check.findings);
  }

  private void measure(Path path, boolean sample) {
    String file = path.getFileName().toString();
    AudioMeter meter = AudioMeter.of(path);
    String wanted =
        "mp3, %d Hz, mono, %d kb/s".formatted(profile.sampleRateHz(), profile.kilobits());
    String found =
        "%s, %d Hz, %s, %d kb/s"
            .formatted(
                meter.codec(),
                meter.sampleRateHz(),
                meter.channels() == 1 ? "mono" : meter.channels() + " channels",
                Math.round(meter.bitRate() / 1000.0));
    add(file, "format", found, wanted, found.equals(wanted));
    range(file, "RMS level", meter.rmsDb(), profile.rmsMinDb(), profile.rmsMaxDb(), "dB");
    range(file, "peak", meter.peakDb(), Double.NaN, profile.peakMaxDb(), "dB");
    range(file, "noise floor", meter.noiseFloorDb(), Double.NaN, profile.noiseFloorMaxDb(), "dB");
    if (sample) {
      range(
          file,
          "length",
          meter.seconds(),
          profile.sampleMinSeconds(),
          profile.sampleMaxSeconds(),
          "s");
      return;
    }
    range(
        file,
        "silence at the start",
        meter.headSeconds(),
        profile.headMinSeconds(),
        profile.headMaxSeconds(),
        "s");
    range(
        file,
        "silence at the end",
        meter.tailSeconds(),
        profile.tailMinSeconds(),
        profile.tailMaxSeconds(),
        "s");
    range(file, "length", meter.seconds() / 60, Double.NaN, profile.maxMinutes(), "min");
  }

  private void range(
      String file, String requirement, double measured, double min, double max, String unit) {
    if (Double.isNaN(min) && Double.isNaN(max)) {
      return;
    }
    String required =
        Double.isNaN(min)
            ? "at most %s %s".formatted(plain(max), unit)
            : "%s to %s %s".formatted(plain(min), plain(max), unit);
    boolean passed = !(measured < min) && !(measured > max);
    String shown =
        Double.isInfinite(measured)
            ? "digital silence"
            : String.format(Locale.ROOT, "%.2f %s", measured, unit);
    add(file, requirement, shown, required, passed);
  }

  private static String plain(double number) {
    return number == Math.rint(number)
        ? Long.toString(Math.round(number))
        : Double.toString(number);
  }

  private void add(
      String file, String requirement, String measured, String required, boolean passed) {
    findings.add(new Finding(file, requirement, measured, required, passed));
  }
}
