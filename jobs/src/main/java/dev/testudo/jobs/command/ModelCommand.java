package dev.testudo.jobs.command;

import picocli.CommandLine.Command;

/** Models beyond the starter. */
@Command(
    name = "model",
    description = "Fetches the official Tortoise checkpoints, and makes bundles of them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelFetchCommand.class, ModelImportCommand.class})
public final class ModelCommand {}
