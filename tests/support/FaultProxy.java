package support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Stands before an HTTP server on this machine and does to its answers what networks and busy services do. One request a
 * connection. Every request is asked of {@link #faults}; all of them are kept in {@link #requests()}.
 */
public final class FaultProxy implements AutoCloseable {
  /**
   * A request as it came.
   *
   * @param number how many of the same method and path were before it
   * @param path with the query
   */
  public record Request(int number, String method, String path, Map<String, String> headers) {
    /** Whether it asks for bytes of a blob. */
    public boolean isDownload() {
      return method.equals("GET") && path.contains(".avro") && !path.contains("comp=");
    }

    /** Whether it lists blobs. */
    public boolean isListing() {
      return path.contains("comp=list");
    }

    /** A header, or empty. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** What happens to a request or its answer. */
  public sealed interface Fault {
    /** Nothing. */
    record None() implements Fault {
    }

    /** The service's own error instead of an answer; the server behind never hears of the request. */
    record Status(int code, String error) implements Fault {
    }

    /** The connection is reset when so many bytes of the answer's body were passed on. */
    record Reset(long afterBytes) implements Fault {
    }

    /** The connection is closed, as if in order, when so many bytes of the answer's body were passed on. */
    record Cut(long afterBytes) implements Fault {
    }

    /** The body comes in small pieces with pauses between them. */
    record Drip(int bytes, long pauseMillis) implements Fault {
    }

    /** The server does what it is asked, but its answer never arrives: the connection is reset instead. */
    record LoseAnswer() implements Fault {
    }

    /** No answer and no end until the proxy closes. */
    record Hang() implements Fault {
    }
  }

  private static final int MOST_HEAD_BYTES = 1 << 16;

  private final ServerSocket server;
  private final int upstream;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Fault> faults = request -> new Fault.None();

  private FaultProxy(int upstream) throws IOException {
    this.upstream = upstream;
    this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** Before the server at this port of this machine. */
  public static FaultProxy before(int port) throws IOException {
    return new FaultProxy(port);
  }

  /** Where clients find it. */
  public int port() {
    return server.getLocalPort();
  }

  /** What is to happen from now on; asked for each request, by many threads. */
  public void faults(Function<Request, Fault> decide) {
    faults = decide;
  }

  /** All requests so far, in the order they came. */
  public List<Request> requests() {
    return requests;
  }

  private static void daemon(Runnable run) {
    Thread thread = new Thread(run, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        daemon(() -> {
          try (client) {
            serve(client);
          } catch (IOException e) {
            // the client went away, or we are closed
          } finally {
            open.remove(client);
          }
        });
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) throws IOException {
    String head = head(client.getInputStream());
    if (head.isEmpty()) {
      return;
    }
    Request request = request(head);
    byte[] body = client.getInputStream().readNBytes(Integer.parseInt("0" + request.header("content-length")));
    Fault fault = faults.apply(request);
    if (fault instanceof Fault.Status status) {
      client.getOutputStream().write(answer(request, status));
      return;
    }
    if (fault instanceof Fault.Hang) {
      client.getInputStream().read(); // until one of the two gives up
      return;
    }
    try (Socket service = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      service.getOutputStream().write((head.replaceAll("(?im)^(connection|upgrade|http2-settings):.*\r\n", "").stripTrailing()
          + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      service.getOutputStream().write(body);
      service.getOutputStream().flush();
      String answer = head(service.getInputStream());
      if (fault instanceof Fault.LoseAnswer) {
        reset(client);
        return;
      }
      client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      pass(service.getInputStream(), client, fault);
    }
  }

  private synchronized Request request(String head) {
    String[] lines = head.split("\r\n");
    String[] first = lines[0].split(" ");
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
    }
    int before = (int) requests.stream().filter(r -> r.method.equals(first[0]) && r.path.equals(first[1])).count();
    Request request = new Request(before, first[0], first[1], headers);
    requests.add(request);
    return request;
  }

  private static byte[] answer(Request request, Fault.Status status) {
    String xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + status.error + "</Code><Message>" + status.error
        + "</Message></Error>";
    return ("HTTP/1.1 " + status.code + " " + status.error + "\r\nx-ms-error-code: " + status.error
        + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: " + xml.length() + "\r\n\r\n"
        + (request.method.equals("HEAD") ? "" : xml)).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void pass(InputStream in, Socket client, Fault fault) throws IOException {
    OutputStream out = client.getOutputStream();
    long limit = fault instanceof Fault.Reset r ? r.afterBytes : fault instanceof Fault.Cut c ? c.afterBytes : Long.MAX_VALUE;
    byte[] buffer = new byte[fault instanceof Fault.Drip d ? d.bytes : 8192];
    for (int n; limit > 0 && (n = in.read(buffer, 0, (int) Math.min(buffer.length, limit))) > 0;) {
      out.write(buffer, 0, n);
      out.flush();
      limit -= n;
      if (fault instanceof Fault.Drip d) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(d.pauseMillis));
      }
    }
    if (limit == 0 && fault instanceof Fault.Reset) {
      reset(client);
    }
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  /** The first lines up to the empty one, with it; empty if the other side closed. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int b; (b = in.read()) >= 0;) {
      out.write(b);
      if (out.size() > MOST_HEAD_BYTES) {
        throw new IOException("no end of the head");
      }
      if (b == '\n' && out.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return out.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
