// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.DeviceReports;
import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.Mastering;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.publish.PublishJob;
import dev.testudo.jobs.render.RenderJob;
import dev.testudo.jobs.store.StoreLocation;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Takes to an edition, without rendering: after {@code --no-publish}, or with other mastering. */
@Command(
    name = "publish",
    description = "Publishes the stored takes of a planned book; renders nothing.",
    footer = {"", "Example:", "  testudo publish carroll-alice --set mastering=podcast"})
public final class PublishCommand implements Callable<Integer> {
  private static final String UNCHANGED =
      "Stopped: the published edition is as it was; run the same command again to continue.";

  @Spec private CommandSpec spec;
  @Mixin private BookOptions options = new BookOptions();
  @Mixin private PublishOptions publishing = new PublishOptions();

  @Override
  public Integer call() {
    return StopLine.during(spec, () -> UNCHANGED, this::publish);
  }

  private int publish() {
    Settings settings = Settings.of(Settings.DEFAULT_PRESET, options.library().overrides());
    StoreLocation location = new StoreLocation(options.library().uri(), settings.storage());
    try (Library library = Library.open(location);
        LazySession session = LazySession.withoutModel(publishing.master(), settings)) {
      PublishJob job =
          new PublishJob(
              session,
              library,
              Mastering.of(settings),
              RenderJob.Config.newRun(),
              Clock.systemUTC());
      PublishJob.Result result = run(job, options.plan(library));
      spec.commandLine().getOut().println(options.book() + ": " + result.sentence());
      spec.commandLine().getOut().flush();
      return result.complete() ? 0 : Failures.INCOMPLETE;
    }
  }

  private PublishJob.Result run(PublishJob job, BookPlan plan) {
    try {
      return job.run(plan, publishing.maxMissing());
    } catch (Exception e) { // Any: Scala throws Spark's checked exceptions undeclared.
      throw DeviceReports.explain(e);
    }
  }
}
