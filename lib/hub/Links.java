package hub;

import java.time.Instant;
import java.util.Locale;
import org.apache.qpid.proton.amqp.messaging.Terminus;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;

/** Decides what a link that a client asks for is: a request, sending or receiving; or why it cannot be. Stateless. */
final class Links {
  private Links() {
  }

  /** Attaches a link. Null if it was refused. */
  static LinkHandler attach(AmqpConnection connection, Link link) {
    boolean clientSends = link instanceof Receiver;
    EntityPath path = EntityPath.of(address(clientSends ? link.getRemoteTarget() : link.getRemoteSource()));
    switch (path.kind()) {
      case CBS, MANAGEMENT:
        return RequestLink.attach(connection, link, path);
      case HUB, PARTITION:
        return clientSends ? publish(connection, (Receiver) link, path) : unknown(link, path);
      case CONSUMER:
        return clientSends ? unknown(link, path) : ConsumeLink.attach(connection, (Sender) link, path);
      default:
        return unknown(link, path);
    }
  }

  private static LinkHandler publish(AmqpConnection connection, Receiver link, EntityPath path) {
    HubEntity hub = find(connection, link, path, AccessRight.SEND);
    return hub == null ? null : new PublishLink(connection, link, path, hub);
  }

  /** The hub, if it is there, with that partition, and may be used so; else null, and the link is refused. */
  static HubEntity find(AmqpConnection connection, Link link, EntityPath path, AccessRight right) {
    if (!connection.authorization().allows(path.path(), right, Instant.now())) {
      AmqpErrors.refuse(link, AmqpErrors.UNAUTHORIZED, "Unauthorized access. '" + right.name().charAt(0)
          + right.name().substring(1).toLowerCase(Locale.ROOT) + "' claim(s) are required to perform this operation. Resource: 'sb://localhost/"
          + path.path() + "'.");
      return null;
    }
    HubEntity hub = connection.server().namespace().hub(path.eventHub());
    if (hub == null) {
      unknown(link, path);
      return null;
    }
    if (path.partition() != null && hub.partition(path.partition()) == null) {
      AmqpErrors.refuse(link, AmqpErrors.OUT_OF_RANGE, AmqpErrors.noPartition(hub));
      return null;
    }
    return hub;
  }

  static LinkHandler unknown(Link link, EntityPath path) {
    AmqpErrors.refuse(link, AmqpErrors.NOT_FOUND, AmqpErrors.notFound(path.path()));
    return null;
  }

  /** The address of a source or target; null if there is none, or it is a transaction's coordinator. */
  static String address(Object terminus) {
    return terminus instanceof Terminus t ? t.getAddress() : null;
  }
}
