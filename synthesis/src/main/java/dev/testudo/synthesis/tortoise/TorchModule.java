package dev.testudo.synthesis.tortoise;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.testudo.synthesis.EngineConfig.Precision;
import java.nio.file.Path;

/** A TorchScript module on a device; its methods may be called from several threads. */
final class TorchModule implements AutoCloseable {
  private final TorchDevice device;
  private final PtSymbolBlock block;

  TorchModule(TorchDevice device, Path file, Precision precision) {
    this.device = device;
    block = JniUtils.loadModule(device.manager(), file, true, new String[0], new String[0], false);
    if (precision == Precision.SINGLE) {
      try (TorchScope scope = device.scope()) {
        call(scope, "widen");
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  /** {@return the result, which lives as long as the scope} */
  IValue call(TorchScope scope, String method, IValue... arguments) {
    device.beforeCall(method);
    return scope.keep(IValueUtils.runMethod(block, method, arguments));
  }

  @Override
  public void close() {
    block.close();
  }
}
