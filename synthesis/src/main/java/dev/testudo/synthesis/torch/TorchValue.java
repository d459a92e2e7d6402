// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import ai.djl.pytorch.jni.IValue;

/**
 * An argument or a result of a module's method, which lives as long as the scope that made it.
 * Opaque: {@link TorchScope} makes plain arrays of it.
 */
public final class TorchValue {
  private final IValue value;

  TorchValue(IValue value) {
    this.value = value;
  }

  IValue value() {
    return value;
  }
}
