package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasteringProfileTest {
  @Test
  void mapsEveryKey() {
    Properties properties = new Properties();
    properties.setProperty("target-lufs", "-19.5");
    properties.setProperty("peak-ceiling-dbtp", " -3 ");
    properties.setProperty("sample-rate-hz", "44100");
    properties.setProperty("pause-clause-ms", "1");
    properties.setProperty("pause-sentence-ms", "2");
    properties.setProperty("pause-paragraph-ms", "3");
    properties.setProperty("pause-heading-ms", "4");
    properties.setProperty("lead-in-ms", "5");
    properties.setProperty("lead-out-ms", "6");

    assertThat(MasteringProfile.of("mine", properties))
        .isEqualTo(new MasteringProfile("mine", -19.5, -3, 44_100, 1, 2, 3, 4, 5, 6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"audiobook", "podcast", "raw"})
  void readsEveryProfileThatShips(String name) throws IOException {
    assertThat(shipped(name).name()).isEqualTo(name);
  }

  @Test
  void leavesTheRawProfileAlone() throws IOException {
    MasteringProfile raw = shipped("raw");

    assertThat(raw.normalizes()).isFalse();
    assertThat(raw.outputRateHz(24_000)).isEqualTo(24_000);
    assertThat(BookGain.of(raw, -40)).isEqualTo(new BookGain(raw, 0));
    assertThat(new BookGain(raw, 0).limits(100)).isFalse();
  }

  @Test
  void namesAllProblemsAtOnce() throws IOException {
    Properties properties = properties("audiobook");
    properties.setProperty("targt-lufs", "-19");
    properties.setProperty("peak-ceiling-dbtp", "loud");
    properties.setProperty("sample-rate-hz", "400");
    properties.setProperty("lead-in-ms", "1.5");
    properties.remove("pause-clause-ms");

    assertThatThrownBy(() -> MasteringProfile.of("mine", properties))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use mastering profile \"mine\":"
                + " \"targt-lufs\" is unknown, the nearest key is \"target-lufs\";"
                + " \"peak-ceiling-dbtp\" = \"loud\" must be a number from -20 to 0, or none;"
                + " \"sample-rate-hz\" = \"400\" must be a whole number from 8000 to 192000,"
                + " or native;"
                + " \"pause-clause-ms\" is missing;"
                + " \"lead-in-ms\" = \"1.5\" must be a whole number from 0 to 60000");
  }

  @Test
  void refusesGainWithoutCeiling() throws IOException {
    Properties properties = properties("audiobook");
    properties.setProperty("peak-ceiling-dbtp", "none");

    assertThatThrownBy(() -> MasteringProfile.of("mine", properties))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            ": \"peak-ceiling-dbtp\" = none needs \"target-lufs\" = none: gain may clip");
  }

  @ParameterizedTest
  @CsvSource({"-19, 0", "-23.2, 4.0", "-23.3, 4.5", "-16.1, -3.0", "-19.24, 0", "-60, 41"})
  void roundsTheGainToHalfDecibels(double integratedLufs, double db) throws IOException {
    assertThat(BookGain.of(shipped("audiobook"), integratedLufs).db()).isEqualTo(db);
  }

  @Test
  void leavesASilentBookAlone() throws IOException {
    assertThat(BookGain.of(shipped("audiobook"), Double.NEGATIVE_INFINITY).db()).isZero();
  }

  @Test
  void limitsOnlyAboveTheCeiling() throws IOException {
    BookGain gain = new BookGain(shipped("audiobook"), 6);

    assertThat(gain.limits(0.354)).isFalse(); // -9.02 dBTP + 6 dB
    assertThat(gain.limits(0.356)).isTrue(); // -8.97 dBTP + 6 dB
    assertThat(gain.limits(0)).isFalse();
  }

  static MasteringProfile shipped(String name) throws IOException {
    return MasteringProfile.of(name, properties(name));
  }

  private static Properties properties(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of("../conf/mastering", name + ".properties"))) {
      properties.load(in);
    }
    return properties;
  }
}
