package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.Waveform;
import java.util.EnumSet;
import java.util.Set;

/** One try at an utterance: what has been made of it so far, and at what cost. */
final class Attempt {
  private final Ticket ticket;
  private final int number;
  private final Precision precision;
  private final Set<SpeechFault> faults = EnumSet.noneOf(SpeechFault.class);

  final Expense expense = new Expense();

  private Networks networks;
  private SpokenCodes codes;
  private boolean stopped;
  private float[] mel = {};
  private Waveform waveform;
  private double trimmedSeconds;

  /**
   * @param number from 0: with the utterance key it seeds all randomness
   */
  Attempt(Ticket ticket, int number, Precision precision) {
    this.ticket = ticket;
    this.number = number;
    this.precision = precision;
  }

  Ticket ticket() {
    return ticket;
  }

  int number() {
    return number;
  }

  Precision precision() {
    return precision;
  }

  /** {@return the same attempt from its beginning} */
  Attempt again(Precision with) {
    return new Attempt(ticket, number, with);
  }

  int candidates() {
    return ticket.request().config().candidates();
  }

  boolean isLikeReference() {
    return ticket.request().config().likeReference();
  }

  /** {@return the seed of a candidate's codes; the first one is what it is without others} */
  long seedOfCandidate(int candidate) {
    return seed(Seeds.AUTOREGRESSIVE + (candidate == 0 ? "" : "/" + candidate));
  }

  long seed(String stage) {
    return Seeds.of(ticket.request().key(), number, stage);
  }

  void enterSlot(Networks speaking) {
    networks = speaking;
    ticket.entersSlot(this);
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

  Set<SpeechFault> faults() {
    return faults;
  }

  /** {@return how bad it is; worst of all, with no codes there is nothing to render} */
  int severity() {
    return codes.count() == 0 ? Integer.MAX_VALUE : SpeechChecks.severity(faults);
  }

  void chargeAutoregressive(double seconds) {
    expense.autoregressiveSeconds += seconds;
    ticket.expense.autoregressiveSeconds += seconds;
  }

  void chargeSteps(int count, double liveShare) {
    expense.addSteps(count, liveShare);
    ticket.expense.addSteps(count, liveShare);
  }

  void chargeDiffusion(double seconds) {
    expense.diffusionSeconds += seconds;
    ticket.expense.diffusionSeconds += seconds;
  }

  void chargeVocoder(double seconds) {
    expense.vocoderSeconds += seconds;
    ticket.expense.vocoderSeconds += seconds;
  }
}
