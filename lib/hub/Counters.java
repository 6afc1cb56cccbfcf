package hub;

import java.util.concurrent.atomic.LongAdder;

/** What a local hub has done since it started. Safe for any number of threads; each number by itself. */
public final class Counters {
  final LongAdder eventsReceived = new LongAdder();
  final LongAdder eventsDelivered = new LongAdder();
  final LongAdder connections = new LongAdder();

  Counters() {
  }

  /** Events taken from senders. */
  public long eventsReceived() {
    return eventsReceived.sum();
  }

  /** Events passed to receivers, each as often as it was passed. */
  public long eventsDelivered() {
    return eventsDelivered.sum();
  }

  /** Connections that are open now. */
  public long connections() {
    return connections.sum();
  }
}
