// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.function.BiConsumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A column of a table.
 *
 * @param unit the unit of its values, empty where there is none
 * @param meaning as in TABLES.md
 * @param writer puts a record's value into a row
 */
record Column<R>(String name, Kind kind, String unit, String meaning, BiConsumer<R, Group> writer) {

  /** The types that columns have, with their names in SQL. */
  enum Kind {
    TEXT("string") {
      @Override
      Type type(String name) {
        return Types.required(BINARY).as(stringType()).named(name);
      }
    },
    INT("int") {
      @Override
      Type type(String name) {
        return Types.required(INT32).named(name);
      }
    },
    LONG("bigint") {
      @Override
      Type type(String name) {
        return Types.required(INT64).named(name);
      }
    },
    FLOAT32("float") {
      @Override
      Type type(String name) {
        return Types.required(FLOAT).named(name);
      }
    },
    FLOAT64("double") {
      @Override
      Type type(String name) {
        return Types.required(DOUBLE).named(name);
      }
    },
    FLAG("boolean") {
      @Override
      Type type(String name) {
        return Types.required(BOOLEAN).named(name);
      }
    },
    TIME("timestamp") {
      @Override
      Type type(String name) {
        return Types.required(INT64).as(timestampType(true, TimeUnit.MICROS)).named(name);
      }
    },
    BYTES("binary") {
      @Override
      Type type(String name) {
        return Types.required(BINARY).named(name);
      }
    },
    TEXTS("array<string>") {
      @Override
      Type type(String name) {
        return Types.requiredList().requiredElement(BINARY).as(stringType()).named(name);
      }
    },
    INTS("array<int>") {
      @Override
      Type type(String name) {
        return Types.requiredList().requiredElement(INT32).named(name);
      }
    },
    WORDS(
        "array<struct<text:string,spokenStart:int,spokenEnd:int,startMillis:int,endMillis:int,"
            + "score:float>>") {
      @Override
      Type type(String name) {
        return Types.requiredList()
            .requiredGroupElement()
            .required(BINARY)
            .as(stringType())
            .named("text")
            .required(INT32)
            .named("spokenStart")
            .required(INT32)
            .named("spokenEnd")
            .required(INT32)
            .named("startMillis")
            .required(INT32)
            .named("endMillis")
            .required(FLOAT)
            .named("score")
            .named(name);
      }
    },
    FINDINGS("array<struct<fault:string,words:string,startMillis:int,endMillis:int>>") {
      @Override
      Type type(String name) {
        return Types.requiredList()
            .requiredGroupElement()
            .required(BINARY)
            .as(stringType())
            .named("fault")
            .required(BINARY)
            .as(stringType())
            .named("words")
            .required(INT32)
            .named("startMillis")
            .required(INT32)
            .named("endMillis")
            .named(name);
      }
    },
    FLOATS("array<float>") {
      @Override
      Type type(String name) {
        return Types.requiredList().requiredElement(FLOAT).named(name);
      }
    },
    AMOUNTS("map<string,double>") {
      @Override
      Type type(String name) {
        return Types.requiredMap().key(BINARY).as(stringType()).requiredValue(DOUBLE).named(name);
      }
    };

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }

    abstract Type type(String name);
  }
}
