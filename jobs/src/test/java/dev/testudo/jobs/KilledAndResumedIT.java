// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.library.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that was stored is lost when the process dies, and nothing of it is rendered again. */
class KilledAndResumedIT {
  private static final String SMALL_UNITS = "unit-seconds=15";

  @TempDir private Path folder;

  @Test
  void rendersOnlyWhatTheLedgerLacksAfterAKill() throws IOException, InterruptedException {
    Path manuscript = Manuscripts.numbered(folder, 2, 12);
    LibraryFolder library = new LibraryFolder(folder.resolve("library"));
    List<String> arguments = new ArrayList<>();
    arguments.add(library.root().toString());
    arguments.addAll(
        List.of(
            CommandLineRun.arguments(
                "render", manuscript, library.root(), "--set", SMALL_UNITS, "--set", "slots=4")));
    ChildProcess killed =
        ChildProcess.ofClass(folder, KilledRender.class, arguments.toArray(String[]::new));
    Instant killedAt = Instant.now();
    assertThat(killed.exitCode()).as(killed.err()).isEqualTo(KilledRender.EXIT_CODE);
    assertThat(library.hasEdition("main")).isFalse();
    Map<String, String> stored = library.digests();
    assertThat(stored).isNotEmpty();

    CommandLineRun resumed =
        CommandLineRun.render(manuscript, library.root(), "--set", SMALL_UNITS);

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(Duration.between(killedAt, Instant.now())).isLessThan(Lease.STALE_AFTER);
    assertThat(resumed.out()).contains(stored.size() + " reused)").doesNotContain("(0 rendered");
    assertThat(library.digests()).containsAllEntriesOf(stored);
    assertThat(library.takes()).extracting(take -> take.key()).doesNotHaveDuplicates();

    LibraryFolder undisturbed = new LibraryFolder(folder.resolve("undisturbed"));
    assertThat(CommandLineRun.render(manuscript, undisturbed.root()).exitCode()).isZero();
    assertThat(library.digests()).isEqualTo(undisturbed.digests());
    assertThat(library.edition("main").chapters())
        .isEqualTo(undisturbed.edition("main").chapters());
  }
}
