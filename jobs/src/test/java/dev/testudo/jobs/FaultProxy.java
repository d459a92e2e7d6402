// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Stands between a job and its storage on the loopback address and does to the requests what a test
 * asks for. One request a connection, so that the rest is copying bytes.
 */
final class FaultProxy implements AutoCloseable {
  private static final int MAX_HEAD_BYTES = 64 << 10;
  private static final String SLOW_DOWN =
      "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
  private static final String DENIED =
      "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

  private final int target;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile List<Rule> rules = List.of();

  /** What befalls a request. */
  enum Fault {
    NONE,
    /** The request waits until the test releases it. */
    HOLD,
    /** The answer is 503. */
    REFUSE,
    /** The answer is 403. */
    DENY,
    /** The connection ends in the middle of the request. */
    CUT,
    /** The request is done, and the connection ends before its answer. */
    LOSE_ANSWER,
    /** The request takes its time. */
    DELAY
  }

  /**
   * Which requests a fault befalls.
   *
   * @param request matched against the request's first line, such as {@code PUT /books/takes/x}
   * @param times how often, at most
   */
  record Rule(
      Fault fault,
      Pattern request,
      AtomicInteger times,
      CountDownLatch met,
      CountDownLatch released) {
    Rule(Fault fault, Pattern request, int times) {
      this(fault, request, new AtomicInteger(times), new CountDownLatch(1), new CountDownLatch(1));
    }

    /** Takes one of its times, if it has any left. */
    boolean befalls(String requestLine) {
      return request.matcher(requestLine).find() && times.getAndDecrement() > 0;
    }

    /** Waits for the first request that the fault befalls. */
    void awaitMet() {
      await(met, "a request that matches " + request);
    }

    boolean isMet() {
      return met.getCount() == 0;
    }

    void release() {
      released.countDown();
    }
  }

  private FaultProxy(int target, ServerSocket server) {
    this.target = target;
    this.server = server;
  }

  static FaultProxy before(int target) throws IOException {
    FaultProxy proxy =
        new FaultProxy(target, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on, and in place of the rules before. */
  Rule let(Fault fault, String request, int times) {
    rules = List.of();
    return also(fault, request, times);
  }

  /** From now on, to requests that no rule before befalls. */
  Rule also(Fault fault, String request, int times) {
    Rule rule = new Rule(fault, Pattern.compile(request), times);
    rules = Stream.concat(rules.stream(), Stream.of(rule)).toList();
    return rule;
  }

  /** From now on no request is disturbed, and those that wait continue. */
  void letAll() {
    rules.forEach(Rule::release);
    rules = List.of();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket()) {
      byte[] head = readHead(client.getInputStream());
      if (head.length == 0) {
        return;
      }
      Fault fault = befalling(new String(head, ISO_8859_1));
      if (fault == Fault.REFUSE) {
        client.getOutputStream().write(answer("503 Slow Down", SLOW_DOWN));
      }
      if (fault == Fault.DENY) {
        client.getOutputStream().write(answer("403 Forbidden", DENIED));
      }
      if (fault == Fault.REFUSE || fault == Fault.DENY || fault == Fault.CUT) {
        return;
      }
      upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
      upstream.getOutputStream().write(closing(head));
      threads.execute(() -> copy(client, upstream));
      upstream
          .getInputStream()
          .transferTo(
              fault == Fault.LOSE_ANSWER
                  ? OutputStream.nullOutputStream()
                  : client.getOutputStream());
    } catch (IOException e) {
      // Either side has gone away; the other learns of it by its closed connection.
    }
  }

  /** {@return what befalls the request, after the time that it takes} */
  private Fault befalling(String head) {
    String first = head.substring(0, head.indexOf('\r'));
    Optional<Rule> befallen = rules.stream().filter(rule -> rule.befalls(first)).findFirst();
    if (befallen.isEmpty()) {
      return Fault.NONE;
    }
    Rule current = befallen.get();
    current.met().countDown();
    switch (current.fault()) {
      case HOLD -> await(current.released(), "the test to release a request");
      case DELAY -> pause();
      case NONE, REFUSE, DENY, CUT, LOSE_ANSWER -> {}
    }
    return current.fault();
  }

  private static byte[] answer(String status, String body) {
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(ISO_8859_1);
  }

  private static void pause() {
    await(new CountDownLatch(1), 2);
  }

  private static void copy(Socket client, Socket upstream) {
    try {
      client.getInputStream().transferTo(upstream.getOutputStream());
    } catch (IOException e) {
      // As above.
    }
  }

  private static byte[] readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4 && head.size() < MAX_HEAD_BYTES) {
      int next = in.read();
      if (next < 0) {
        return new byte[0];
      }
      head.write(next);
      ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  /** Asks the server to close the connection after its answer. */
  private static byte[] closing(byte[] head) {
    String text = new String(head, ISO_8859_1).replaceAll("(?im)^connection:.*\r\n", "");
    return text.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(ISO_8859_1);
  }

  private static void await(CountDownLatch latch, String what) {
    if (!await(latch, 120)) {
      throw new AssertionError("Timed out waiting for " + what);
    }
  }

  private static boolean await(CountDownLatch latch, long seconds) {
    try {
      return latch.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rules.forEach(Rule::release);
    threads.shutdownNow();
  }
}
