// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.tortoise.SlotSchedule.Candidate;
import dev.testudo.synthesis.tortoise.SlotSchedule.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlotScheduleTest {
  private final Set<String> withdrawn = new HashSet<>();
  private final SlotSchedule<String> schedule =
      new SlotSchedule<>(attempt -> !withdrawn.contains(attempt));

  @BeforeEach
  void fourSlots() {
    schedule.resize(4);
  }

  private Optional<Entry<String>> entry(int slot, String attempt, int number, int source) {
    return Optional.of(new Entry<>(slot, new Candidate<>(attempt, number), source));
  }

  private void enterAll() {
    while (schedule.enterNext().isPresent()) {
      // Until the slots are full or nothing waits.
    }
  }

  @Test
  void fillsTheFirstFreeSlotInTheOrderOfTheLine() {
    schedule.addLast("a", 1);
    schedule.addLast("b", 1);
    schedule.addFirst("again", 1);
    assertThat(schedule.enterNext()).isEqualTo(entry(0, "again", 0, -1));
    assertThat(schedule.enterNext()).isEqualTo(entry(1, "a", 0, -1));
    schedule.leave(0);
    assertThat(schedule.enterNext()).isEqualTo(entry(0, "b", 0, -1));
    assertThat(schedule.enterNext()).isEmpty();
    assertThat(schedule.live()).isEqualTo(2);
  }

  @Test
  void leavesInTheLineWhatFindsNoSlot() {
    schedule.addLast("a", 5);
    enterAll();
    assertThat(schedule.live()).isEqualTo(4);
    assertThat(schedule.hasWaiting()).isTrue();
    schedule.leave(2);
    assertThat(schedule.enterNext()).isEqualTo(entry(2, "a", 4, 0));
    assertThat(schedule.hasWaiting()).isFalse();
  }

  @Test
  void namesASlotThatHoldsTheTextOfAnotherCandidate() {
    schedule.addLast("a", 1);
    schedule.addLast("b", 3);
    enterAll();
    assertThat(schedule.at(3)).isEqualTo("b");
    schedule.addLast("b", 1);
    schedule.leave(0);
    assertThat(schedule.enterNext()).isEqualTo(entry(0, "b", 0, 1));
  }

  @Test
  void skipsWhatWasWithdrawnInTheLine() {
    schedule.addLast("gone", 2);
    schedule.addLast("a", 1);
    withdrawn.add("gone");
    assertThat(schedule.enterNext()).isEqualTo(entry(0, "a", 0, -1));
    assertThat(schedule.enterNext()).isEmpty();
    assertThat(schedule.hasWaiting()).isFalse();
  }

  @Test
  void namesSlotsOfWhatWasWithdrawnWhileItWasDecoded() {
    schedule.addLast("a", 1);
    schedule.addLast("gone", 2);
    enterAll();
    withdrawn.add("gone");
    assertThat(schedule.unwantedSlots()).containsExactly(1, 2);
    schedule.unwantedSlots().forEach(schedule::leave);
    assertThat(schedule.liveSlots()).containsExactly(0);
  }

  @Test
  void evictsAllCandidatesOfWhatIsInTheSlots() {
    schedule.addLast("a", 1);
    schedule.addLast("b", 4);
    schedule.addLast("c", 1);
    enterAll();
    assertThat(schedule.evict(List.of("ranked"))).containsExactly("ranked", "b", "a");
    schedule.resize(2);
    assertThat(schedule.live()).isZero();
    assertThat(schedule.enterNext()).isEqualTo(entry(0, "c", 0, -1));
    assertThat(schedule.enterNext()).isEmpty();
  }

  @Test
  void isIdleOnlyWithNothingInLineAndNothingInASlot() {
    assertThat(schedule.isIdle()).isTrue();
    schedule.addLast("a", 1);
    assertThat(schedule.isIdle()).isFalse();
    enterAll();
    assertThat(schedule.isIdle()).isFalse();
    schedule.leave(0);
    assertThat(schedule.isIdle()).isTrue();
  }
}
