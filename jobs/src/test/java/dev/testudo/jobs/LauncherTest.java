// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When {@code ./testudo} builds, in a checkout whose Maven and JDK only say that they were run. */
class LauncherTest {
  private static final String REBUILDS = "testudo: the sources have changed: building";

  @TempDir private Path home;

  private Path source;
  private Path jar;

  @BeforeEach
  void makeACheckout() throws IOException {
    Files.copy(Path.of("../testudo"), home.resolve("testudo"));
    source = home.resolve("jobs/src/main/java/Main.java");
    jar = home.resolve("jobs/target/testudo.jar");
    write("jobs/src/main/java/Main.java", "");
    write("jobs/pom.xml", "");
    write("pom.xml", "");
    program("mvnw", "mkdir -p jobs/target/spark/jars; echo built > jobs/target/testudo.jar");
    program("jdk/bin/javac", "echo javac 17.0.1");
    program("jdk/bin/java", "echo started");
  }

  @Test
  void buildsOnFirstUseOnly() throws Exception {
    assertThat(start().err()).contains("building " + jar + ", once");
    assertThat(start().err()).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceIsNewerAndSaysSoInOneLine() throws Exception {
    start();
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    ChildProcess run = start();

    assertThat(run.err()).startsWith(REBUILDS).hasLineCount(1);
    assertThat(run.out()).contains("started");
  }

  @Test
  void buildsAgainWhenASourceIsGone() throws Exception {
    start();
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
    for (Path path : List.of(source, home.resolve("pom.xml"), home.resolve("jobs/pom.xml"))) {
      Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(120)));
    }
    Files.delete(source);

    assertThat(start().err()).startsWith(REBUILDS);
  }

  @Test
  void leavesTheJarOfARunningTestudoAlone() throws Exception {
    start();
    program("jdk/bin/java", "touch running; while [ -e running ]; do sleep 0.1; done");
    ProcessBuilder launcher = new ProcessBuilder(command()).directory(home.toFile());
    launcher.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    Process running = launcher.start();
    Await.until("a running Testudo", () -> Files.exists(home.resolve("running")));
    program("jdk/bin/java", "echo started");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(start().err()).contains("another Testudo is running").hasLineCount(1);
    Files.delete(home.resolve("running"));
    running.waitFor();
    assertThat(start().err()).startsWith(REBUILDS);
  }

  @Test
  void saysBeforeItBuildsThatTheDiskIsFull() throws Exception {
    program("bin/df", "echo Filesystem; echo /dev/vda 9 9 1024 9% /");
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME",
            home.resolve("jdk").toString(),
            "PATH",
            home.resolve("bin") + ":" + System.getenv("PATH"));

    ChildProcess run = ChildProcess.of(home, home, command(), environment);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("testudo: Cannot build: " + home + " has 1 MB free, and the first build needs");
    assertThat(jar).doesNotExist();
  }

  private ChildProcess start() throws IOException, InterruptedException {
    ChildProcess run =
        ChildProcess.of(home, home, command(), Map.of("JAVA_HOME", home.resolve("jdk").toString()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private List<String> command() {
    return List.of("bash", home.resolve("testudo").toString());
  }

  private void program(String name, String script) throws IOException {
    // A new file each time: the text of a script that runs must not change.
    Files.deleteIfExists(home.resolve(name));
    assertThat(write(name, "#!/bin/sh\n" + script + "\n").toFile().setExecutable(true)).isTrue();
  }

  private Path write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
