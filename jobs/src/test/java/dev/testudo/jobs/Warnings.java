// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What Spark SQL warns of, until it is closed. */
final class Warnings extends AbstractAppender implements AutoCloseable {
  private static final String SPARK_SQL = "org.apache.spark.sql";

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

  private Warnings() {
    super("warnings", null, null, true, Property.EMPTY_ARRAY);
  }

  static Warnings ofSpark() {
    Warnings warnings = new Warnings();
    warnings.start();
    LoggerConfig logger = new LoggerConfig(SPARK_SQL, Level.WARN, false);
    logger.addAppender(warnings, Level.WARN, null);
    warnings.context.getConfiguration().addLogger(SPARK_SQL, logger);
    warnings.context.updateLoggers();
    return warnings;
  }

  @Override
  public void append(LogEvent event) {
    messages.add(event.getLoggerName() + ": " + event.getMessage().getFormattedMessage());
  }

  List<String> messages() {
    return messages;
  }

  @Override
  public void close() {
    context.getConfiguration().removeLogger(SPARK_SQL);
    context.updateLoggers();
    stop();
  }
}
