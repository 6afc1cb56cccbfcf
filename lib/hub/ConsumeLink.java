package hub;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;

/**
 * A link on which a client receives the events of a partition, as far as its credit goes. Deliveries are settled by
 * this side at once: nobody's acknowledgement of an event means anything to Event Hubs.
 */
final class ConsumeLink implements LinkHandler {
  private static final Symbol EPOCH = Symbol.valueOf("com.microsoft:epoch");
  private static final Symbol RECEIVER_NAME = Symbol.valueOf("com.microsoft:receiver-name");
  private static final Symbol METRICS = Symbol.valueOf("com.microsoft:enable-receiver-runtime-metric");
  /** How much may wait in a session for its socket: a client that reads slowly costs no more, whatever its credit. */
  private static final int MOST_WAITING_BYTES = 128 * 1024;

  private final AmqpConnection connection;
  private final Sender sender;
  private final EntityPath path;
  private final Partition partition;
  private final ConsumerGroup group;
  private final Long epoch;
  private final boolean withMetrics;
  private long nextSequenceNumber;
  private int nextTag;

  private ConsumeLink(AmqpConnection connection, Sender sender, EntityPath path, Partition partition, ConsumerGroup group,
      Long epoch, long start) {
    this.connection = connection;
    this.sender = sender;
    this.path = path;
    this.partition = partition;
    this.group = group;
    this.epoch = epoch;
    this.nextSequenceNumber = start;
    this.withMetrics = sender.getRemoteDesiredCapabilities() != null
        && Arrays.asList(sender.getRemoteDesiredCapabilities()).contains(METRICS);
  }

  /** Attaches a receiver. Null if it was refused. */
  static LinkHandler attach(AmqpConnection connection, Sender sender, EntityPath path) {
    HubEntity hub = Links.find(connection, sender, path, AccessRight.LISTEN);
    if (hub == null) {
      return null;
    }
    Partition partition = hub.partition(path.partition());
    ConsumerGroup group = partition.group(path.consumerGroup());
    if (group == null) {
      return Links.unknown(sender, path);
    }
    Long epoch = property(sender, EPOCH) instanceof Number n ? n.longValue() : null;
    ConsumerGroup.Refusal refusal = group.check(epoch, name(sender));
    if (refusal != null) {
      AmqpErrors.refuse(sender, refusal.error(), refusal.description());
      return null;
    }
    long start;
    try {
      start = StartPosition.find(sender.getRemoteSource() instanceof Source s ? s.getFilter() : null, partition.log());
    } catch (IllegalArgumentException e) {
      AmqpErrors.refuse(sender, AmqpErrors.OUT_OF_RANGE, e.getMessage());
      return null;
    }
    ConsumeLink link = new ConsumeLink(connection, sender, path, partition, group, epoch, start);
    link.open();
    return link;
  }

  private void open() {
    sender.setSource(sender.getRemoteSource());
    sender.setTarget(sender.getRemoteTarget());
    sender.setSenderSettleMode(SenderSettleMode.SETTLED);
    sender.setReceiverSettleMode(sender.getRemoteReceiverSettleMode());
    sender.setProperties(epoch == null ? Map.of() : Map.of(EPOCH, epoch));
    sender.setOfferedCapabilities(withMetrics ? new Symbol[] {METRICS} : null);
    sender.open();
    group.join(this);
  }

  private static Object property(Sender sender, Symbol name) {
    return sender.getRemoteProperties() == null ? null : sender.getRemoteProperties().get(name);
  }

  private static String name(Sender sender) {
    Object name = property(sender, RECEIVER_NAME);
    return name == null ? sender.getName() : name.toString();
  }

  /** What the client calls this receiver. */
  String name() {
    return name(sender);
  }

  /** Its epoch, or null if it has none. */
  Long epoch() {
    return epoch;
  }

  /** A reader with a higher epoch takes over. */
  void displace(String why) {
    connection.detach(sender, AmqpErrors.STOLEN, why);
  }

  void wake() {
    connection.server().wake(connection);
  }

  @Override
  public void onFlow() {
    wake();
  }

  @Override
  public boolean pump() {
    PartitionLog log = partition.log();
    StoredEvent last = withMetrics ? log.last() : null;
    long now = System.currentTimeMillis();
    long count = 0;
    while (sender.getCredit() > 0 && sender.getSession().getOutgoingBytes() < MOST_WAITING_BYTES) {
      StoredEvent event = log.at(nextSequenceNumber);
      if (event == null) {
        break;
      }
      send(event, last, now);
      nextSequenceNumber = event.sequenceNumber() + 1;
      count++;
    }
    connection.server().namespace().counters().eventsDelivered.add(count);
    if (sender.getDrain() && sender.getCredit() > 0 && log.at(nextSequenceNumber) == null) {
      sender.drained();
    }
    return count > 0;
  }

  private void send(StoredEvent event, StoredEvent last, long nowMillis) {
    int tag = nextTag++;
    Delivery delivery = sender.delivery(new byte[] {(byte) (tag >> 24), (byte) (tag >> 16), (byte) (tag >> 8), (byte) tag});
    sender.sendNoCopy(ReadableBuffer.ByteBufferReader.wrap(DeliveryWriter.encode(event, last, nowMillis)));
    delivery.settle();
    sender.advance();
  }

  @Override
  public void onTick(Instant now) {
    if (!connection.authorization().allows(path.path(), AccessRight.LISTEN, now)) {
      connection.detach(sender, AmqpErrors.UNAUTHORIZED, "ExpiredToken: the token for 'sb://localhost/" + path.path() + "' has expired.");
    }
  }

  @Override
  public void onClosed() {
    group.leave(this);
  }
}
