// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A file behind a server that misbehaves as it is told. */
final class UnreliableServer implements AutoCloseable {
  private final HttpServer server;
  private final byte[] content;
  private final List<String> ranges = new ArrayList<>();
  private int cutAfter;
  private int cuts;
  private int served = Integer.MAX_VALUE;
  private int firstVersion = Integer.MAX_VALUE;
  private boolean versioned = true;
  private int spoilt;
  private String digest = "";
  private long bytesSent;

  UnreliableServer(byte[] content) throws IOException {
    this.content = content;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file", this::serve);
    server.createContext("/hub", this::redirect);
    server.start();
  }

  URI url() {
    String path = digest.isEmpty() ? "/file" : "/hub";
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** What each request for the file asked for; empty for the whole. */
  synchronized List<String> ranges() {
    return List.copyOf(ranges);
  }

  synchronized long bytesSent() {
    return bytesSent;
  }

  synchronized void cutAfter(int bytes, int times) {
    cutAfter = bytes;
    cuts = times;
  }

  /** Answers only so many requests. */
  synchronized void refuseAfter(int requests) {
    served = requests;
  }

  synchronized void renameVersionAfter(int requests) {
    firstVersion = requests;
  }

  synchronized void withoutVersions() {
    versioned = false;
  }

  synchronized void spoil(int times) {
    spoilt = times;
  }

  synchronized void redirectWithDigest(String sha256) {
    digest = sha256;
  }

  private synchronized void redirect(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Location", "/file");
    exchange.getResponseHeaders().add("X-Linked-ETag", '"' + digest + '"');
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private synchronized void serve(HttpExchange exchange) throws IOException {
    String range = header(exchange, "Range");
    ranges.add(range);
    if (ranges.size() > served) {
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
      return;
    }
    String version = ranges.size() <= firstVersion ? "\"one\"" : "\"two\"";
    if (versioned) {
      exchange.getResponseHeaders().add("ETag", version);
    }
    boolean partial = !range.isEmpty() && header(exchange, "If-Range").equals(version);
    int from = partial ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
    if (partial) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(partial ? 206 : 200, content.length - from);
    send(exchange, from);
  }

  private void send(HttpExchange exchange, int from) throws IOException {
    byte[] sent = content.clone();
    if (spoilt > 0) {
      spoilt--;
      sent[content.length / 2] ^= 1;
    }
    int count = content.length - from;
    if (cuts > 0 && cutAfter < count) {
      cuts--;
      count = cutAfter;
    }
    OutputStream body = exchange.getResponseBody();
    body.write(sent, from, count);
    body.flush();
    bytesSent += count;
    // Closing with less than was announced cuts the connection.
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
