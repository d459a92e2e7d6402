// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

class DownloadAnswerTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  @Test
  void continuesOnlyTheSameVersionWhereItWasCut() {
    DownloadAnswer answer =
        answer(206, "Content-Range", "bytes 100-299/300", "ETag", "\"version-1\"");
    assertThat(answer.continues(100, "\"version-1\"")).isTrue();
    assertThat(answer.continues(10, "\"version-1\"")).isFalse();
    assertThat(answer.continues(100, "\"version-2\"")).isFalse();
    assertThat(answer(200).continues(100, "")).isFalse();
  }

  @Test
  void knowsTheLengthOfTheWholeFile() {
    assertThat(answer(206, "Content-Range", "bytes 100-299/300").total()).hasValue(300);
    assertThat(answer(416, "Content-Range", "bytes */300").total()).hasValue(300);
    assertThat(answer(200, "Content-Length", "300").total()).hasValue(300);
    assertThat(answer(206, "Content-Range", "bytes 100-299/*", "Content-Length", "200").total())
        .as("the length of a part is not that of the file")
        .isEmpty();
    assertThat(answer(200).total()).isEmpty();
  }

  @Test
  void aWeakTagDoesNotStandForTheBytes() {
    assertThat(answer(200, "ETag", "\"abc\"").strongTag()).isEqualTo("\"abc\"");
    assertThat(answer(200, "ETag", "W/\"abc\"").strongTag()).isEmpty();
    assertThat(answer(200).strongTag()).isEmpty();
  }

  @Test
  void findsTheDigestWhereTheHubRedirected() {
    FixedResponse hub = new FixedResponse(302, Map.of("X-Linked-ETag", "\"" + SHA256 + "\""), null);
    FixedResponse content = new FixedResponse(200, Map.of("ETag", "\"other\""), hub);
    assertThat(new DownloadAnswer(content).sha256()).isEqualTo(SHA256);
    assertThat(answer(200, "X-Linked-ETag", SHA256.substring(1)).sha256()).isEmpty();
    assertThat(answer(200).sha256()).isEmpty();
  }

  private static DownloadAnswer answer(int status, String... headers) {
    Map<String, String> named = new TreeMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      named.put(headers[i], headers[i + 1]);
    }
    return new DownloadAnswer(new FixedResponse(status, named, null));
  }

  private record FixedResponse(int statusCode, Map<String, String> named, FixedResponse previous)
      implements HttpResponse<InputStream> {
    @Override
    public HttpHeaders headers() {
      Map<String, List<String>> lists = new TreeMap<>();
      named.forEach((name, value) -> lists.put(name, List.of(value)));
      return HttpHeaders.of(lists, (name, value) -> true);
    }

    @Override
    public Optional<HttpResponse<InputStream>> previousResponse() {
      return Optional.ofNullable(previous);
    }

    @Override
    public HttpRequest request() {
      return HttpRequest.newBuilder(uri()).build();
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return URI.create("https://example.org/a.pth");
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }
}
