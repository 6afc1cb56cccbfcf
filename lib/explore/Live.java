package explore;

import capture.CaptureStore;
import hub.HubAddress;
import hub.LocalHub;
import hub.Reading;
import hub.Telemetry;
import hub.TelemetrySender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A local Event Hubs that captures into what is open, for trying things out, and simulated devices that send to it. One
 * in a session; it ends with the JVM. For one thread.
 */
final class Live {
  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final Duration CAPTURED_WITHIN = Duration.ofSeconds(30);
  private static final int DEVICES = 10;

  private static LocalHub hub;
  private static CaptureStore into;
  private static Telemetry telemetry;
  private static final java.util.concurrent.atomic.AtomicLong CAPTURED = new java.util.concurrent.atomic.AtomicLong();

  private Live() {
  }

  /** Starts the hub, unless it runs and captures there already. */
  static synchronized void start(CaptureStore store) throws IOException {
    if (hub != null && store.equals(into)) {
      return;
    }
    stop();
    hub = LocalHub.builder().eventHub(LocalHub.DEFAULT_EVENT_HUB, LocalHub.DEFAULT_PARTITIONS).capture(store)
        .window(WINDOW).skipEmpty(true).onCaptured(blob -> CAPTURED.addAndGet(blob.events()))
        .onProblem(Screen::message).checkCapture().start();
    into = store;
    telemetry = Telemetry.random(DEVICES);
    // What was acknowledged is captured also when the session ends.
    Runtime.getRuntime().addShutdownHook(new Thread(Live::stop));
  }

  private static synchronized void stop() {
    if (hub != null) {
      try {
        hub.close();
      } catch (Exception e) {
        Screen.error(e.getMessage());
      }
      hub = null;
    }
  }

  /** How any SDK connects to it. */
  static synchronized String connectionString() {
    return hub.connectionString(LocalHub.DEFAULT_EVENT_HUB);
  }

  /** Where it captures into; null before it was started. */
  static synchronized CaptureStore store() {
    return into;
  }

  /** The address of that, for people. */
  static synchronized String location() {
    return into.location();
  }

  /** How long a capture window is. */
  static Duration window() {
    return WINDOW;
  }

  /**
   * Sends readings of ten devices, one after the other, and waits until they are captured.
   *
   * @return one line that tells what became of them
   */
  static String send(int count) throws IOException, InterruptedException {
    if (count < 1) {
      throw new IllegalArgumentException("send(" + count + "): at least 1 was expected");
    }
    long before = CAPTURED.get();
    List<Reading> readings = new ArrayList<>();
    while (readings.size() < count) {
      readings.addAll(telemetry.round());
    }
    try (TelemetrySender sender = TelemetrySender.connect(
        HubAddress.ofConnectionString(connectionString(), LocalHub.DEFAULT_EVENT_HUB))) {
      TelemetrySender.Result result = sender.send(readings.subList(0, count));
      if (result.reason() != null) {
        throw new IOException(sender.acknowledged() + " of " + Text.count(count, "event") + " acknowledged: "
            + result.reason().getMessage());
      }
    }
    long deadline = System.nanoTime() + CAPTURED_WITHIN.toNanos();
    while (CAPTURED.get() - before < count && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    return Text.count(count, "event") + " of " + DEVICES + " devices sent"
        + (CAPTURED.get() - before < count ? ", not captured yet" : " and captured");
  }
}
