// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An EPUB that is open in foliate-js, a reading system that plays media overlays, in a browser: it
 * reads the package, follows the overlays, plays the audio, and marks the element that they name.
 * Its version 1.0.1 marks nothing on the first page of a book, which is seldom one with sound.
 */
final class ReadingSystem implements AutoCloseable {
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <meta charset="utf-8">
      <style>foliate-view { display: block; height: 90vh; }</style>
      <script type="module">
        import '/foliate/view.js'
        const Sound = Audio
        window.Audio = function (url) { return window.sound = new Sound(url) }
        const view = document.createElement('foliate-view')
        document.body.append(view)
        window.marked = () => view.renderer.getContents().flatMap(({ doc }) =>
          [...doc.getElementsByClassName(view.book.media.activeClass)].map(e => e.textContent))
        view.open('/book.epub').then(
          () => window.view = view, error => window.failed = String(error))
      </script>
      """;

  private final Chromium browser;
  private final HttpServer server;

  private ReadingSystem(Chromium browser, HttpServer server) {
    this.browser = browser;
    this.server = server;
  }

  /** Opens a book. */
  static ReadingSystem open(Chromium browser, Path scratch, Path epub)
      throws IOException, InterruptedException {
    ChildProcess fetched = ChildProcess.of(scratch, Path.of(".."), List.of(".ci/foliate"));
    assertThat(fetched.exitCode()).as(fetched.err()).isZero();
    Path program = Path.of(fetched.out().strip());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/reader.html", to -> answer(to, "text/html", PAGE.getBytes(UTF_8)));
    server.createContext(
        "/book.epub", to -> answer(to, "application/epub+zip", Files.readAllBytes(epub)));
    server.createContext("/foliate/", to -> answer(to, "text/javascript", script(program, to)));
    server.start();
    ReadingSystem reader = new ReadingSystem(browser, server);
    browser.open("http://127.0.0.1:" + server.getAddress().getPort() + "/reader.html");
    browser.await("window.view || window.failed");
    assertThat(browser.evaluate("window.failed ?? ''").asText()).isEmpty();
    return reader;
  }

  private static byte[] script(Path program, HttpExchange to) throws IOException {
    return Files.readAllBytes(program.resolve(to.getRequestURI().getPath().substring(9)));
  }

  private static void answer(HttpExchange to, String type, byte[] content) throws IOException {
    try (to) {
      to.getResponseHeaders().add("Content-Type", type);
      to.sendResponseHeaders(200, content.length);
      to.getResponseBody().write(content);
    }
  }

  /** Plays the nth page that has sound, from 0, from its beginning; slowly, to look at it. */
  void play(int page) {
    browser.evaluate(
        """
        (async () => {
          const pages = view.book.sections.map((s, i) => s.mediaOverlay ? i : -1).filter(i => i >= 0)
          await view.goTo(pages[%d])
          view.mediaOverlay.setRate(0.1)
          window.sound = undefined
          await view.startMediaOverlay()
        })()
        """
            .formatted(page));
    browser.await("window.sound && !sound.paused && marked().length === 1");
  }

  /**
   * Goes on at a time of the audio, later than now.
   *
   * @return what is marked then, the text of one element
   */
  String markedAt(double seconds) {
    browser.evaluate("sound.currentTime = " + seconds);
    // The reader looks at the time when the browser says that it has changed.
    JsonNode marked =
        browser.evaluate(
            """
            new Promise(done => sound.addEventListener('timeupdate', () =>
              setTimeout(() => done(marked().length === 1 ? marked()[0] : marked()), 100),
              { once: true }))
            """);
    assertThat(marked.isTextual()).as("one element, not %s", marked).isTrue();
    return marked.asText();
  }

  /** {@return the time of the audio, in seconds} */
  double seconds() {
    return browser.evaluate("sound.currentTime").asDouble();
  }

  @Override
  public void close() {
    browser.evaluate("view.mediaOverlay.stop()");
    server.stop(0);
  }
}
