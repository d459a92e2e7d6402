// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.SpeechFault;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.parquet.example.data.Group;

/** A row as it was read. A column that was not read, or that its file lacks, has no value. */
final class Row {
  private final Group group;

  Row(Group group) {
    this.group = group;
  }

  String text(String column) {
    return has(column) ? group.getString(column, 0) : "";
  }

  int integer(String column) {
    return has(column) ? group.getInteger(column, 0) : 0;
  }

  long bigInteger(String column) {
    return has(column) ? group.getLong(column, 0) : 0;
  }

  float float32(String column) {
    return has(column) ? group.getFloat(column, 0) : 0;
  }

  double float64(String column) {
    return has(column) ? group.getDouble(column, 0) : 0;
  }

  boolean flag(String column) {
    return has(column) && group.getBoolean(column, 0);
  }

  Instant time(String column) {
    return Instant.EPOCH.plus(bigInteger(column), ChronoUnit.MICROS);
  }

  byte[] bytes(String column) {
    return has(column) ? group.getBinary(column, 0).getBytes() : new byte[0];
  }

  List<String> texts(String column) {
    return elements(column, element -> element.getString(0, 0));
  }

  /** {@return the constant of that name, or {@code missing} without a value} */
  <E extends Enum<E>> E constant(String column, Class<E> type, E missing) {
    String name = text(column);
    return name.isEmpty() ? missing : constant(type, name);
  }

  <E extends Enum<E>> Set<E> constants(String column, Class<E> type) {
    Set<E> values = EnumSet.noneOf(type);
    texts(column).forEach(name -> values.add(constant(type, name)));
    return values;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new NewerFormatException(
          "Cannot read a file that holds the "
              + type.getSimpleName()
              + " "
              + name
              + ": this version does not know it; update Testudo");
    }
  }

  List<Integer> integers(String column) {
    return elements(column, element -> element.getInteger(0, 0));
  }

  List<Hearing.Word> words(String column) {
    return elements(
        column,
        element -> {
          Group fields = element.getGroup(0, 0);
          return new Hearing.Word(
              fields.getString("text", 0),
              fields.getInteger("spokenStart", 0),
              fields.getInteger("spokenEnd", 0),
              fields.getInteger("startMillis", 0),
              fields.getInteger("endMillis", 0),
              fields.getFloat("score", 0));
        });
  }

  List<Hearing.Finding> findings(String column) {
    return elements(
        column,
        element -> {
          Group fields = element.getGroup(0, 0);
          return new Hearing.Finding(
              constant(SpeechFault.class, fields.getString("fault", 0)),
              fields.getString("words", 0),
              fields.getInteger("startMillis", 0),
              fields.getInteger("endMillis", 0));
        });
  }

  private <T> List<T> elements(String column, Function<Group, T> reader) {
    List<T> values = new ArrayList<>();
    if (has(column)) {
      Group list = group.getGroup(column, 0);
      for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
        values.add(reader.apply(list.getGroup(0, i)));
      }
    }
    return values;
  }

  float[] floats(String column) {
    if (!has(column)) {
      return new float[0];
    }
    Group list = group.getGroup(column, 0);
    float[] values = new float[list.getFieldRepetitionCount(0)];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.getGroup(0, i).getFloat(0, 0);
    }
    return values;
  }

  /** {@return numbers by name, in the order in which they were written} */
  Map<String, Double> amounts(String column) {
    Map<String, Double> values = new LinkedHashMap<>();
    if (has(column)) {
      Group map = group.getGroup(column, 0);
      for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
        Group entry = map.getGroup(0, i);
        values.put(entry.getString(0, 0), entry.getDouble(1, 0));
      }
    }
    return values;
  }

  private boolean has(String column) {
    return group.getType().containsField(column);
  }
}
