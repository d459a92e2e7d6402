// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.testudo.jobs.FaultProxy.Fault;
import dev.testudo.jobs.FaultProxy.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
  private HttpServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] echo = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, echo.length);
          exchange.getResponseBody().write(echo);
          exchange.close();
        });
    server.start();
    proxy = FaultProxy.before(server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.stop(0);
  }

  @Test
  void passesRequestsOnAndRefusesThoseItIsToldTo() throws IOException, InterruptedException {
    proxy.let(Fault.REFUSE, "PUT /takes/", 1);

    assertThat(put("/leases/a").body()).isEqualTo("a body");
    HttpResponse<String> refused = put("/takes/a");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("SlowDown").endsWith("</Error>");
    assertThat(put("/takes/a").body()).isEqualTo("a body");
  }

  @Test
  void aSecondRuleBefallsWhatTheFirstLeaves() throws IOException, InterruptedException {
    Rule first = proxy.let(Fault.REFUSE, "PUT", 1);
    Rule second = proxy.also(Fault.CUT, "PUT", 1);

    assertThat(put("/a").statusCode()).isEqualTo(503);
    assertThatThrownBy(() -> put("/a")).isInstanceOf(IOException.class);
    assertThat(put("/a").body()).isEqualTo("a body");
    assertThat(first.times()).hasNonPositiveValue();
    assertThat(second.isMet()).isTrue();
  }

  @Test
  void cutsAConnection() throws IOException, InterruptedException {
    proxy.let(Fault.CUT, "PUT", 1);

    assertThatThrownBy(() -> put("/takes/a")).isInstanceOf(IOException.class);
    assertThat(put("/takes/a").statusCode()).isEqualTo(200);
  }

  @Test
  void holdsARequestUntilItIsReleased() {
    Rule rule = proxy.let(Fault.HOLD, "PUT", 1);

    CompletableFuture<HttpResponse<String>> held =
        HttpClient.newHttpClient().sendAsync(request("/takes/a"), BodyHandlers.ofString());
    rule.awaitMet();
    assertThat(held).isNotDone();
    rule.release();
    assertThat(held.join().body()).isEqualTo("a body");
  }

  private HttpResponse<String> put(String path) throws IOException, InterruptedException {
    // A new client each time: a pooled connection may already be closed by the proxy.
    return HttpClient.newHttpClient().send(request(path), BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
        .PUT(BodyPublishers.ofString("a body"))
        .build();
  }
}
