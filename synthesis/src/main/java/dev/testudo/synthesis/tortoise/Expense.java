package dev.testudo.synthesis.tortoise;

/** Device seconds by stage, and how full the batch was. For one thread at a time. */
final class Expense {
  double autoregressiveSeconds;
  double diffusionSeconds;
  double vocoderSeconds;
  private double fill;
  private int steps;

  void addSteps(int count, double liveShare) {
    steps += count;
    fill += count * liveShare;
  }

  void add(Expense other) {
    autoregressiveSeconds += other.autoregressiveSeconds;
    diffusionSeconds += other.diffusionSeconds;
    vocoderSeconds += other.vocoderSeconds;
    fill += other.fill;
    steps += other.steps;
  }

  double batchFill() {
    return steps == 0 ? 1 : fill / steps;
  }

  double deviceSeconds() {
    return autoregressiveSeconds + diffusionSeconds + vocoderSeconds;
  }
}
