// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.publish;

import dev.testudo.jobs.config.ExecutorShape;
import dev.testudo.jobs.library.Draft;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.StitchedChapter;
import dev.testudo.jobs.library.TakeRows;
import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.audio.BookGain;
import dev.testudo.synthesis.audio.MasteringProfile;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/** Stitches a draft's takes into chapter files, one Spark task a chapter. */
final class AssembleJob {
  private static final Logger LOG = LogManager.getLogger(AssembleJob.class);

  private AssembleJob() {}

  /**
   * {@return the chapters as they lie in the draft's folder, in book order}
   *
   * @param rows with energies and peaks of the takes
   */
  static List<StitchedChapter> run(
      JavaSparkContext spark,
      Library library,
      Draft draft,
      MasteringProfile profile,
      TakeRows rows) {
    Map<String, Take> measurements = rows.ofTakes(draft.takes());
    ChapterPlanner planner = new ChapterPlanner(draft, profile, measurements::get);
    List<ChapterWork> chapters = planner.chapters(draft.plan().rows());
    BookGain gain = planner.gain(chapters);
    String levels = planner.voiceLevels();
    if (!levels.isEmpty()) {
      LOG.info("{}: loudness of the voices: {}", draft.plan().book(), levels);
    }
    ChapterStitcher.Config config =
        new ChapterStitcher.Config(
            library.store().location(),
            draft.folder(),
            draft.plan().title(),
            draft.plan().author(),
            draft.plan().language(),
            chapters.size(),
            sampleRateHz(measurements),
            gain);
    spark.setJobDescription("stitch " + draft.plan().book());
    return withoutGpu(spark, spark.parallelize(chapters, chapters.size()))
        .map(new ChapterStitcher(config))
        .collect()
        .stream()
        .sorted(Comparator.comparingInt(StitchedChapter::index))
        .toList();
  }

  /**
   * Stitching needs cores only, so GPUs shall not bound its tasks. Local mode knows no profiles.
   */
  private static <T> JavaRDD<T> withoutGpu(JavaSparkContext spark, JavaRDD<T> work) {
    if (spark.isLocal() || !ExecutorShape.hasGpu(ExecutorShape.properties(spark.getConf()))) {
      return work;
    }
    return work.withResources(
        new ResourceProfileBuilder().require(new TaskResourceRequests().cpus(1)).build());
  }

  private static int sampleRateHz(Map<String, Take> measurements) {
    return measurements.values().stream()
        .mapToInt(take -> take.audio().sampleRateHz())
        .findFirst()
        .orElseThrow();
  }
}
