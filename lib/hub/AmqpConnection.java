package hub;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.TransportException;

/**
 * One client's connection: its socket, proton's transport engine, and a handler for each link. Whatever goes wrong in
 * it ends this connection only. For the hub's own thread only.
 */
final class AmqpConnection {
  /** How long a client may take to authenticate and open. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  /** How long a client may take to read why it is hung up on. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  /** How often a flush fills the socket before other connections get their turn. */
  private static final int ROUNDS = 8;

  private final AmqpServer server;
  private final WholeFrames transport;
  private final AmqpSocket socket;
  private final Connection connection = Proton.connection();
  private final Collector collector = Proton.collector();
  private final ConnectionLinks links = new ConnectionLinks();
  private final Authorization authorization;
  private final boolean refused;
  private final Instant acceptedAt = Instant.now();
  private State state = State.OPEN;
  private Instant endsAt;

  private enum State {
    OPEN,
    /** Only what is left to say is sent; what comes is not looked at. */
    ENDING,
    CLOSED
  }

  /** {@code refused} for one too many, which is told so and ended. */
  AmqpConnection(AmqpServer server, SocketChannel channel, SelectionKey key, SSLContext tls, boolean refused) {
    this.refused = refused;
    this.server = server;
    this.transport = new WholeFrames(tls);
    this.socket = new AmqpSocket(channel, key, transport);
    this.authorization = new Authorization(server.namespace(), this::hosts);
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

  ConnectionLinks links() {
    return links;
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
      int count = socket.receive();
      if (count < 0) {
        discard(); // also a client that only closes its sending half: nothing more can be asked of it
      } else if (count > 0 && state == State.OPEN) {
        handleInput();
      }
    } catch (IOException e) {
      discard();
    } catch (RuntimeException | VirtualMachineError e) {
      fail(e);
    }
  }

  private void handleInput() {
    if (process()) {
      dispatch();
    } else {
      end();
    }
  }

  /**
   * False for bytes that are no AMQP, with the error for the client ready to be written. Then proton throws whatever its
   * decoding ran into, be it the end of memory.
   */
  private boolean process() {
    try {
      transport.process();
      return true;
    } catch (RuntimeException | VirtualMachineError e) {
      transport.closed(new TransportException("malformed frame (" + e.getClass().getSimpleName() + ")"));
      return false;
    }
  }

  private void dispatch() {
    for (Event event = collector.peek(); event != null && state == State.OPEN; event = collector.peek()) {
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
      case SESSION_REMOTE_OPEN -> links.open(event.getSession());
      case SESSION_REMOTE_CLOSE -> links.close(event.getSession());
      case LINK_REMOTE_OPEN -> links.open(this, event.getLink());
      case LINK_REMOTE_CLOSE, LINK_REMOTE_DETACH -> links.close(event.getLink());
      case LINK_FLOW -> links.handler(event.getLink()).onFlow();
      case DELIVERY -> links.handler(event.getLink()).onDelivery();
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

  /** Ends a link from this side, with an error. */
  void detach(Link link, String error, String description) {
    links.detach(link, error, description);
    server.wake(this);
  }

  /** Capture has caught up: every link looks whether it may give credit again. */
  void relieve() {
    try {
      links.flow();
      server.wake(this);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Sends what there is, as far as the socket takes it. */
  void flush() {
    try {
      for (int round = 0; write() && state == State.OPEN; round++) {
        dispatch();
        if (!links.pump() && transport.pending() == 0) {
          return;
        }
        if (round >= ROUNDS) {
          server.wake(this);
          return;
        }
      }
    } catch (IOException e) {
      discard();
    } catch (RuntimeException | VirtualMachineError e) {
      fail(e);
    }
  }

  /** True if the socket took everything; else the selector tells when to go on, or all is over. */
  private boolean write() throws IOException {
    if (state == State.CLOSED) {
      return false;
    }
    int pending = socket.send();
    if (pending < 0 && state == State.OPEN) {
      discard();
    }
    return pending == 0;
  }

  /** Keeps the connection alive, or ends it if the client is silent, slow to open, or its token has expired. */
  void tick(Instant now) {
    try {
      boolean open = connection.getRemoteState() == EndpointState.ACTIVE;
      if (state == State.ENDING ? now.isAfter(endsAt) : !open && now.isAfter(acceptedAt.plus(PATIENCE))) {
        discard();
      }
      if (state != State.OPEN) {
        return;
      }
      transport.tick(System.nanoTime() / 1_000_000);
      links.tick(now);
      server.wake(this);
    } catch (RuntimeException | VirtualMachineError e) {
      fail(e);
    }
  }

  /** Too much asked by the client, or an error of ours: the client is told so, if it still can be, and the connection ends. */
  private void fail(Throwable e) {
    try {
      if (state == State.OPEN && connection.getLocalState() == EndpointState.ACTIVE) {
        connection.setCondition(e instanceof ConnectionLinks.TooMany ? AmqpErrors.condition(AmqpErrors.LIMIT, e.getMessage())
            : AmqpErrors.condition(AmqpErrors.INTERNAL, e.getClass().getSimpleName()));
        connection.close();
      }
      end();
    } catch (RuntimeException again) {
      discard(); // nothing more can be said
    }
  }

  /** Ends the connection, once the client has read what there is to say or takes too long to. */
  private void end() {
    if (state != State.OPEN) {
      discard();
      return;
    }
    state = State.ENDING;
    endsAt = Instant.now().plus(LAST_WORDS);
    links.closeAll();
    socket.ignoreInput();
    server.wake(this);
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
    if (state != State.CLOSED) {
      state = State.CLOSED;
      server.gone(this);
      links.closeAll();
      socket.close();
    }
  }
}
