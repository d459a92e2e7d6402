// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.SynthesisException;
import java.nio.file.Path;

/** A TorchScript module on a device; its methods may be called from several threads. */
public final class TorchModule implements AutoCloseable {
  private final TorchDevice device;
  private final PtSymbolBlock block;

  /**
   * Loads a module.
   *
   * @throws SynthesisException if the device cannot take it
   */
  public TorchModule(TorchDevice device, Path file, Precision precision) {
    this.device = device;
    try {
      block =
          JniUtils.loadModule(device.manager(), file, true, new String[0], new String[0], false);
    } catch (EngineException e) {
      throw TorchFailures.of(e);
    }
    if (precision == Precision.SINGLE) {
      try (TorchScope scope = device.scope()) {
        call(scope, "to_float32");
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  /**
   * {@return the result, which lives as long as the scope}
   *
   * @throws SynthesisException if the method fails
   */
  public TorchValue call(TorchScope scope, String method, TorchValue... arguments) {
    IValue[] values = new IValue[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      values[i] = arguments[i].value();
    }
    try {
      device.beforeCall(method);
      return scope.keep(IValueUtils.runMethod(block, method, values));
    } catch (EngineException e) {
      throw TorchFailures.of(e);
    }
  }

  @Override
  public void close() {
    block.close();
  }
}
