package hub;

import java.time.Duration;

/**
 * Something that goes wrong on demand, so that a client can be tested against it: {@link LocalHub#fault}. Each happens
 * as many times as it says, then the hub is well again.
 */
public sealed interface Fault {
  /** How often it happens. */
  int times();

  /** The next deliveries are rejected with {@code com.microsoft:server-busy}, and not taken. */
  record ServerBusy(int times) implements Fault { }

  /** The next deliveries are not taken; their link is detached with {@code amqp:link:detach-forced}. */
  record LinkDetached(int times) implements Fault { }

  /**
   * After this many more events the connection that sends the next one is cut, and that one is not taken. Once. What was
   * taken just before may lose its acknowledgement with the connection, as with any that breaks.
   */
  record ConnectionCut(long afterEvents) implements Fault {
    @Override
    public int times() {
      return 1;
    }
  }

  /** The next deliveries are taken, and their connection is cut before the client learns it. */
  record AcknowledgementLost(int times) implements Fault { }

  /** The next tokens are answered with 401. */
  record TokenRefused(int times) implements Fault { }

  /** The next deliveries are taken at once, but acknowledged only after this time. */
  record Slow(Duration delay, int times) implements Fault { }

  /** The next attempts to store a capture file fail. The hub tries again until it succeeds. */
  record StorageFailing(int times) implements Fault { }
}
