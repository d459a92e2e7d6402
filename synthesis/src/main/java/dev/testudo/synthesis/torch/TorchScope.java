// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * All native values of one call, freed together when it closes: neither the garbage collector nor a
 * manager frees a module's result. Plain arrays go in and come out. What the device refuses is
 * thrown as a {@link dev.testudo.synthesis.SynthesisException}.
 */
public final class TorchScope implements AutoCloseable {
  private final PtNDManager manager;
  private final AtomicLong openValues;
  private final List<IValue> values = new ArrayList<>();

  TorchScope(PtNDManager manager, AtomicLong openValues) {
    this.manager = manager;
    this.openValues = openValues;
    openValues.incrementAndGet();
  }

  public TorchValue tensor(float[] data, long... shape) {
    return tensor(FloatBuffer.wrap(data), new Shape(shape), DataType.FLOAT32);
  }

  public TorchValue tensor(long[] data) {
    return tensor(LongBuffer.wrap(data), new Shape(data.length), DataType.INT64);
  }

  public TorchValue tensor(long[] data, long... shape) {
    return tensor(LongBuffer.wrap(data), new Shape(shape), DataType.INT64);
  }

  public TorchValue scalarTensor(long value) {
    return tensor(LongBuffer.wrap(new long[] {value}), new Shape(), DataType.INT64);
  }

  private TorchValue tensor(Buffer data, Shape shape, DataType type) {
    return checked(() -> keep(IValue.from(manager.create(data, shape, type))));
  }

  public TorchValue value(long number) {
    return keep(IValue.from(number));
  }

  /** {@return the numbers of a list that a method returned} */
  public long[] longsOfList(TorchValue list) {
    return list.value().toLongArray();
  }

  public TorchValue value(double number) {
    return keep(IValue.from(number));
  }

  public TorchValue value(String text) {
    return keep(IValue.from(text));
  }

  /** {@return numbers by name, as a method takes a dictionary} */
  public TorchValue numbers(Map<String, Double> numbers) {
    Map<String, IValue> entries = new LinkedHashMap<>();
    numbers.forEach((name, number) -> entries.put(name, value(number).value()));
    return keep(IValue.stringIValueMapFrom(entries));
  }

  /** {@return whole numbers by name, of a dictionary that a method returned} */
  public Map<String, Long> longsByName(TorchValue dictionary) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    dictionary
        .value()
        .toIValueMap()
        .forEach((name, entry) -> numbers.put(name, keep(entry).value().toLong()));
    return numbers;
  }

  /** {@return the elements of a tuple that a method returned} */
  public TorchValue[] elements(TorchValue tuple) {
    IValue[] elements = tuple.value().toIValueTuple();
    TorchValue[] kept = new TorchValue[elements.length];
    for (int i = 0; i < elements.length; i++) {
      kept[i] = keep(elements[i]);
    }
    return kept;
  }

  /** {@return a tensor's values, once the device has them} */
  public float[] floats(TorchValue tensor) {
    return checked(() -> tensor.value().toTensor(manager).toFloatArray());
  }

  /** {@return a tensor's values, once the device has them} */
  public long[] longs(TorchValue tensor) {
    return checked(() -> tensor.value().toTensor(manager).toLongArray());
  }

  TorchValue keep(IValue value) {
    values.add(value);
    openValues.incrementAndGet();
    return new TorchValue(value);
  }

  private static <T> T checked(Supplier<T> call) {
    try {
      return call.get();
    } catch (EngineException e) {
      throw TorchFailures.of(e);
    }
  }

  @Override
  public void close() {
    values.forEach(IValue::close);
    openValues.addAndGet(-values.size() - 1);
    values.clear();
    manager.close();
  }
}
