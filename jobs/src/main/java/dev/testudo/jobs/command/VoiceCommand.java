// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import picocli.CommandLine.Command;

/** The voices to choose from. */
@Command(
    name = "voice",
    description = "Lists voices, lets you hear them, and adds voices to a library.",
    footer = {"", "Example:", "  testudo voice list"},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VoiceListCommand.class, VoicePreviewCommand.class, VoiceAddCommand.class})
public final class VoiceCommand {}
