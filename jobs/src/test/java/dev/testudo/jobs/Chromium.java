// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with one page, over its DevTools protocol. */
public final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private int last;

  private Chromium(Process process, URI page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Listener()).join();
  }

  /** {@return the program, if this machine has one} */
  public static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .flatMap(bin -> Stream.of("chromium", "chromium-browser").map(n -> Path.of(bin, n)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it with an empty page.
   *
   * @param profile a folder that does not exist yet
   */
  public static Chromium start(Path program, Path profile) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--mute-audio",
                "--autoplay-policy=no-user-gesture-required",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolveSibling(profile.getFileName() + ".log").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    String number = Await.value("Chromium says its port", () -> firstLine(port));
    URI pages = URI.create("http://127.0.0.1:" + number + "/json/list");
    try {
      HttpResponse<String> list =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(pages).build(), HttpResponse.BodyHandlers.ofString());
      for (JsonNode target : JSON.readTree(list.body())) {
        if (target.get("type").asText().equals("page")) {
          Chromium chromium =
              new Chromium(process, URI.create(target.get("webSocketDebuggerUrl").asText()));
          chromium.send("Page.enable", Map.of());
          chromium.send("Network.enable", Map.of());
          return chromium;
        }
      }
      throw new IOException("Chromium has no page");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Optional<String> firstLine(Path file) {
    try {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      return lines.size() > 1 ? Optional.of(lines.get(0)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Shows a page as a screen of this size would. */
  public void resize(int width, int height, boolean dark) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  public void open(Path page) {
    open(page.toUri().toString());
  }

  public void open(String address) {
    send("Page.navigate", Map.of("url", address));
    evaluate(
        "new Promise(done => { const look = () => location.href !== 'about:blank' &&"
            + " document.readyState === 'complete' ? done(true) : setTimeout(look, 20); look();"
            + " })");
  }

  /** {@return the value of an expression, or of what its promise gives} */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.at("/result/value");
  }

  /** Waits until an expression is true. */
  public void await(String expression) {
    evaluate(
        "new Promise((done, fail) => { const end = Date.now() + 30000; const look = () => ("
            + expression
            + ") ? done(true) : Date.now() > end ? fail(new Error('not true')) : setTimeout(look,"
            + " 20); look(); })");
  }

  /** {@return the addresses that were asked for} */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  public Path screenshot(Path file) throws IOException {
    JsonNode answer = send("Page.captureScreenshot", Map.of("format", "png"));
    return Files.write(file, Base64.getDecoder().decode(answer.get("data").asText()));
  }

  private JsonNode send(String method, Map<String, ?> parameters) {
    int id = ++last;
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    JsonNode received = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    if (received.has("error")) {
      throw new AssertionError(method + ": " + received.get("error"));
    }
    return received.get("result");
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean complete) {
      message.append(part);
      if (complete) {
        try {
          JsonNode received = JSON.readTree(message.toString());
          if (received.has("id")) {
            answers.remove(received.get("id").asInt()).complete(received);
          } else if (received.get("method").asText().equals("Network.requestWillBeSent")) {
            requests.add(received.at("/params/request/url").asText());
          }
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
