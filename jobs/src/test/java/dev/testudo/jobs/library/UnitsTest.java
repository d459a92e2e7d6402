// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 17, 1000})
  void everyRowIsInOneUnitInOrder(int count) {
    List<PlanRow> rows = rows(count, new Random(count));

    List<Unit> units = Units.split(rows, 120);

    assertThat(units.stream().flatMap(unit -> unit.rows().stream()))
        .containsExactlyElementsOf(rows);
    for (int i = 0; i < units.size(); i++) {
      assertThat(units.get(i).index()).isEqualTo(i);
    }
  }

  @Test
  void unitsAreAsLongAsAskedForAndShorterInTheLastTenth() {
    List<PlanRow> rows = rows(2000, new Random(3));
    double total = rows.stream().mapToDouble(PlanRow::predictedSeconds).sum();
    double longest = rows.stream().mapToDouble(PlanRow::predictedSeconds).max().orElseThrow();

    double done = 0;
    int whole = 0;
    int small = 0;
    List<Unit> units = Units.split(rows, 120);
    for (Unit unit : units.subList(0, units.size() - 1)) {
      double seconds = unit.predictedSeconds();
      if (done + seconds < 0.9 * total) {
        assertThat(seconds).isBetween(120 - longest, 120 + longest);
        whole++;
      } else if (done > 0.9 * total) {
        assertThat(seconds).isBetween(30 - longest, 30 + longest);
        small++;
      }
      done += seconds;
    }
    assertThat(whole).isGreaterThan(10);
    assertThat(small).isGreaterThan(5);
  }

  @Test
  void sameRowsGiveSameUnits() {
    List<PlanRow> rows = rows(300, new Random(5));

    assertThat(Units.split(rows, 60)).isEqualTo(Units.split(new ArrayList<>(rows), 60));
  }

  @Test
  void utteranceLongerThanTheTargetIsAUnitOfItsOwn() {
    List<PlanRow> rows =
        List.of(
            Samples.planRow("a", 0, "A.", 500),
            Samples.planRow("b", 1, "B.", 500),
            Samples.planRow("c", 2, "C.", 1));

    assertThat(Units.split(rows, 120))
        .extracting(unit -> unit.rows().get(0).key())
        .containsExactly("a", "b", "c");
  }

  @Test
  void refusesTargetThatIsNotPositive() {
    assertThatThrownBy(() -> Units.split(List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot cut units of 0.0 s: they must be longer than 0 s");
  }

  private static List<PlanRow> rows(int count, Random random) {
    List<PlanRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Samples.planRow("key-" + i, i, "Text " + i, 1 + 9 * random.nextDouble()));
    }
    return rows;
  }
}
