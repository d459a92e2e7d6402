// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

/** Whether takes are compared with their text by ear, and what follows. Part of no take's key. */
public enum Listening {
  OFF,
  /** What is heard to be wrong leads to another attempt; what stays wrong is listed. */
  CHECK,
  /** The same, and an utterance whose best take is still heard to be wrong has none. */
  STRICT
}
