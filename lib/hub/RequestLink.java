package hub;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/**
 * A link of {@code $cbs} or {@code $management}: requests come in on one, answers go out on another of the same
 * connection, the one whose target is the request's reply address.
 */
final class RequestLink implements LinkHandler {
  private static final int LARGEST_REQUEST = 65536;
  private static final int CREDIT = 50;
  /** Answers that may wait for credit on a link: who takes none must not fill memory with them. */
  private static final int MOST_WAITING = 8;

  private final AmqpConnection connection;
  private final Link link;
  private final EntityPath.Kind kind;
  /** Null where answers go out. */
  private final IncomingMessage incoming;
  private final Queue<byte[]> waiting = new ArrayDeque<>();

  private RequestLink(AmqpConnection connection, Link link, EntityPath.Kind kind) {
    this.connection = connection;
    this.link = link;
    this.kind = kind;
    this.incoming = link instanceof Receiver r ? new IncomingMessage(connection.server(), r, LARGEST_REQUEST) : null;
  }

  static RequestLink attach(AmqpConnection connection, Link link, EntityPath path) {
    link.setSource(link.getRemoteSource());
    link.setTarget(link.getRemoteTarget());
    link.setProperties(Map.of());
    if (link instanceof Receiver receiver) {
      receiver.setMaxMessageSize(UnsignedLong.valueOf(LARGEST_REQUEST));
      receiver.flow(CREDIT);
    }
    link.open();
    return new RequestLink(connection, link, path.kind());
  }

  @Override
  public void onDelivery() {
    if (!(link instanceof Receiver receiver)) {
      settleAnswers();
      return;
    }
    try {
      for (Delivery d = receiver.current(); d != null; d = receiver.current()) {
        byte[] bytes = incoming.take(d);
        if (bytes == null) {
          return;
        }
        receiver.advance();
        d.disposition(Accepted.getInstance());
        d.settle();
        if (!d.isAborted()) {
          serve(receiver, bytes);
        }
        receiver.flow(1);
      }
    } catch (IncomingMessage.Refused e) {
      connection.detach(link, e.error(), e.getMessage());
    }
  }

  @Override
  public void onClosed() {
    if (incoming != null) {
      incoming.drop();
    }
  }

  /** What the client says to answers needs no reply, but must be settled to be forgotten. */
  private void settleAnswers() {
    Delivery d = link.current();
    if (d != null && d.remotelySettled()) {
      d.settle();
    }
  }

  private void serve(Receiver receiver, byte[] bytes) {
    Message request = decode(bytes);
    if (request == null) {
      connection.detach(link, AmqpErrors.DECODE, "malformed request");
      return;
    }
    Answer answer = kind == EntityPath.Kind.CBS ? CbsRequests.answer(connection.authorization(), request)
        : ManagementRequests.answer(connection, request);
    RequestLink reply = replyLink(receiver, request.getReplyTo());
    if (reply != null && reply.waiting.size() < MOST_WAITING) {
      reply.waiting.add(encode(request, answer));
      reply.onFlow();
    }
  }

  /** Sends answers that waited for the client to give credit. */
  @Override
  public void onFlow() {
    while (link instanceof Sender sender && sender.getCredit() > 0 && !waiting.isEmpty()) {
      byte[] bytes = waiting.remove();
      Delivery delivery = sender.delivery(new byte[] {1});
      sender.send(bytes, 0, bytes.length);
      delivery.settle();
      sender.advance();
    }
  }

  private static Message decode(byte[] bytes) {
    try {
      for (int at = 0; at < bytes.length;) {
        at = AmqpBytes.skip(bytes, at, bytes.length);
      }
      Message message = Proton.message();
      message.decode(bytes, 0, bytes.length);
      return message;
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Java's reply address is its target; JavaScript's is its link's name; Python gives none. */
  private RequestLink replyLink(Receiver request, String replyTo) {
    RequestLink other = null;
    for (LinkHandler handler : connection.links().handlers()) {
      if (handler instanceof RequestLink r && r.kind == kind && r.link instanceof Sender sender) {
        if (replyTo != null && (replyTo.equals(Links.address(sender.getRemoteTarget())) || replyTo.equals(sender.getName()))) {
          return r;
        }
        if (other == null || sender.getSession() == request.getSession()) {
          other = r;
        }
      }
    }
    return other;
  }

  private static byte[] encode(Message request, Answer answer) {
    Message reply = Proton.message();
    reply.setCorrelationId(request.getMessageId());
    Map<String, Object> properties = new HashMap<>();
    properties.put("status-code", answer.status());
    properties.put("status-description", answer.description());
    // The SDKs read either spelling.
    properties.put("statusCode", answer.status());
    properties.put("statusDescription", answer.description());
    if (answer.error() != null) {
      properties.put("error-condition", Symbol.valueOf(answer.error()));
      properties.put("errorCondition", Symbol.valueOf(answer.error()));
    }
    reply.setApplicationProperties(new ApplicationProperties(properties));
    reply.setBody(new AmqpValue(answer.body() == null ? Map.of() : answer.body()));
    byte[] bytes = new byte[256 * 1024];
    return Arrays.copyOf(bytes, reply.encode(bytes, 0, bytes.length));
  }

  /**
   * An answer to a request.
   *
   * @param status as in HTTP
   * @param error the AMQP error condition, or null
   * @param body the values asked for, or null
   */
  record Answer(int status, String description, String error, Map<String, Object> body) {
  }
}
