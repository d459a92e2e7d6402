package dev.testudo.jobs.command;

import picocli.CommandLine.Command;

/** What a library knows of speakers. */
@Command(
    name = "voice",
    description = "Adds voices to a library, and lists them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VoiceAddCommand.class, VoiceListCommand.class})
public final class VoiceCommand {}
