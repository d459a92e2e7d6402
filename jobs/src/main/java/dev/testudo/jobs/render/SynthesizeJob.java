// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import dev.testudo.jobs.cluster.RunGauges;
import dev.testudo.jobs.library.Unit;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.LongAccumulator;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Renders units: one Spark task each, which stores its takes itself. What comes back are summaries,
 * so nothing can make Spark render a take twice from lineage.
 */
final class SynthesizeJob {
  private SynthesizeJob() {}

  private static void count(UnitResult unit) {
    RunGauges.add(
        unit.metrics().utterances(),
        unit.metrics().audioSeconds(),
        unit.metrics().deviceSeconds(),
        unit.metrics().discardedSeconds());
    RunGauges.use(unit.slots(), unit.batchFill(), unit.deviceMemoryBytes());
  }

  /**
   * Renders all units.
   *
   * @param stored hears how many utterances of finished units are stored
   * @param finished takes one summary a unit, by its place, as soon as the unit is finished: what a
   *     run that fails has done is known too
   */
  static void run(
      JavaSparkContext spark,
      UnitRenderer.Config config,
      List<Unit> units,
      Progress progress,
      LongConsumer stored,
      Map<Integer, UnitResult> finished) {
    LongAccumulator utterances = spark.sc().longAccumulator("utterances of " + config.run());
    LongAccumulator millis = spark.sc().longAccumulator("milliseconds of " + config.run());
    ProgressListener listener =
        new ProgressListener(utterances.id(), millis.id(), progress, stored);
    spark.sc().addSparkListener(listener);
    try {
      spark.setJobDescription("render " + config.book());
      RDD<UnitResult> results =
          spark
              .parallelize(units, units.size())
              .map(new UnitRenderer(config, utterances, millis))
              .rdd();
      spark
          .sc()
          .runJob(
              results,
              (Function1<Iterator<UnitResult>, UnitResult> & Serializable) Iterator::next,
              (place, result) -> {
                finished.put((Integer) place, result);
                count(result);
                return BoxedUnit.UNIT;
              },
              ClassTag$.MODULE$.<UnitResult>apply(UnitResult.class));
    } finally {
      spark.sc().removeSparkListener(listener);
    }
  }
}
