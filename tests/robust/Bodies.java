package robust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Event;

/** Blobs of bodies written out. */
final class Bodies {
  /** When the first window opens. */
  static final Instant T = Instant.parse("2024-03-01T10:00:00Z");

  private Bodies() {
  }

  /** The blob of the nth window of five minutes, with these bodies. */
  static Blob blob(int window, String... bodies) {
    List<Event> events = new ArrayList<>();
    for (String body : bodies) {
      long number = window * 1_000_000L + events.size();
      Instant enqueued = T.plusSeconds(300L * window + Math.min(events.size(), 299));
      events.add(new Event(number, enqueued, null, Map.of(), CaptureTree.bytes(body), List.of()));
    }
    return Blob.of(T.plusSeconds(300L * window), events);
  }
}
