// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.plan.RenderRequest;
import dev.testudo.jobs.plan.ScriptReport;
import dev.testudo.jobs.plan.SegmentJob;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every utterance of a manuscript; writes nothing and starts no Spark. */
@Command(
    name = "script",
    description = {
      "Prints every utterance: what is written, what will be said, and where it can be heard.",
      "Columns: ordinal, chapter, role, voice, speaker, pause after, predicted seconds, place in"
          + " the published edition, source text, spoken text."
    },
    footer = {"", "Example:", "  testudo script alice.epub --changed"})
public final class ScriptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RenderOptions options = new RenderOptions();

  @Option(names = "--json", description = "One JSON object per utterance, one per line.")
  private boolean json;

  @Option(
      names = "--changed",
      description = "Only utterances whose spoken words differ from the written ones.")
  private boolean changed;

  @Option(
      names = "--find",
      paramLabel = "TEXT",
      description = "Only utterances that contain this text, written or spoken, in any case.")
  private Optional<String> find = Optional.empty();

  @Override
  public Integer call() {
    RenderRequest request = options.request();
    ScriptReport.Filter filter = new ScriptReport.Filter(changed, find);
    try (SegmentJob segmentation = new SegmentJob(request);
        Library library = Library.open(request.libraryLocation())) {
      return new Batch<ScriptReport>(
              spec,
              Runtime.getRuntime().availableProcessors(),
              source ->
                  ScriptReport.of(
                      segmentation.segment(source, library, Instant.now()), library, filter),
              report -> new Batch.Done(true, json ? report.json() : report.text()))
          .run(segmentation.sources());
    }
  }
}
