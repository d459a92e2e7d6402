// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Samples;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeRowsTest {
  @TempDir private Path folder;
  private Library library;
  private List<PlanRow> plan;
  private TakeRows rows;

  @BeforeEach
  void open() {
    library = Library.over(ObjectStore.open(folder.toString(), Map.of()));
    plan = Books.plan(List.of(List.of("One.", "Two."), List.of("Three."))).rows();
    rows = new TakeRows(library.store());
  }

  @Test
  void readsAFileOnceForLedgerLoudnessAndMetrics() {
    TakeFiles.Stored stored = Books.render(library, plan);
    Ledger ledger = Ledger.read(library, "alice", "main", rows);
    library.store().delete(stored.file());

    assertThat(rows.of(List.of(stored.file())).get(stored.file()))
        .extracting(Take::key)
        .containsExactlyElementsOf(plan.stream().map(PlanRow::key).toList());
    assertThat(rows.ofTakes(List.of(ledger.take(plan.get(1).key()).orElseThrow())))
        .containsOnlyKeys(plan.get(1).key())
        .allSatisfy((key, take) -> assertThat(take.audio().energies()).hasSize(2));
  }

  @Test
  void readsAReplacedFileAgain() {
    TakeFiles.Stored stored = Books.render(library, plan.subList(0, 2));
    StoredObject first = library.store().head(stored.file()).orElseThrow();
    assertThat(rows.of(first)).hasSize(2);
    library.store().delete(stored.file());
    library
        .store()
        .putIfAbsent(stored.file(), TakesTable.TABLE.write(List.of(Samples.take("other", 0))));

    StoredObject second = library.store().head(stored.file()).orElseThrow();
    assertThat(rows.of(second)).extracting(Take::key).containsExactly("other");
    assertThat(rows.of(Set.of(stored.file())).get(stored.file())).hasSize(1);
  }
}
