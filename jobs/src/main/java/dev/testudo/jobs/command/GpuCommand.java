// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import picocli.CommandLine.Command;

/** The engine's libraries for a GPU. */
@Command(
    name = "gpu",
    description = "Installs or removes the engine's libraries for an NVIDIA GPU.",
    footer = {"", "Example:", "  testudo gpu install"},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {GpuInstallCommand.class, GpuRemoveCommand.class})
public final class GpuCommand {}
