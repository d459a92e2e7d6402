// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import picocli.CommandLine.Command;

/** Models beyond the starter. */
@Command(
    name = "model",
    description = "Downloads the official Tortoise checkpoints, and converts them to bundles.",
    footer = {"", "Example:", "  testudo model fetch --to tortoise-checkpoints"},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelFetchCommand.class, ModelImportCommand.class})
public final class ModelCommand {}
