package hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.SslDomain;

/**
 * One client's connection: its socket, proton's transport engine, and a handler for each link. Whatever goes wrong in
 * it ends this connection only. For the hub's own thread only.
 */
final class AmqpConnection {
  private static final int FRAME_BYTES = 65536;
  private static final int IDLE_MILLIS = 60_000;
  private static final int MOST_SESSIONS = 1024;
  private static final int MOST_LINKS = 1024;
  /** How long a client may take to authenticate and open. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  /** How often a flush fills the socket before other connections get their turn. */
  private static final int ROUNDS = 8;

  private final AmqpServer server;
  private final SocketChannel socket;
  private final SelectionKey key;
  private final WholeFrames transport = new WholeFrames();
  private final Connection connection = Proton.connection();
  private final Collector collector = Proton.collector();
  private final Map<Link, LinkHandler> handlers = new IdentityHashMap<>();
  private final Authorization authorization;
  private final Sasl sasl;
  private final boolean refused;
  private final Instant acceptedAt = Instant.now();
  private boolean closed;

  /** {@code refused} for one too many, which is told so and ended. */
  AmqpConnection(AmqpServer server, SocketChannel socket, SelectionKey key, SSLContext tls, boolean refused) {
    this.refused = refused;
    this.server = server;
    this.socket = socket;
    this.key = key;
    this.authorization = new Authorization(server.namespace(), this::hosts);
    transport.setMaxFrameSize(FRAME_BYTES);
    transport.setChannelMax(MOST_SESSIONS - 1);
    transport.setIdleTimeout(IDLE_MILLIS);
    transport.setEmitFlowEventOnSend(false);
    transport.setUseReadOnlyOutputBuffer(false);
    sasl = transport.sasl();
    sasl.server();
    sasl.setMechanisms("ANONYMOUS");
    if (tls != null) {
      SslDomain domain = Proton.sslDomain();
      domain.init(SslDomain.Mode.SERVER);
      domain.setSslContext(tls);
      domain.setPeerAuthentication(SslDomain.VerifyMode.ANONYMOUS_PEER);
      transport.ssl(domain);
    }
    connection.setContainer("local-hub");
    connection.collect(collector);
    transport.bind(connection);
  }

  AmqpServer server() {
    return server;
  }

  Authorization authorization() {
    return authorization;
  }

  Collection<LinkHandler> handlers() {
    return handlers.values();
  }

