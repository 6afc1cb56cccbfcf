package explore;

import capture.CaptureBlob;
import capture.CapturedEvent;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Watches for captures that were not there before. */
final class Follow {
  private static final long SHORTEST_PAUSE_MILLIS = 500;
  /** Listing a large container takes long; most of the time we wait. */
  private static final long LISTINGS_SHARE = 4;

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
      long start = System.currentTimeMillis();
      List<CaptureBlob> fresh = Work.call(() -> events.blobs().stream().filter(this::isNew).toList());
      long listing = System.currentTimeMillis() - start;
      Scan scan = events.scan();
      try (EventReader reader = new EventReader(scan, fresh)) {
        for (CapturedEvent e; (e = reader.next()) != null;) {
          Screen.print(line(e));
        }
      }
      Answer.leftOut(scan);
      Thread.sleep(Math.max(SHORTEST_PAUSE_MILLIS, LISTINGS_SHARE * listing));
    }
  }

  private static String line(CapturedEvent e) {
    Body body = Body.of(e);
    String line = Times.print(e.enqueuedTime()) + "  " + (e.origin() == null ? "-" : e.origin().partition()) + "  "
        + SequenceNumber.print(e, "-") + "  " + Text.plain(body.isJson() ? body.onOneLine() : body.readable());
    return Screen.width() > 0 ? Text.cut(line, Screen.width()) : line;
  }
}
