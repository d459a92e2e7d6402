package dev.testudo.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.StoreLocation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one. */
class HtmlReportIT {
  private static final int LIGHT = 1;
  private static final int DARK = 0;

  @TempDir private Path folder;

  @Test
  void isDrawnInLightAndInDark() throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    assumeTrue(
        browser.isPresent(), "Not tested: there is no chromium (Debian: apt install chromium)");
    Path page = folder.resolve("report.html");
    try (Library library =
        Library.open(new StoreLocation(folder.resolve("library").toString(), Map.of()))) {
      HtmlReportTest.put(library, new ExampleRun().bookRun());
      Files.writeString(page, HtmlReport.of(library, Optional.empty()));
    }

    BufferedImage light = screenshot(browser.get(), page, LIGHT);
    BufferedImage dark = screenshot(browser.get(), page, DARK);

    assertThat(brightness(light, 5, 5)).isGreaterThan(230);
    assertThat(brightness(dark, 5, 5)).isLessThan(40);
    // The colour of lines and bars, which only the charts have.
    assertThat(pixels(light, 0x3b6ea5)).isGreaterThan(1000);
    assertThat(pixels(dark, 0x6fa3dc)).isGreaterThan(1000);
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .flatMap(bin -> Stream.of("chromium", "chromium-browser").map(n -> Path.of(bin, n)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private BufferedImage screenshot(Path browser, Path page, int scheme)
      throws IOException, InterruptedException {
    Path image = folder.resolve(scheme + ".png");
    Process process =
        new ProcessBuilder(
                List.of(
                    browser.toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--user-data-dir=" + folder.resolve("profile-" + scheme),
                    "--blink-settings=preferredColorScheme=" + scheme,
                    "--window-size=1000,2000",
                    "--screenshot=" + image,
                    page.toUri().toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(scheme + ".log").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(folder.resolve(scheme + ".log"))).isZero();
    return ImageIO.read(image.toFile());
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