  /** The names this connection's client may call the server by: this machine, and what it says it has connected to. */
  private Set<String> hosts() {
    Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    if (connection.getRemoteHostname() != null) {
      hosts.add(connection.getRemoteHostname().replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT));
    }
    return hosts;
  }

  /** The socket can be read or written. */
  void ready() {
    try {
      if (!key.isValid()) {
        discard();
      } else if (key.isReadable()) {
        read();
      }
    } catch (IOException e) {
      discard();
    } catch (RuntimeException | StackOverflowError e) {
      fail(e);
    }
  }

  private void read() throws IOException {
    int capacity = transport.capacity();
    if (capacity <= 0) {
      return;
    }
    int count = socket.read(transport.tail());
    if (count < 0) {
      discard(); // also a client that only closes its sending half: nothing more can be asked of it
      return;
    }
    transport.process();
    authenticate();
    dispatch();
  }

  /** Anybody may connect; what a client may do is told by its tokens. */
  private void authenticate() {
    if (sasl.getOutcome() == Sasl.SaslOutcome.PN_SASL_NONE && sasl.getRemoteMechanisms().length > 0) {
      boolean anonymous = "ANONYMOUS".equals(sasl.getRemoteMechanisms()[0]);
      sasl.done(anonymous ? Sasl.SaslOutcome.PN_SASL_OK : Sasl.SaslOutcome.PN_SASL_AUTH);
    }
  }

  private void dispatch() {
    for (Event event = collector.peek(); event != null && !closed; event = collector.peek()) {
      try {
        handle(event);
      } finally {
        collector.pop(); // first, or the event that failed would be handled for ever
      }
    }
  }

  private void handle(Event event) {
    switch (event.getType()) {
      case CONNECTION_REMOTE_OPEN -> open();
      case CONNECTION_REMOTE_CLOSE -> connection.close();
      case SESSION_REMOTE_OPEN -> event.getSession().open();
      case SESSION_REMOTE_CLOSE -> close(event.getSession());
      case LINK_REMOTE_OPEN -> attach(event.getLink());
      case LINK_REMOTE_CLOSE, LINK_REMOTE_DETACH -> close(event.getLink());
      case LINK_FLOW -> handler(event.getLink()).onFlow();
      case DELIVERY -> handler(event.getLink()).onDelivery();
      default -> { }
    }
  }

  private void open() {
    connection.open();
    if (refused) {
      connection.setCondition(AmqpErrors.condition(AmqpErrors.LIMIT, "there are " + AmqpServer.MOST_CONNECTIONS + " connections already"));
      connection.close();
    }
  }

  private static final LinkHandler NOBODY = new LinkHandler() { };

  private LinkHandler handler(Link link) {
    return handlers.getOrDefault(link, NOBODY);
  }

  private void attach(Link link) {
    if (handlers.size() >= MOST_LINKS) {
      AmqpErrors.refuse(link, AmqpErrors.LIMIT, "a connection can have " + MOST_LINKS + " links");
      return;
    }
    LinkHandler handler = Links.attach(this, link);
    if (handler != null) {
      handlers.put(link, handler);
    }
  }

  private void close(Session session) {
    for (Link link : List.copyOf(handlers.keySet())) {
      if (link.getSession() == session) {
        handlers.remove(link).onClosed();
      }
    }
    session.close();
    session.free();
  }

  private void close(Link link) {
    LinkHandler handler = handlers.remove(link);
    if (handler != null) {
      handler.onClosed();
    }
    link.close();
    link.free();
  }

  /** Ends a link from this side, with an error. */
  void detach(Link link, String error, String description) {
    LinkHandler handler = handlers.remove(link);
    if (handler != null) {
      handler.onClosed();
    }
    AmqpErrors.detach(link, error, description);
    server.wake(this);
  }

  /** Has every link look whether it may get, or give, credit. */
  void flow() {
    handlers.values().forEach(LinkHandler::onFlow);
  }

  /** Sends what there is, as far as the socket takes it. */
  void flush() {
    try {
      for (int round = 0; !closed; round++) {
        boolean written = write();
        if (closed || !written) {
          return; // closed, or the socket is full: its selector tells when to go on
        }
        dispatch();
        if (!pump() && transport.pending() == 0) {
          return;
        }
        if (round >= ROUNDS) {
          server.wake(this);
          return;
        }
      }
    } catch (IOException e) {
      discard();
    } catch (RuntimeException | StackOverflowError e) {
      fail(e);
    }
  }

  private boolean pump() {
    boolean any = false;
    for (LinkHandler handler : new ArrayList<>(handlers.values())) {
      any |= handler.pump();
    }
    return any;
  }

  /** True if the socket took everything. While it does not, nothing is read either: answers must not pile up. */
  private boolean write() throws IOException {
    int pending = transport.pending();
    while (pending > 0) {
      ByteBuffer head = transport.head();
      int written = socket.write(head);
      transport.pop(written);
      if (head.hasRemaining() && written < pending) {
        key.interestOps(SelectionKey.OP_WRITE);
        return false;
      }
      pending = transport.pending();
    }
    if (pending < 0) {
      discard();
      return false;
    }
    if (key.isValid()) {
      key.interestOps(SelectionKey.OP_READ);
    }
    return true;
  }

  /** Keeps the connection alive, or ends it if the client is silent, slow to open, or its token has expired. */
  void tick(Instant now) {
    try {
      boolean open = connection.getRemoteState() == EndpointState.ACTIVE;
      if (!open && now.isAfter(acceptedAt.plus(PATIENCE))) {
        discard();
        return;
      }
      transport.tick(System.nanoTime() / 1_000_000);
      for (LinkHandler handler : new ArrayList<>(handlers.values())) {
        handler.onTick(now);
      }
      server.wake(this);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** An error of the client's, or of ours: the client is told so, if it still can be, and the connection ends. */
  private void fail(Throwable e) {
    try {
      if (connection.getLocalState() == EndpointState.ACTIVE) {
        connection.setCondition(AmqpErrors.condition(AmqpErrors.INTERNAL, e.getClass().getSimpleName()));
        connection.close();
      }
      write();
    } catch (IOException | RuntimeException again) {
      // nothing more can be said
    }
    discard();
  }

  /** Ends the connection with a word to the client, for when the hub stops. */
  void shutdown() {
    try {
      connection.setCondition(AmqpErrors.condition("amqp:connection:forced", "the local hub stops"));
      connection.close();
      write();
    } catch (IOException | RuntimeException e) {
      // it is going anyway
    }
    discard();
  }

  /** Drops the connection as it is. */
  void discard() {
    if (closed) {
      return;
    }
    closed = true;
    server.gone(this);
    List.copyOf(handlers.values()).forEach(LinkHandler::onClosed);
    handlers.clear();
    key.cancel();
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone
    }
  }
}
