package hub;

import java.util.Arrays;

/**
 * The events of one partition that are still kept, oldest first: a ring in memory. Sequence numbers start at 0 and never
 * skip; an event's offset is the number of bytes before it. For the hub's own thread only.
 */
final class PartitionLog {
  private StoredEvent[] ring = new StoredEvent[16];
  private long first;
  private long next;
  private long nextOffset;
  private StoredEvent last;
  private long keptBytes;

  /** Adds an event, with the time never before the event's before. */
  StoredEvent append(EncodedMessage message, long nowMillis) {
    if (next - first == ring.length) {
      grow();
    }
    long time = last == null ? nowMillis : Math.max(nowMillis, last.enqueuedMillis());
    StoredEvent event = new StoredEvent(next, nextOffset, time, message);
    ring[slot(next)] = event;
    next++;
    nextOffset += event.sizeBytes();
    keptBytes += event.sizeBytes();
    last = event;
    return event;
  }

  private void grow() {
    StoredEvent[] bigger = new StoredEvent[ring.length * 2];
    for (long n = first; n < next; n++) {
      bigger[(int) (n & (bigger.length - 1))] = ring[slot(n)];
    }
    ring = bigger;
  }

  private int slot(long sequenceNumber) {
    return (int) (sequenceNumber & (ring.length - 1));
  }

  /** The event of this number, or the oldest kept if it is gone; null if there is none yet. */
  StoredEvent at(long sequenceNumber) {
    long n = Math.max(sequenceNumber, first);
    return n < next ? ring[slot(n)] : null;
  }

  /** Forgets the oldest event; returns the bytes that frees. */
  long evict() {
    StoredEvent gone = ring[slot(first)];
    ring[slot(first)] = null;
    first++;
    keptBytes -= gone.sizeBytes();
    if (first == next && ring.length > 1024) {
      ring = Arrays.copyOf(ring, 16);
    }
    return gone.sizeBytes();
  }

  /** The number of the oldest event kept; where there is none, the number the next one will get. */
  long first() {
    return first;
  }

  /** The number the next event will get. */
  long next() {
    return next;
  }

  /** The latest event ever, kept or not; null before the first. */
  StoredEvent last() {
    return last;
  }

  /** What the kept events cost, in bytes. */
  long keptBytes() {
    return keptBytes;
  }

  /** The number of the first kept event whose offset is greater than this one. */
  long afterOffset(long offset) {
    return search(offset, false);
  }

  /** The number of the first kept event enqueued later than this, in milliseconds since 1970. */
  long afterTime(long millis) {
    return search(millis, true);
  }

  private long search(long value, boolean byTime) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      StoredEvent e = ring[slot(middle)];
      if ((byTime ? e.enqueuedMillis() : e.offset()) > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
