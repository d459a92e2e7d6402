// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Setting;
import dev.testudo.jobs.config.SettingsTable;
import dev.testudo.jobs.config.UserDefaults;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code --set} takes, and the user's own defaults. */
@Command(
    name = "settings",
    description = "Lists the keys of --set with meaning, default and range, and your own defaults.",
    footer = {"", "Example:", "  testudo settings pause"})
public final class SettingsCommand implements Callable<Integer> {
  private static final int WIDTH = 100;

  /** Values that are credentials. */
  private static final Pattern SECRET = Pattern.compile("secret|password|token|access\\.key");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "Only keys that contain this text; default: all.")
  private String part = "";

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    TextTable table =
        TextTable.forColumns(
            Help.defaultColorScheme(Ansi.OFF),
            new Column(22, 0, Overflow.SPAN),
            new Column(18, 1, Overflow.WRAP),
            new Column(24, 1, Overflow.WRAP),
            new Column(WIDTH - 64, 1, Overflow.WRAP));
    table.addRowValues("KEY", "DEFAULT", "RANGE", "MEANING");
    SettingsTable.ALL.stream()
        .filter(setting -> setting.key().contains(part))
        .forEach(
            setting ->
                table.addRowValues(
                    setting.key(), setting.byDefault(), setting.range(), plain(setting)));
    out.print(table);
    out.println();
    out.println("Also spark.* for Spark and fs.* for the storage client.");
    UserDefaults.files().forEach(file -> print(file, out));
    out.flush();
    return 0;
  }

  /** Without Markdown. */
  private static String plain(Setting setting) {
    return setting.meaning().replace("`", "");
  }

  private static void print(Path file, PrintWriter out) {
    if (Files.notExists(file)) {
      out.println("Your defaults in " + file + ": no such file");
      return;
    }
    out.println("Your defaults in " + file + ":");
    UserDefaults.of(file)
        .forEach((key, value) -> out.println("  " + key + " = " + (isSecret(key) ? "***" : value)));
  }

  private static boolean isSecret(String key) {
    return SECRET.matcher(key.toLowerCase(Locale.ROOT)).find();
  }
}
