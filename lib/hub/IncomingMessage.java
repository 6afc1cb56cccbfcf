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

  private final AmqpServer server;
  private final Receiver receiver;
  private final int largest;
  private ByteArrayOutputStream begun;

  IncomingMessage(AmqpServer server, Receiver receiver, int largest) {
    this.server = server;
    this.receiver = receiver;
    this.largest = largest;
  }

  /**
   * Takes what has come of the link's current delivery.
   *
   * @return all its bytes, or null while some are still to come
   * @throws Refused if it is larger than it may be, or too many are unfinished; the link cannot go on then
   */
  byte[] take(Delivery delivery) throws Refused {
    int more = delivery.available();
    int size = more + (begun == null ? 0 : begun.size());
    if (size > largest) {
      throw new Refused(AmqpErrors.TOO_LARGE, "The received message (delivery-id:" + receiver.getName() + ", size:" + size
          + " bytes) exceeds the limit (" + largest + " bytes) currently allowed on the link.");
    }
    byte[] bytes = new byte[more];
    receiver.recv(bytes, 0, more);
    boolean whole = !delivery.isPartial() || delivery.isAborted();
    if (whole && begun == null) {
      return bytes;
    }
    begun = begun == null ? new ByteArrayOutputStream() : begun;
    begun.writeBytes(bytes);
    if (server.countUnfinished(more) > MOST_UNFINISHED_BYTES) {
      throw new Refused(AmqpErrors.LIMIT, "too many unfinished messages at a time");
    }
    return whole ? finish() : null;
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

    Refused(String error, String description) {
      super(description, null, false, false);
      this.error = error;
    }

    String error() {
      return error;
    }
  }
}
