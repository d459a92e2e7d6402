// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import dev.testudo.jobs.command.BenchCommand;
import dev.testudo.jobs.command.CastCommand;
import dev.testudo.jobs.command.DoctorCommand;
import dev.testudo.jobs.command.ExportCommand;
import dev.testudo.jobs.command.Failures;
import dev.testudo.jobs.command.GpuCommand;
import dev.testudo.jobs.command.ListenCommand;
import dev.testudo.jobs.command.ModelCommand;
import dev.testudo.jobs.command.PlanCommand;
import dev.testudo.jobs.command.PublishCommand;
import dev.testudo.jobs.command.RenderCommand;
import dev.testudo.jobs.command.ReportCommand;
import dev.testudo.jobs.command.RetakeCommand;
import dev.testudo.jobs.command.RollbackCommand;
import dev.testudo.jobs.command.ScriptCommand;
import dev.testudo.jobs.command.SettingsCommand;
import dev.testudo.jobs.command.SpeakCommand;
import dev.testudo.jobs.command.SweepCommand;
import dev.testudo.jobs.command.VerifyCommand;
import dev.testudo.jobs.command.VoiceCommand;
import dev.testudo.jobs.command.WordsCommand;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line, under {@code ./testudo} and under {@code spark-submit} alike. */
@Command(
    name = "testudo",
    description = "Renders manuscripts into audiobooks.",
    mixinStandardHelpOptions = true,
    versionProvider = Testudo.Version.class,
    scope = ScopeType.INHERIT,
    subcommands = {
      RenderCommand.class,
      PlanCommand.class,
      ScriptCommand.class,
      WordsCommand.class,
      CastCommand.class,
      PublishCommand.class,
      VerifyCommand.class,
      RollbackCommand.class,
      RetakeCommand.class,
      ListenCommand.class,
      ExportCommand.class,
      SweepCommand.class,
      SpeakCommand.class,
      ModelCommand.class,
      GpuCommand.class,
      VoiceCommand.class,
      ReportCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      SettingsCommand.class,
      CommandLine.HelpCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    footer = {
      "",
      "Examples:",
      "  testudo plan alice.epub",
      "  testudo render alice.epub --library s3a://books/library",
      "  testudo export carroll-alice --format m4b",
      "",
      "testudo help COMMAND shows the options and an example of a command."
    })
public final class Testudo implements Runnable {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log more, and print stack traces.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  private Testudo() {}

  /** Without a command: help. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** {@return 0 done, 1 some book not published, 2 refused} */
  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    Testudo testudo = new Testudo();
    CommandLine commandLine = new CommandLine(testudo);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setExecutionStrategy(
        parsed -> {
          if (testudo.verbose) {
            System.setProperty("testudo.log.failures", "full");
            Configurator.reconfigure();
            Configurator.setLevel("dev.testudo", Level.DEBUG);
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    Failures.reportBy(commandLine);
    return commandLine;
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Testudo.class.getPackage().getImplementationVersion();
      return new String[] {"Testudo " + (version == null ? "(not packaged)" : version)};
    }
  }
}
