package dev.testudo.jobs.render;

import dev.testudo.jobs.library.Unit;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Renders units: one Spark task each, which stores its takes itself. What comes back are summaries,
 * so nothing can make Spark render a take twice from lineage.
 */
final class SynthesizeJob {
  private SynthesizeJob() {}

  /**
   * {@return one summary a unit, in unit order}
   *
   * @param stored hears how many utterances of finished units are stored
   */
  static List<UnitResult> run(
      JavaSparkContext spark,
      UnitRenderer.Config config,
      List<Unit> units,
      Progress progress,
      LongConsumer stored) {
    LongAccumulator utterances = spark.sc().longAccumulator("utterances of " + config.run());
    LongAccumulator millis = spark.sc().longAccumulator("milliseconds of " + config.run());
    ProgressListener listener =
        new ProgressListener(utterances.id(), millis.id(), progress, stored);
    spark.sc().addSparkListener(listener);
    try {
      spark.setJobDescription("render " + config.book());
      return spark
          .parallelize(units, units.size())
          .map(new UnitRenderer(config, utterances, millis))
          .collect();
    } finally {
      spark.sc().removeSparkListener(listener);
    }
  }
}
