package hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps all partitions together within a time and a number of bytes by forgetting their oldest events, wherever they
 * are. Capture does not depend on it: what is to be captured is queued apart. For the hub's own thread only.
 */
final class Retention {
  private final long millis;
  private final long bytes;
  private final List<PartitionLog> logs = new ArrayList<>();
  private long kept;

  Retention(Duration time, long bytes) {
    this.millis = time.toMillis();
    this.bytes = bytes;
  }

  void add(PartitionLog log) {
    logs.add(log);
  }

  void count(long added) {
    kept += added;
  }

  /** To be called after events were added. Frees an eighth at once, so that finding the oldest costs little. */
  void added() {
    if (kept > bytes) {
      while (kept > bytes - bytes / 8) {
        PartitionLog oldest = oldest();
        long until = oldest.at(0).enqueuedMillis();
        do {
          kept -= oldest.evict();
        } while (kept > bytes - bytes / 8 && oldest.at(0) != null && oldest.at(0).enqueuedMillis() == until);
      }
    }
  }

  private PartitionLog oldest() {
    PartitionLog oldest = null;
    for (PartitionLog log : logs) {
      StoredEvent e = log.at(0);
      if (e != null && (oldest == null || e.enqueuedMillis() < oldest.at(0).enqueuedMillis())) {
        oldest = log;
      }
    }
    return oldest;
  }

  /** To be called now and then: forgets what is too old. */
  void expire(long nowMillis) {
    for (PartitionLog log : logs) {
      while (log.at(0) != null && log.at(0).enqueuedMillis() < nowMillis - millis) {
        kept -= log.evict();
      }
    }
  }
}
