package hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A connection's socket: moves bytes between the client and proton, and never waits. For the hub's own thread only. */
final class AmqpSocket {
  private static final int WASTE_BYTES = 1 << 13;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final WholeFrames transport;
  /** Where what comes goes when it is no longer wanted; null while it is. */
  private ByteBuffer waste;

  AmqpSocket(SocketChannel channel, SelectionKey key, WholeFrames transport) {
    this.channel = channel;
    this.key = key;
    this.transport = transport;
  }

  /** Reads some of what has come, if anything has; below 0 if the client sends no more. */
  int receive() throws IOException {
    if (!key.isValid()) {
      return -1;
    }
    if (!key.isReadable()) {
      return 0;
    }
    if (waste != null) {
      return channel.read(waste.clear());
    }
    return transport.capacity() <= 0 ? 0 : channel.read(transport.tail());
  }

  /**
   * Writes what there is; above 0 if the socket did not take it all, below 0 if there will never be more. While it does
   * not, nothing is read either: answers must not pile up.
   */
  int send() throws IOException {
    int pending = transport.pending();
    while (pending > 0) {
      ByteBuffer head = transport.head();
      int written = channel.write(head);
      transport.pop(written);
      if (head.hasRemaining() && written < pending) {
        key.interestOps(waste == null ? SelectionKey.OP_WRITE : SelectionKey.OP_WRITE | SelectionKey.OP_READ);
        return pending - written;
      }
      pending = transport.pending();
    }
    if (key.isValid()) {
      key.interestOps(SelectionKey.OP_READ);
    }
    if (waste != null) {
      channel.shutdownOutput();
    }
    return pending;
  }

  /**
   * What comes from now on is thrown away, and after what there is to send the hub says that it sends no more. Closing at
   * once, with something unread, would be a reset, which takes from the client what it has not read yet (RFC 1122,
   * 4.2.2.13).
   */
  void ignoreInput() {
    waste = waste == null ? ByteBuffer.allocate(WASTE_BYTES) : waste;
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // it is gone
    }
  }
}
