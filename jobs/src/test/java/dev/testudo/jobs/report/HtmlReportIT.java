// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.testudo.jobs.Chromium;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakeAudio;
import dev.testudo.jobs.table.TakesTable;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.audio.Flac;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one. */
class HtmlReportIT {
  private static final int RATE_HZ = 16_000;

  @TempDir private Path folder;

  @Test
  void isDrawnInLightAndInDarkAndPlaysATakeFromItsFault() throws IOException {
    Optional<Path> program = Chromium.program();
    assumeTrue(
        program.isPresent(), "Not tested: there is no chromium (Debian: apt install chromium)");
    Path page = folder.resolve("report.html");
    try (Library library =
        Library.open(new StoreLocation(folder.resolve("library").toString(), Map.of()))) {
      BookRun run = new ExampleRun().bookRun();
      Take faulty = withFault(run.takes().get(0));
      HtmlReportTest.put(library, new BookRun(run.run(), run.tasks(), List.of(faulty)));
      library
          .store()
          .putIfAbsent("takes/book=alice/unit-1.parquet", TakesTable.TABLE.write(List.of(faulty)));
      Files.writeString(page, HtmlReport.of(library, Optional.empty()));
    }

    try (Chromium browser = Chromium.start(program.get(), folder.resolve("browser"))) {
      browser.resize(1000, 2000, false);
      browser.open(page);
      BufferedImage light = screenshot(browser, "light.png");
      browser.resize(1000, 2000, true);
      BufferedImage dark = screenshot(browser, "dark.png");

      assertThat(brightness(light, 5, 5)).isGreaterThan(230);
      assertThat(brightness(dark, 5, 5)).isLessThan(40);
      // The colour of lines and bars, which only the charts have.
      assertThat(pixels(light, 0x3b6ea5)).isGreaterThan(1000);
      assertThat(pixels(dark, 0x6fa3dc)).isGreaterThan(1000);

      browser.evaluate(
          "window.sound = [...document.querySelectorAll('audio')]"
              + ".find(audio => audio.src.includes('#t=')); sound.play()");
      browser.await("!sound.paused && sound.readyState > 2 && sound.currentTime > 0");
      // A second before the fault.
      assertThat(browser.evaluate("sound.currentTime").asDouble()).isBetween(1.9, 5.0);
      assertThat(browser.evaluate("sound.closest('li').textContent").asText())
          .contains("MISSING_WORDS (\"the lamp\") at 3.0 s");
    }
  }

  /** Eight seconds in which two words are missing after the third. */
  private static Take withFault(Take take) {
    Waveform silence = new Waveform(new float[8 * RATE_HZ], RATE_HZ);
    return new Take(
        take.key(),
        take.book(),
        take.ordinal(),
        take.chapter(),
        take.characters(),
        Set.of(SpeechFault.MISSING_WORDS),
        take.cost(),
        take.origin(),
        new TakeAudio(
            Flac.encode(silence),
            silence.samples().length,
            RATE_HZ,
            "digest",
            take.audio().energies(),
            take.audio().truePeak()),
        new Hearing(
            List.of(new Hearing.Word("lamp", 0, 4, 3000, 3400, 0)),
            List.of(new Hearing.Finding(SpeechFault.MISSING_WORDS, "the lamp", 3000, 3400))));
  }

  private BufferedImage screenshot(Chromium browser, String name) throws IOException {
    return ImageIO.read(browser.screenshot(folder.resolve(name)).toFile());
  }

  private static int brightness(BufferedImage image, int x, int y) {
    int rgb = image.getRGB(x, y);
    return ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 3;
  }

  private static long pixels(BufferedImage image, int rgb) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return count;
  }
}
