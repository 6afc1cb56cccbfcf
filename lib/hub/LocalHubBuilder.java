package hub;

import capture.CaptureFolder;
import capture.CaptureNameFormat;
import capture.CaptureStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** How a {@link LocalHub} is to be. Everything has a default. For one thread. */
public final class LocalHubBuilder {
  String host = "localhost";
  int port;
  String namespace = "local";
  final List<EventHubSettings> hubs = new ArrayList<>();
  final List<AccessKey> keys = new ArrayList<>();
  CaptureStore store;
  Duration window = Duration.ofMinutes(1);
  long sizeBytes = CaptureSettings.SMALLEST_BYTES;
  boolean skipEmpty;
  CaptureNameFormat nameFormat = CaptureNameFormat.DEFAULT;
  Duration retention = Duration.ofHours(1);
  long retentionBytes = 256L << 20;
  Path certificate;
  Consumer<CapturedBlob> onCaptured = blob -> { };
  Consumer<String> onProblem = text -> { };

  LocalHubBuilder() {
  }

  /** The address to listen at; {@code localhost}, which only this machine reaches, unless told. */
  public LocalHubBuilder host(String host) {
    this.host = host;
    return this;
  }

  /** The port to listen at; 0, the default, for any that is free. Throws IllegalArgumentException above 65535. */
  public LocalHubBuilder port(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + ": 1 to 65535 was expected, or 0 for any that is free");
    }
    this.port = port;
    return this;
  }

  /** The namespace in the names of capture files; {@code local} unless told. */
  public LocalHubBuilder namespace(String namespace) {
    if (!namespace.matches("[A-Za-z0-9]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?")) {
      throw new IllegalArgumentException("namespace '" + namespace + "': 1 to 50 letters, digits and hyphens were expected");
    }
    this.namespace = namespace;
    return this;
  }

  /** Adds an event hub. Where none is added there is {@link LocalHub#DEFAULT_EVENT_HUB}. */
  public LocalHubBuilder eventHub(String name, int partitions, String... consumerGroups) {
    return eventHub(new EventHubSettings(name, partitions, Arrays.asList(consumerGroups)));
  }

  /** Adds an event hub. Throws IllegalArgumentException if there is one of that name already. */
  public LocalHubBuilder eventHub(EventHubSettings hub) {
    if (hubs.stream().anyMatch(h -> h.name().equalsIgnoreCase(hub.name()))) {
      throw new IllegalArgumentException("event hub '" + hub.name() + "' is there twice");
    }
    hubs.add(hub);
    return this;
  }

  /** The key of the policy {@link AccessKey#ROOT}; a random one unless told. */
  public LocalHubBuilder key(String key) {
    return key(AccessKey.root(key));
  }

  /** Adds a shared access policy of its own name. The first one added is in {@link LocalHub#connectionString()}. */
  public LocalHubBuilder key(AccessKey key) {
    if (keys.stream().anyMatch(k -> k.name().equals(key.name()))) {
      throw new IllegalArgumentException("shared access policy '" + key.name() + "' is there twice");
    }
    keys.add(key);
    return this;
  }

  /** Adds a shared access policy with a random key: {@code NAME:RIGHTS}, the rights send, listen and manage with commas. */
  public LocalHubBuilder policy(String text) {
    int colon = text.indexOf(':');
    try {
      List<AccessRight> rights = Arrays.stream(text.substring(colon + 1).split(","))
          .map(r -> AccessRight.valueOf(r.strip().toUpperCase(Locale.ROOT))).toList();
      return key(new AccessKey(text.substring(0, Math.max(colon, 0)), AccessKey.randomKey(), EnumSet.copyOf(rights)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("policy '" + text + "': NAME:RIGHTS was expected, such as reader:listen or app:send,listen");
    }
  }

  /** Adds a shared access policy with a random key. */
  public LocalHubBuilder policy(String name, AccessRight first, AccessRight... more) {
    return key(new AccessKey(name, AccessKey.randomKey(), EnumSet.of(first, more)));
  }

  /** Captures every hub's events into a store; null, the default, for no capture. */
  public LocalHubBuilder capture(CaptureStore store) {
    this.store = store;
    return this;
  }

  /** How long a capture window is open: 1 minute unless told. For tests it may be shorter than the service's 60 s. */
  public LocalHubBuilder window(Duration window) {
    if (window.toMillis() < 1 || window.compareTo(CaptureSettings.LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException("a capture window is open for at most " + CaptureSettings.LONGEST_WINDOW.toSeconds()
          + " s, not " + window.toMillis() / 1000.0 + " s");
    }
    this.window = window;
    return this;
  }

  /** The size of the file at which a window closes early, in bytes: 10 MiB unless told. For tests it may be smaller. */
  public LocalHubBuilder size(long bytes) {
    if (bytes < 1 || bytes > CaptureSettings.LARGEST_BYTES) {
      throw new IllegalArgumentException("a capture window holds at most " + CaptureSettings.LARGEST_BYTES + " bytes, not " + bytes);
    }
    this.sizeBytes = bytes;
    return this;
  }

  /**
   * Both of them, within what the service can be set to: 60 s to 15 min, and 10 to 500 MiB. Throws
   * IllegalArgumentException for anything else.
   */
  public LocalHubBuilder serviceWindow(Duration window, long bytes) {
    if (window.compareTo(CaptureSettings.SHORTEST_WINDOW) < 0 || window.compareTo(CaptureSettings.LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException("a capture window is open for 60s to 15m, not " + window.toMillis() / 1000.0 + " s");
    }
    if (bytes < CaptureSettings.SMALLEST_BYTES || bytes > CaptureSettings.LARGEST_BYTES) {
      throw new IllegalArgumentException("a capture window holds 10MB to 500MB, not " + bytes + " bytes");
    }
    return window(window).size(bytes);
  }

  /** Whether windows without events leave no file; off, as at the service, unless told. */
  public LocalHubBuilder skipEmpty(boolean skip) {
    this.skipEmpty = skip;
    return this;
  }

  /** How capture files are named. */
  public LocalHubBuilder nameFormat(CaptureNameFormat format) {
    this.nameFormat = format;
    return this;
  }

  /** How long, and how many bytes of, events are kept for receivers: 1 hour and 256 MiB over all hubs unless told. */
  public LocalHubBuilder retention(Duration time, long bytes) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a time of retention above zero was expected");
    }
    if (bytes < 1) {
      throw new IllegalArgumentException("a memory for retention above zero was expected");
    }
    this.retention = time;
    this.retentionBytes = bytes;
    return this;
  }

  /** Speaks TLS with a certificate made at start, which is written to this file for clients to trust. */
  public LocalHubBuilder tls(Path certificateFile) {
    this.certificate = certificateFile;
    return this;
  }

  /** Is told of every capture file as it is written, on a thread that must not wait. */
  public LocalHubBuilder onCaptured(Consumer<CapturedBlob> listener) {
    this.onCaptured = listener;
    return this;
  }

  /** Is told, in one line, what does not work and what the hub does about it, on a thread that must not wait. */
  public LocalHubBuilder onProblem(Consumer<String> listener) {
    this.onProblem = listener;
    return this;
  }

  /**
   * Checks that captures can be stored. Who starts without waits for a store that comes later.
   *
   * @throws IOException if the folder cannot be written, or the container is not there
   */
  public LocalHubBuilder checkCapture() throws IOException {
    if (store instanceof CaptureFolder folder) {
      folder.create("start").close();
    } else if (store != null) {
      store.level("");
    }
    return this;
  }

  CaptureSettings captureSettings() {
    return new CaptureSettings(store, window, sizeBytes, skipEmpty, nameFormat, namespace);
  }

  /** Whether only this machine will reach it; false also for a name that is not known. */
  public boolean isLoopback() {
    return hostIs(InetAddress::isLoopbackAddress);
  }

  /** Whether it will listen at every address of this machine. */
  boolean isAnyAddress() {
    return hostIs(InetAddress::isAnyLocalAddress);
  }

  private boolean hostIs(Predicate<InetAddress> what) {
    try {
      return what.test(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Starts it.
   *
   * @throws IOException if the port is taken or the address is not this machine's; the message says which
   */
  public LocalHub start() throws IOException {
    return new LocalHub(this);
  }
}
