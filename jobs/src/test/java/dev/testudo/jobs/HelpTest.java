// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.config.SettingsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  private static final Set<String> OF_PICOCLI = Set.of("help", "generate-completion");

  static Stream<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    add(Testudo.commandLine(), all);
    return all.stream().filter(command -> !OF_PICOCLI.contains(command.getCommandName()));
  }

  private static void add(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(sub -> add(sub, all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void showsExamplesThatParse(CommandLine command) {
    List<String> examples =
        Stream.of(command.getCommandSpec().usageMessage().footer())
            .filter(line -> line.startsWith("  testudo "))
            .toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      String[] words = example.strip().replaceAll("\"[^\"]*\"", "TEXT").split(" ");
      List<String> arguments = List.of(words).subList(1, words.length);
      CommandLine.ParseResult parsed =
          Testudo.commandLine().parseArgs(arguments.toArray(String[]::new));
      assertThat(parsed.hasSubcommand()).as(example).isTrue();
      assertThat(example).contains(command.getCommandSpec().qualifiedName().replace("  ", " "));
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void describesEveryOptionWithItsDefault(CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      String description = String.join(" ", option.description());
      assertThat(description).as(command.getCommandName() + " " + option).isNotBlank();
      if (option.defaultValue() != null && option.arity().max() > 0) {
        assertThat(description)
            .as(command.getCommandName() + " " + option)
            .containsIgnoringCase("default");
      }
    }
  }

  @Test
  void helpIsShownWithoutArgumentsAndForACommand() {
    CommandLineRun bare = CommandLineRun.of();
    assertThat(bare.exitCode()).isZero();
    assertThat(bare.out()).contains("Examples:", "testudo render alice.epub");

    CommandLineRun help = CommandLineRun.of("help", "export");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("testudo export carroll-alice --format m4b", "--output");
  }

  @Test
  void settingsListsEveryKey() {
    CommandLineRun all = CommandLineRun.of("settings");
    assertThat(all.exitCode()).isZero();
    assertThat(all.out()).contains(SettingsTable.keys());
    assertThat(all.out()).contains("testudo.properties: no such file");
    assertThat(CommandLineRun.of("settings", "pause").out())
        .contains("pause-clause-ms")
        .doesNotContain("temperature");
  }

  @Test
  void completesTheNamesOfCommands() {
    CommandLineRun completion = CommandLineRun.of("generate-completion");
    assertThat(completion.exitCode()).isZero();
    assertThat(completion.out()).contains("complete -F", "testudo", "rollback");
  }
}
