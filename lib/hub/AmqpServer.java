package hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;

/**
 * The hub's one thread: accepts connections, moves their bytes, and runs everything that touches the event hubs, so
 * that none of it needs a lock.
 */
final class AmqpServer {
  /** More than a namespace of the standard tier takes per unit, and what memory bears. */
  static final int MOST_CONNECTIONS = 5000;
  /** How many more are let in to be told that they are too many. */
  private static final int MOST_REFUSED = 100;
  private static final long TICK_MILLIS = 500;

  private final HubNamespace namespace;
  private final SSLContext tls;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final SelectionKey listening;
  private final Set<AmqpConnection> connections = new LinkedHashSet<>();
  private final Set<AmqpConnection> dirty = new LinkedHashSet<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::nanos));
  private final Thread thread = new Thread(this::run, "local-hub");
  private long nextTick;
  private long unfinishedBytes;
  private boolean stopping;

  private record Timer(long nanos, Runnable task) {
  }

  /** Listens at once. {@code tls} is null for plain TCP. */
  AmqpServer(HubNamespace namespace, InetSocketAddress address, SSLContext tls) throws IOException {
    this.namespace = namespace;
    this.tls = tls;
    this.selector = Selector.open();
    this.listener = ServerSocketChannel.open();
    try {
      listener.bind(address, 1024);
      listener.configureBlocking(false);
      listening = listener.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      listener.close();
      selector.close();
      throw e;
    }
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  HubNamespace namespace() {
    return namespace;
  }

  /** Runs a task on the hub's thread, soon. From any thread. */
  void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Runs a task on the hub's thread, after a time. From the hub's thread. */
  void schedule(long millis, Runnable task) {
    timers.add(new Timer(System.nanoTime() + millis * 1_000_000, task));
  }

  /** Has a connection send what it can before the thread waits again. From the hub's thread. */
  void wake(AmqpConnection connection) {
    dirty.add(connection);
  }

  /** Counts bytes of messages that have begun and not ended; returns how many there are in all. */
  long countUnfinished(long change) {
    unfinishedBytes += change;
    return unfinishedBytes;
  }

  private void run() {
    while (!stopping) {
      try {
        selector.select(this::ready, dirty.isEmpty() && tasks.isEmpty() ? waitMillis() : 1);
        runTasks();
        if (System.nanoTime() - nextTick >= 0) {
          tick();
          nextTick = System.nanoTime() + TICK_MILLIS * 1_000_000;
        }
        flushDirty();
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // Of one connection these are handled there. Here only the selector is left; the next round tries again.
        Thread.onSpinWait();
      }
    }
  }

  private long waitMillis() {
    Timer timer = timers.peek();
    long timerMillis = timer == null ? TICK_MILLIS : (timer.nanos - System.nanoTime()) / 1_000_000;
    return Math.max(1, Math.min(TICK_MILLIS, timerMillis));
  }

  private void ready(SelectionKey key) {
    if (key.channel() == listener) {
      accept();
    } else {
      AmqpConnection connection = (AmqpConnection) key.attachment();
      connection.ready();
      dirty.add(connection);
    }
  }

  private void accept() {
    try {
      for (SocketChannel socket = listener.accept(); socket != null; socket = listener.accept()) {
        if (connections.size() >= MOST_CONNECTIONS + MOST_REFUSED) {
          socket.close();
          continue;
        }
        socket.configureBlocking(false);
        socket.socket().setTcpNoDelay(true);
        SelectionKey key = socket.register(selector, SelectionKey.OP_READ);
        AmqpConnection connection = new AmqpConnection(this, socket, key, tls, connections.size() >= MOST_CONNECTIONS);
        key.attach(connection);
        connections.add(connection);
        namespace.counters().connections.increment();
      }
    } catch (IOException e) {
      // No more file handles: those connected go on, the others wait until some are free.
      listening.interestOps(0);
      schedule(TICK_MILLIS, () -> listening.interestOps(SelectionKey.OP_ACCEPT));
    }
  }

  void gone(AmqpConnection connection) {
    if (connections.remove(connection)) {
      namespace.counters().connections.decrement();
    }
    dirty.remove(connection);
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    while (!timers.isEmpty() && timers.peek().nanos - System.nanoTime() <= 0) {
      timers.poll().task.run();
    }
  }

  private void tick() {
    Instant now = Instant.now();
    namespace.retention().expire(now.toEpochMilli());
    for (AmqpConnection connection : List.copyOf(connections)) {
      connection.tick(now);
    }
  }

  /** Connections may wake each other while they send; each gets its turn. */
  private void flushDirty() {
    Queue<AmqpConnection> turn = new ArrayDeque<>(dirty);
    dirty.clear();
    turn.forEach(AmqpConnection::flush);
  }

  /** Has senders of all connections asked again whether they may get credit. */
  void relieve() {
    List.copyOf(connections).forEach(AmqpConnection::relieve);
  }

  /** Ends every connection and waits for the thread. Doing it twice does nothing. */
  void close() throws IOException, InterruptedException {
    execute(() -> {
      List.copyOf(connections).forEach(AmqpConnection::shutdown);
      stopping = true;
    });
    if (thread.isAlive()) {
      thread.join();
    }
    listener.close();
    selector.close();
  }
}
