package hub;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.message.Message;

/**
 * An AMQP client that does only what it is told: it can stop reading, never let go of a link, send what no SDK would
 * send. For one thread.
 */
final class RawClient implements AutoCloseable {
  private static final int LIMIT_SECONDS = 30;

  final Connection connection = Proton.connection();
  final Session session = connection.session();
  private final Transport transport = Proton.transport();
  private final Socket socket;
  private final byte[] buffer = new byte[65536];
  private boolean ended;

  /** Connects and opens; the hub's answers are read by {@link #until}. */
  RawClient(LocalHub hub) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
    socket.setSoTimeout(20);
    socket.setTcpNoDelay(true);
    transport.sasl().client();
    transport.sasl().setMechanisms("ANONYMOUS");
    connection.setHostname("localhost");
    connection.setContainer("raw");
    transport.bind(connection);
    connection.open();
    session.open();
  }

  /** Sends and reads until something is so, or the hub has hung up; false if it is not so then, or within half a minute. */
  boolean until(BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L;
    while (!condition.getAsBoolean() && !ended && System.nanoTime() < end) {
      send();
      read();
    }
    return condition.getAsBoolean();
  }

  /** Whether the hub has hung up. */
  boolean hasEnded() {
    return ended;
  }

  /** Writes what there is, without reading. */
  void send() throws IOException {
    try {
      for (int n = transport.pending(); n > 0; n = transport.pending()) {
        byte[] bytes = new byte[n];
        transport.head().get(bytes);
        socket.getOutputStream().write(bytes);
        transport.pop(n);
      }
    } catch (java.net.SocketException e) {
      ended = true;
    }
  }

  private void read() throws IOException {
    try {
      int n = socket.getInputStream().read(buffer);
      ended |= n < 0;
      for (int at = 0; at < n;) {
        ByteBuffer tail = transport.tail();
        int part = Math.min(tail.remaining(), n - at);
        tail.put(buffer, at, part);
        transport.process();
        at += part;
      }
    } catch (SocketTimeoutException e) {
      // nothing yet
    } catch (java.net.SocketException e) {
      ended = true;
    }
  }

  /** Puts a token for an audience; the hub's status, such as 202 or 401. */
  int authorize(AccessKey key, String resource, Instant expiry, String audience) throws IOException {
    Sender requests = sender("$cbs");
    Receiver answers = receiver("$cbs", null);
    Message m = Proton.message();
    m.setMessageId("1");
    m.setApplicationProperties(new ApplicationProperties(
        Map.of("operation", "put-token", "type", "servicebus.windows.net:sastoken", "name", audience)));
    m.setBody(new AmqpValue(token(key, resource, expiry)));
    if (!until(() -> requests.getCredit() > 0)) {
      throw new IOException("no credit for $cbs");
    }
    Delivery asked = send(requests, 0, encode(m));
    until(() -> asked.getRemoteState() != null);
    answers.flow(1); // as late as a client may
    if (!until(() -> answers.current() != null && !answers.current().isPartial())) {
      throw new IOException("no answer from $cbs");
    }
    Message answer = Proton.message();
    byte[] bytes = new byte[answers.current().available()];
    answers.recv(bytes, 0, bytes.length);
    answers.advance();
    answer.decode(bytes, 0, bytes.length);
    requests.close();
    answers.close();
    return (Integer) answer.getApplicationProperties().getValue().get("status-code");
  }

  /** Puts a token of the hub's first policy for an hour. */
  RawClient authorized(LocalHub hub) throws IOException {
    int status = authorize(hub.keys().get(0), "sb://localhost/", Instant.now().plusSeconds(3600), "amqp://localhost/");
    if (status != 202) {
      throw new IOException("token: " + status);
    }
    return this;
  }

  /** A shared access signature. */
  static String token(AccessKey key, String resource, Instant expiry) {
    String encoded = URLEncoder.encode(resource, StandardCharsets.UTF_8);
    String seconds = Long.toString(expiry.getEpochSecond());
    return "SharedAccessSignature sr=" + encoded + "&sig="
        + URLEncoder.encode(SasTokens.sign(key.key(), encoded, seconds), StandardCharsets.UTF_8) + "&se=" + seconds + "&skn=" + key.name();
  }

  /** A link to send on, asked for, not yet attached. */
  Sender sender(String address) {
    Sender sender = session.sender(UUID.randomUUID().toString());
    Target target = new Target();
    target.setAddress(address);
    sender.setTarget(target);
    sender.setSource(new Source());
    sender.open();
    return sender;
  }

  /** A link to receive on, asked for, not yet attached; {@code filter} is a selector of Event Hubs' own, or null. */
  Receiver receiver(String address, String filter) {
    Receiver receiver = session.receiver(UUID.randomUUID().toString());
    Source source = new Source();
    source.setAddress(address);
    if (filter != null) {
      var name = org.apache.qpid.proton.amqp.Symbol.valueOf("apache.org:selector-filter:string");
      source.setFilter(Map.of(name, filter));
    }
    receiver.setSource(source);
    receiver.setTarget(new Target());
    receiver.setSenderSettleMode(SenderSettleMode.SETTLED);
    receiver.setReceiverSettleMode(ReceiverSettleMode.FIRST);
    receiver.open();
    return receiver;
  }

  /** A message's bytes. */
  static byte[] encode(Message m) {
    byte[] bytes = new byte[2 << 20];
    return java.util.Arrays.copyOf(bytes, m.encode(bytes, 0, bytes.length));
  }

  /** Hands a message over to a link; {@link #until} or {@link #send()} sends it. */
  static Delivery send(Sender sender, int format, byte[] message) {
    Delivery d = sender.delivery(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
    d.setMessageFormat(format);
    sender.send(message, 0, message.length);
    sender.advance();
    return d;
  }

  /** The error with which the hub ended a link, and its description; null if it did not. */
  String error(Link link) {
    return link.getRemoteState() == EndpointState.CLOSED && link.getRemoteCondition().getCondition() != null
        ? link.getRemoteCondition().getCondition() + " " + link.getRemoteCondition().getDescription() : null;
  }

  /** The error with which the hub ended the connection; null if it did not say. */
  String error() {
    return connection.getRemoteCondition().getCondition() == null ? null : connection.getRemoteCondition().getCondition().toString();
  }

  /** Writes a frame past the library, which would not let anybody. */
  void frame(int channel, Object performative) throws IOException {
    DecoderImpl decoder = new DecoderImpl();
    EncoderImpl encoder = new EncoderImpl(decoder);
    AMQPDefinedTypes.registerAllTypes(decoder, encoder);
    ByteBuffer body = ByteBuffer.allocate(4096);
    encoder.setByteBuffer(body);
    encoder.writeObject(performative);
    ByteBuffer frame = ByteBuffer.allocate(8 + body.position());
    frame.putInt(frame.capacity()).put((byte) 2).put((byte) 0).putShort((short) channel).put(body.flip());
    write(frame.array());
  }

  /** Writes bytes past the library. */
  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** All that the hub says from now on, until it hangs up. */
  String rest() throws IOException {
    socket.setSoTimeout(LIMIT_SECONDS * 1000);
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
