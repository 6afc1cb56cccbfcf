package explore;

import capture.CaptureBlob;
import capture.CapturedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Watches for captures that were not there before. */
final class Follow {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Events events;
  private final Set<String> seen = new HashSet<>();

  Follow(Events events) throws IOException {
    this.events = events;
    events.blobs().forEach(this::isNew);
  }

  private boolean isNew(CaptureBlob blob) {
    return seen.add(blob.name() + "\n" + blob.etag());
  }

  /** Prints the events of new captures, a line each, until this thread is interrupted. */
  void run() throws IOException, InterruptedException {
    while (true) {
      List<CaptureBlob> fresh = Work.call(() -> events.blobs().stream().filter(this::isNew).toList());
      try (EventReader reader = new EventReader(events, fresh)) {
        for (CapturedEvent e; (e = reader.next()) != null;) {
          Screen.print(line(e));
        }
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private static String line(CapturedEvent e) {
    String body = EventText.onOneLine(e);
    String line = Times.print(e.enqueuedTime()) + "  " + (e.origin() == null ? "-" : e.origin().partition()) + "  "
        + e.sequenceNumber() + "  " + Table.plain(body == null ? e.text() : body);
    return Screen.width() > 0 ? Table.cut(line, Screen.width()) : line;
  }
}
