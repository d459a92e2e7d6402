package dev.testudo.synthesis.tortoise;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All native values of one call, freed together when it closes: neither the garbage collector nor a
 * manager frees a module's result. Plain arrays go in and come out.
 */
final class TorchScope implements AutoCloseable {
  private final PtNDManager manager;
  private final AtomicLong openValues;
  private final List<IValue> values = new ArrayList<>();

  TorchScope(PtNDManager manager, AtomicLong openValues) {
    this.manager = manager;
    this.openValues = openValues;
    openValues.incrementAndGet();
  }

  IValue tensor(float[] data, long... shape) {
    return tensor(FloatBuffer.wrap(data), new Shape(shape), DataType.FLOAT32);
  }

  IValue tensor(long[] data) {
    return tensor(LongBuffer.wrap(data), new Shape(data.length), DataType.INT64);
  }

  IValue tensor(long[] data, long... shape) {
    return tensor(LongBuffer.wrap(data), new Shape(shape), DataType.INT64);
  }

  IValue scalarTensor(long value) {
    return tensor(LongBuffer.wrap(new long[] {value}), new Shape(), DataType.INT64);
  }

  private IValue tensor(Buffer data, Shape shape, DataType type) {
    return keep(IValue.from(manager.create(data, shape, type)));
  }

  IValue value(long number) {
    return keep(IValue.from(number));
  }

  IValue value(double number) {
    return keep(IValue.from(number));
  }

  IValue value(String text) {
    return keep(IValue.from(text));
  }

  /** {@return the elements of a tuple that a method returned} */
  IValue[] elements(IValue tuple) {
    IValue[] elements = tuple.toIValueTuple();
    for (IValue element : elements) {
      keep(element);
    }
    return elements;
  }

  float[] floats(IValue tensor) {
    PtNDArray array = tensor.toTensor(manager);
    return array.toFloatArray();
  }

  long[] longs(IValue tensor) {
    PtNDArray array = tensor.toTensor(manager);
    return array.toLongArray();
  }

  IValue keep(IValue value) {
    values.add(value);
    openValues.incrementAndGet();
    return value;
  }

  @Override
  public void close() {
    values.forEach(IValue::close);
    openValues.addAndGet(-values.size() - 1);
    values.clear();
    manager.close();
  }
}
