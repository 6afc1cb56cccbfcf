package hub;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Session;

/**
 * The sessions and links of one connection, with a handler for each link that does something. Links that were refused
 * or ended from this side count until the client lets go of them too, so that nobody can pile them up. For the hub's own
 * thread only.
 */
final class ConnectionLinks {
  static final int MOST_SESSIONS = 1024;
  static final int MOST_LINKS = 1024;
  /** What may wait for the socket in all sessions together: a client that reads slowly costs no more. */
  private static final long MOST_WAITING_BYTES = 512 * 1024;
  private static final LinkHandler NOBODY = new LinkHandler() { };

  private final Map<Link, LinkHandler> handlers = new LinkedHashMap<>();
  private final Set<Session> sessions = new HashSet<>();
  private int turn;

  /** A session that the client began. */
  void open(Session session) {
    sessions.add(session);
    if (sessions.size() > MOST_SESSIONS) {
      throw new TooMany("a connection can have " + MOST_SESSIONS + " sessions");
    }
    session.open();
  }

  void close(Session session) {
    for (Link link : List.copyOf(handlers.keySet())) {
      if (link.getSession() == session) {
        handlers.remove(link).onClosed();
      }
    }
    sessions.remove(session);
    session.close();
    session.free();
  }

  /** A link that the client attached. */
  void open(AmqpConnection connection, Link link) {
    if (handlers.size() >= MOST_LINKS || handlers.containsKey(link)) {
      throw new TooMany(handlers.containsKey(link) ? "a link is attached twice" : "a connection can have " + MOST_LINKS + " links");
    }
    LinkHandler handler = Links.attach(connection, link);
    handlers.put(link, handler == null ? new EndedLink(link) : handler);
  }

  void close(Link link) {
    LinkHandler handler = handlers.remove(link);
    if (handler != null) {
      handler.onClosed();
    }
    link.close();
    link.free();
  }

  /** Ends a link from this side, with an error. */
  void detach(Link link, String error, String description) {
    LinkHandler handler = handlers.replace(link, new EndedLink(link));
    if (handler != null) {
      handler.onClosed();
    }
    AmqpErrors.detach(link, error, description);
  }

  /** What handles a link; for one that is gone, something that does nothing. */
  LinkHandler handler(Link link) {
    return handlers.getOrDefault(link, NOBODY);
  }

  Collection<LinkHandler> handlers() {
    return handlers.values();
  }

  /** Has every link look whether it may get, or give, credit. */
  void flow() {
    handlers.values().forEach(LinkHandler::onFlow);
  }

  /** Lets the links send, each in its turn, while little waits for the socket. True if any did. */
  boolean pump() {
    List<LinkHandler> all = List.copyOf(handlers.values());
    boolean any = false;
    for (int i = 0; i < all.size() && waitingBytes() < MOST_WAITING_BYTES; i++) {
      turn = (turn + 1) % all.size();
      any |= all.get(turn).pump();
    }
    return any;
  }

  private long waitingBytes() {
    long bytes = 0;
    for (Session session : sessions) {
      bytes += session.getOutgoingBytes();
    }
    return bytes;
  }

  void tick(Instant now) {
    List.copyOf(handlers.values()).forEach(h -> h.onTick(now));
  }

  /** The connection is gone. */
  void closeAll() {
    List.copyOf(handlers.values()).forEach(LinkHandler::onClosed);
    handlers.clear();
  }

  /** The client has gone beyond what one connection may have; this ends it. */
  static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany(String message) {
      super(message, null, false, false);
    }
  }
}
