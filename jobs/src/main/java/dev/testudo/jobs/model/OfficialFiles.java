package dev.testudo.jobs.model;

import dev.testudo.jobs.config.ConfFiles;
import dev.testudo.jobs.config.ConfigException;
import java.util.List;

/** Where the official checkpoints are published, as {@code conf/models/tortoise.tsv} says. */
public final class OfficialFiles {
  private static final String LIST = "models/tortoise.tsv";

  private OfficialFiles() {}

  /** {@return every file that a bundle can hold something of} */
  public static List<RemoteFile> published() {
    String text =
        ConfFiles.read(LIST)
            .orElseThrow(() -> new ConfigException("Cannot find conf/" + LIST + " to fetch by"));
    return RemoteFile.parseList(text, "conf/" + LIST);
  }
}
