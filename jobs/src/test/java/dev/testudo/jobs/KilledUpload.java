// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import dev.testudo.jobs.FaultProxy.Fault;
import dev.testudo.jobs.FaultProxy.Rule;
import dev.testudo.jobs.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** An upload in parts whose process dies when all parts are there, as if by kill -9. */
final class KilledUpload {
  static final int EXIT_CODE = 137;

  private KilledUpload() {}

  /** Arguments: the library, the object's path, the local file, the S3 server's port. */
  public static void main(String[] arguments) throws IOException {
    FaultProxy proxy = FaultProxy.before(Integer.parseInt(arguments[3]));
    Rule completion = proxy.let(Fault.HOLD, "POST .*uploadId", 1);
    Thread death =
        new Thread(
            () -> {
              completion.awaitMet();
              Runtime.getRuntime().halt(EXIT_CODE);
            });
    death.start();
    Map<String, String> settings = new TreeMap<>(S3Server.settingsAt(proxy.port()));
    settings.put("fs.s3a.multipart.size", "5M");
    try (ObjectStore store = ObjectStore.open(arguments[0], settings)) {
      store.uploadIfAbsent(arguments[1], Path.of(arguments[2]));
    }
  }
}
