package hub;

import hub.AmqpBytes.MalformedMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;

/** A link on which a client sends events to a hub or to one of its partitions. */
final class PublishLink implements LinkHandler {
  /** The service's limit for a message, and for a batch. */
  static final int LARGEST_MESSAGE = 1 << 20;
  private static final int CREDIT = 100;

  private final AmqpConnection connection;
  private final Receiver receiver;
  private final EntityPath path;
  private final HubEntity hub;
  private final HubNamespace namespace;
  private final IncomingMessage incoming;

  PublishLink(AmqpConnection connection, Receiver receiver, EntityPath path, HubEntity hub) {
    this.connection = connection;
    this.receiver = receiver;
    this.path = path;
    this.hub = hub;
    this.namespace = connection.server().namespace();
    this.incoming = new IncomingMessage(connection.server(), receiver, LARGEST_MESSAGE);
    receiver.setSource(receiver.getRemoteSource());
    receiver.setTarget(receiver.getRemoteTarget());
    receiver.setMaxMessageSize(UnsignedLong.valueOf(LARGEST_MESSAGE)); // clients size their batches by it
    receiver.setProperties(Map.of());
    receiver.open();
    onFlow();
  }

  /** Gives credit, unless capture is behind: then senders wait instead of filling memory. */
  @Override
  public void onFlow() {
    if (receiver.getCredit() <= CREDIT / 2 && !namespace.isCrowded()) {
      receiver.flow(CREDIT - receiver.getCredit());
    }
  }

  @Override
  public void onDelivery() {
    for (Delivery d = receiver.current(); d != null; d = receiver.current()) {
      if (!take(d)) {
        return;
      }
    }
    onFlow();
  }

  /** Takes what has come of a delivery. False if more of it is to come, or the link is gone. */
  private boolean take(Delivery d) {
    try {
      byte[] bytes = incoming.take(d);
      if (bytes == null) {
        return false;
      }
      receiver.advance();
      if (d.isAborted()) {
        d.settle();
        return true;
      }
      return take(d, bytes);
    } catch (IncomingMessage.Refused e) {
      if (e.isLinkOver()) {
        connection.detach(receiver, e.error(), e.getMessage());
        return false;
      }
      receiver.advance();
      answer(d, AmqpErrors.rejected(e.error(), e.getMessage()));
      return true;
    }
  }

  /** Takes one delivery, or answers why not. False if the link is gone. */
  private boolean take(Delivery d, byte[] bytes) {
    try {
      List<EncodedMessage> messages = MessageReader.read(bytes, d.getMessageFormat());
      Fault fault = namespace.faults().onDelivery(messages.size());
      if (fault != null) {
        return takeFaulty(d, messages, fault);
      }
      answer(d, accept(messages));
    } catch (MalformedMessage e) {
      answer(d, AmqpErrors.rejected(AmqpErrors.DECODE, e.getMessage()));
    }
    return true;
  }

  private DeliveryState accept(List<EncodedMessage> messages) {
    if (namespace.isFull()) {
      return AmqpErrors.rejected(AmqpErrors.BUSY, "The server was unable to process the request; please retry the operation: "
          + "captured events wait to be written.");
    }
    Partition partition = path.partition() != null ? hub.partition(path.partition()) : hub.choose(messages.get(0).partitionKey());
    partition.append(messages);
    namespace.counters().eventsReceived.add(messages.size());
    return Accepted.getInstance();
  }

  private static void answer(Delivery d, DeliveryState state) {
    if (!d.remotelySettled()) {
      d.disposition(state);
    }
    d.settle();
  }

  private boolean takeFaulty(Delivery d, List<EncodedMessage> messages, Fault fault) {
    if (fault instanceof Fault.ServerBusy) {
      answer(d, AmqpErrors.rejected(AmqpErrors.BUSY, "The server is busy, as asked for."));
      return true;
    }
    if (fault instanceof Fault.Slow slow) {
      DeliveryState state = accept(messages);
      connection.server().schedule(slow.delay().toMillis(), () -> {
        answer(d, state);
        connection.server().wake(connection);
      });
      return true;
    }
    if (fault instanceof Fault.LinkDetached) {
      connection.detach(receiver, AmqpErrors.DETACH_FORCED, "The link is detached, as asked for.");
      return false;
    }
    if (fault instanceof Fault.AcknowledgementLost) {
      accept(messages);
    }
    connection.discard();
    return false;
  }

  @Override
  public void onTick(Instant now) {
    if (!connection.authorization().allows(path.path(), AccessRight.SEND, now)) {
      connection.detach(receiver, AmqpErrors.UNAUTHORIZED, "ExpiredToken: the token for 'sb://localhost/" + path.path() + "' has expired.");
    }
  }

  @Override
  public void onClosed() {
    incoming.drop();
  }
}
