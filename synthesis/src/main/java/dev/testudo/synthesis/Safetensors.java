// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The tensors of one safetensors file, whole in memory: an 8-byte header length, a JSON header with
 * each tensor's type, shape and byte range, then the bytes, all little-endian.
 */
public final class Safetensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_HEADER_BYTES = 100_000_000;

  private final String source;
  private final ByteBuffer data;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(String type, List<Long> shape, int begin, int end) {}

  private Safetensors(String source, ByteBuffer data) {
    this.source = source;
    this.data = data;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is not a safetensors file
   */
  public static Safetensors read(Path file) throws IOException {
    return parse(Files.readAllBytes(file), file.toString());
  }

  /**
   * Reads the bytes of a file.
   *
   * @param source where they come from, for messages
   * @throws IOException if the header is not JSON
   * @throws IllegalArgumentException if it is not a safetensors file
   */
  static Safetensors parse(byte[] file, String source) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = bytes.remaining() < 8 ? -1 : bytes.getLong();
    if (headerLength < 2 || headerLength > Math.min(bytes.remaining(), MAX_HEADER_BYTES)) {
      throw new IllegalArgumentException(
          "Cannot read " + source + ": it is not a safetensors file, or it is cut off");
    }
    byte[] header = new byte[(int) headerLength];
    bytes.get(header);
    Safetensors tensors = new Safetensors(source, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    tensors.index(JSON.readTree(header));
    return tensors;
  }

  private void index(JsonNode header) {
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals("__metadata__")) {
        continue;
      }
      JsonNode node = field.getValue();
      List<Long> shape = new ArrayList<>();
      node.path("shape").forEach(size -> shape.add(size.asLong()));
      int begin = node.path("data_offsets").path(0).asInt(-1);
      int end = node.path("data_offsets").path(1).asInt(-1);
      if (begin < 0 || end < begin || end > data.limit()) {
        throw new IllegalArgumentException(
            "Cannot read \"" + field.getKey() + "\" in " + source + ": its bytes are not there");
      }
      entries.put(
          field.getKey(), new Entry(node.path("dtype").asText(), List.copyOf(shape), begin, end));
    }
  }

  /** {@return a file of vectors in single precision, in name order} */
  static byte[] write(SortedMap<String, float[]> vectors) {
    ObjectNode header = JSON.createObjectNode();
    int size = 0;
    for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
      int length = vector.getValue().length;
      ObjectNode entry = header.putObject(vector.getKey()).put("dtype", "F32");
      entry.putArray("shape").add(length);
      entry.putArray("data_offsets").add(size).add(size + Float.BYTES * length);
      size += Float.BYTES * length;
    }
    String json = header.toString();
    // By convention the tensors begin at a multiple of 8.
    byte[] padded = (json + " ".repeat(-json.length() & 7)).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + padded.length + size).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded.length).put(padded);
    FloatBuffer values = file.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    vectors.values().forEach(values::put);
    return file.array();
  }

  public Set<String> names() {
    return entries.keySet();
  }

  public List<Long> shape(String name) {
    return entry(name).shape;
  }

  /** {@return the values of a float32 tensor} */
  public float[] floats(String name) {
    ByteBuffer bytes = bytes(name, "F32", Float.BYTES);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** {@return the values of an int64 tensor} */
  public long[] longs(String name) {
    ByteBuffer bytes = bytes(name, "I64", Long.BYTES);
    long[] values = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(values);
    return values;
  }

  private ByteBuffer bytes(String name, String type, int width) {
    Entry entry = entry(name);
    long count = 1;
    for (long size : entry.shape) {
      count *= size;
    }
    if (!entry.type.equals(type) || count * width != entry.end - entry.begin) {
      throw new IllegalArgumentException(
          "Cannot read \"" + name + "\" in " + source + " as " + type + ": it is " + entry.type);
    }
    return data.slice(entry.begin, entry.end - entry.begin).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "Cannot read \"" + name + "\" in " + source + ": it has only " + entries.keySet());
    }
    return entry;
  }
}
