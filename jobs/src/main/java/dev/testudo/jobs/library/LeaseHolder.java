// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that holds a lease, as a process of the same machine can look for it.
 *
 * @param host the machine, and since when it is up; on Linux also the container, whose process ids
 *     are its own
 * @param started when the process began: its id may be given to another one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LeaseHolder(String host, long process, Instant started) {
  /** The system tells both times from its clock, which may be set in between. */
  private static final Duration TOLERANCE = Duration.ofSeconds(10);

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PROCESS_IDS = Path.of("/proc/self/ns/pid");
  private static final String HOST = hostOfThisProcess();

  static LeaseHolder ofThisProcess() {
    return of(ProcessHandle.current());
  }

  static LeaseHolder of(ProcessHandle process) {
    return new LeaseHolder(
        HOST, process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
  }

  /** {@return whether the process was of this machine and runs no longer} */
  boolean hasEnded() {
    if (!HOST.equals(host)) {
      return false;
    }
    Optional<ProcessHandle> found = ProcessHandle.of(process).filter(ProcessHandle::isAlive);
    return found.isEmpty()
        || found
            .flatMap(handle -> handle.info().startInstant())
            .filter(start -> Duration.between(start, started).abs().compareTo(TOLERANCE) > 0)
            .isPresent();
  }

  private static String hostOfThisProcess() {
    return hostName() + " " + boot() + " " + processIds();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String boot() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String processIds() {
    try {
      return Files.readSymbolicLink(PROCESS_IDS).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
