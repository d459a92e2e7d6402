// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.Waveform;
import java.util.EnumSet;
import java.util.Set;

/** One try at an utterance: what has been made of it so far, and at what cost. */
final class Attempt {
  private final PendingUtterance utterance;
  private final int number;
  private final Precision precision;
  private final Set<SpeechFault> faults = EnumSet.noneOf(SpeechFault.class);

  final StageTimes times = new StageTimes();

  private Networks networks;
  private SpokenCodes codes;
  private boolean stopped;
  private int slotsAtEntry;
  private float[] mel = {};
  private Waveform waveform;
  private double trimmedSeconds;
  private Hearing hearing = Hearing.NONE;

  /**
   * @param number from 0: with the utterance key it seeds all randomness
   */
  Attempt(PendingUtterance utterance, int number, Precision precision) {
    this.utterance = utterance;
    this.number = number;
    this.precision = precision;
  }

  PendingUtterance utterance() {
    return utterance;
  }

  int number() {
    return number;
  }

  Precision precision() {
    return precision;
  }

  /** {@return the same attempt from its beginning} */
  Attempt again(Precision with) {
    return new Attempt(utterance, number, with);
  }

  int candidates() {
    return utterance.request().config().candidates();
  }

  boolean isReferenceCompat() {
    return utterance.request().config().referenceCompat();
  }

  /** {@return the seed of a candidate's codes; the first one is what it is without others} */
  long seedOfCandidate(int candidate) {
    return seed(Stages.AUTOREGRESSIVE + (candidate == 0 ? "" : "/" + candidate));
  }

  long seed(String stage) {
    return Seeds.of(utterance.request().key(), number, stage);
  }

  void enterSlot(Networks speaking) {
    networks = speaking;
    utterance.entersSlot(this);
  }

  Networks networks() {
    return networks;
  }

  void decoded(SpokenCodes spoken, boolean atStop) {
    codes = spoken;
    stopped = atStop;
  }

  SpokenCodes codes() {
    return codes;
  }

  boolean stopped() {
    return stopped;
  }

  /** Remembers how many slots there were, so that a later lack of memory shrinks them once only. */
  void decodedWith(int slots) {
    slotsAtEntry = slots;
  }

  int slotsAtEntry() {
    return slotsAtEntry;
  }

  void keepMel(float[] made) {
    mel = made;
  }

  /** {@return the mel itself, not a copy} */
  float[] mel() {
    return mel;
  }

  void rendered(Waveform made, double trimmed) {
    waveform = made;
    trimmedSeconds = trimmed;
  }

  boolean isRendered() {
    return waveform != null;
  }

  Waveform waveform() {
    return waveform;
  }

  double trimmedSeconds() {
    return trimmedSeconds;
  }

  void heard(Hearing what) {
    hearing = what;
    faults.addAll(what.faults());
  }

  Hearing hearing() {
    return hearing;
  }

  Set<SpeechFault> faults() {
    return faults;
  }

  /**
   * {@return how bad it is; worst of all, with no codes there is nothing to render} Of takes with
   * equal faults, the words decide.
   */
  double severity() {
    return codes.count() == 0
        ? Double.POSITIVE_INFINITY
        : SpeechChecks.severity(faults) + SpeechChecks.unheard(hearing);
  }

  /** Adds to what a stage took, here and in the whole utterance. */
  void addSeconds(String stage, double seconds) {
    times.add(stage, seconds);
    utterance.times.add(stage, seconds);
  }

  void addSteps(int count, double liveShare) {
    times.addSteps(count, liveShare);
    utterance.times.addSteps(count, liveShare);
  }
}
