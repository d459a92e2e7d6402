// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server says about a file that it was asked for. */
record DownloadAnswer(HttpResponse<InputStream> response) {
  private static final Pattern TOTAL = Pattern.compile("bytes (?:\\d+-\\d+|\\*)/(\\d+)");
  private static final Pattern DIGEST = Pattern.compile("\"?([0-9a-f]{64})\"?");
  private static final Pattern STRONG_TAG = Pattern.compile("\"[^\"]*\"");

  int status() {
    return response.statusCode();
  }

  InputStream body() {
    return response.body();
  }

  /** {@return whether the body is the rest of that version after this many bytes} */
  boolean continues(long offset, String etag) {
    return header("Content-Range").startsWith("bytes " + offset + "-")
        && header("ETag").equals(etag);
  }

  /** {@return the bytes of the whole file} */
  OptionalLong total() {
    Matcher range = TOTAL.matcher(header("Content-Range"));
    if (range.matches()) {
      return OptionalLong.of(Long.parseLong(range.group(1)));
    }
    return status() == 200
        ? response.headers().firstValueAsLong("Content-Length")
        : OptionalLong.empty();
  }

  /** {@return the ETag, if it stands for the very bytes, else nothing} */
  String strongTag() {
    String etag = header("ETag");
    return STRONG_TAG.matcher(etag).matches() ? etag : "";
  }

  /** {@return the file's SHA-256, which model hubs tell where they redirect to the content} */
  String sha256() {
    Optional<HttpResponse<InputStream>> asked = Optional.of(response);
    while (asked.isPresent()) {
      String linked = asked.get().headers().firstValue("X-Linked-ETag").orElse("");
      Matcher digest = DIGEST.matcher(linked);
      if (digest.matches()) {
        return digest.group(1);
      }
      asked = asked.get().previousResponse();
    }
    return "";
  }

  private String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
