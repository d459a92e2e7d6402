// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import java.util.List;

/** Settings that cannot be used; the message names every problem at once. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
  }

  public ConfigException(String problem) {
    super(problem);
  }

  public ConfigException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
