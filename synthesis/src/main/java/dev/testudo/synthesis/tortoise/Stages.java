// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.List;

/** Names of the stages, in costs as in seeds. */
final class Stages {
  static final String AUTOREGRESSIVE = "autoregressive";

  /** Only where there are candidates to choose from. */
  static final String RANKING = "ranking";

  static final String DIFFUSION = "diffusion";
  static final String VOCODER = "vocoder";

  /** Only where takes are compared with their text by ear. */
  static final String LISTENER = "listener";

  /** The stages of every take, in order. */
  static final List<String> ALWAYS = List.of(AUTOREGRESSIVE, DIFFUSION, VOCODER);

  private Stages() {}
}
