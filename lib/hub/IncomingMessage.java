package hub;

import java.io.ByteArrayOutputStream;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;

/**
 * Puts together what arrives on one link: a delivery can come in many frames. What has come is held as plain bytes,
 * since proton keeps an object for each frame, however small. For the hub's own thread only.
 */
final class IncomingMessage {
  /** What all messages that have begun and not ended may hold together, over all connections. */
  private static final long MOST_UNFINISHED_BYTES = 64L << 20;
  /** Who sends a message longer than this does not mean to end it. */
  private static final long ENDLESS_BYTES = 16L << 20;

  private final AmqpServer server;
  private final Receiver receiver;
  private final int largest;
  private ByteArrayOutputStream begun;
  /** Bytes of the delivery at hand that were thrown away, since it is too large. */
  private long thrownAway;
  /** How many deliveries have ended. */
  private long number;

  IncomingMessage(AmqpServer server, Receiver receiver, int largest) {
    this.server = server;
    this.receiver = receiver;
    this.largest = largest;
  }

  /**
   * Takes what has come of the link's current delivery.
   *
   * @return all its bytes, or null while some are still to come
   * @throws Refused if it is larger than it may be, once all of it has come; or, and then the link cannot go on, if it does
   *     not end, or too many are unfinished
   */
  byte[] take(Delivery delivery) throws Refused {
    byte[] more = new byte[delivery.available()];
    receiver.recv(more, 0, more.length);
    boolean whole = !delivery.isPartial() || delivery.isAborted();
    long id = number;
    number += whole ? 1 : 0;
    long size = thrownAway + (begun == null ? 0 : begun.size()) + more.length;
    if (size > largest) {
      throwAway(id, size, whole);
    }
    if (size > largest || whole && begun == null) {
      return whole ? more : null;
    }
    begun = begun == null ? new ByteArrayOutputStream() : begun;
    begun.writeBytes(more);
    if (server.countUnfinished(more.length) > MOST_UNFINISHED_BYTES) {
      throw new Refused(AmqpErrors.LIMIT, "too many unfinished messages at a time", true);
    }
    return whole ? finish() : null;
  }

  /** As the service, which takes the rest of what is too large, and rejects it in these words. */
  private void throwAway(long id, long size, boolean whole) throws Refused {
    drop();
    thrownAway = whole ? 0 : size;
    if (whole && !receiver.current().isAborted() || size > ENDLESS_BYTES) {
      throw new Refused(AmqpErrors.TOO_LARGE, "The received message (delivery-id:" + id + ", size:" + size
          + " bytes) exceeds the limit (" + largest + " bytes) currently allowed on the link.", !whole);
    }
  }

  private byte[] finish() {
    byte[] all = begun.toByteArray();
    drop();
    return all;
  }

  /** Forgets what has come; to be called when the link is gone. */
  void drop() {
    if (begun != null) {
      server.countUnfinished(-begun.size());
      begun = null;
    }
  }

  /** Why a message cannot be taken: an error condition, and its description as the message. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String error;
    private final boolean isLinkOver;

    Refused(String error, String description, boolean isLinkOver) {
      super(description, null, false, false);
      this.error = error;
      this.isLinkOver = isLinkOver;
    }

    String error() {
      return error;
    }

    /** Whether the link cannot go on, or just this message is not taken. */
    boolean isLinkOver() {
      return isLinkOver;
    }
  }
}
