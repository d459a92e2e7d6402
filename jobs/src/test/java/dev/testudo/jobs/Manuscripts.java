// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Manuscripts for tests. */
final class Manuscripts {
  static final Path SAMPLE = Path.of("../conf/samples/the-keeper-of-lantern-rock.md");

  private Manuscripts() {}

  /** A book of chapters with so many sentences each; no two sentences are the same. */
  static Path numbered(Path folder, int chapters, int sentences) throws IOException {
    StringBuilder text = new StringBuilder("# A numbered book\n\n");
    for (int chapter = 1; chapter <= chapters; chapter++) {
      text.append("## Chapter ").append(chapter).append("\n\n");
      for (int i = 1; i <= sentences; i++) {
        text.append("This is paragraph number ").append(i).append(" of chapter ");
        text.append(chapter).append(", and there is nothing else to be said in it.\n\n");
      }
    }
    return Files.writeString(folder.resolve("numbered.md"), text.toString());
  }
}
