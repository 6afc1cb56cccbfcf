///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Events per second through the local hub, and what they cost it and the client in CPU
//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-messaging-eventhubs:5.21.3
//DEPS org.slf4j:slf4j-nop:1.7.36
//DEPS org.jline:jline:3.30.16
//SOURCES ../lib/hub/LocalHub.java

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubBufferedProducerAsyncClient;
import com.azure.messaging.eventhubs.EventHubBufferedProducerClientBuilder;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.SendOptions;
import hub.LocalHub;
import java.io.BufferedReader;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jline.builtins.Options;

/**
 * The hub runs in a process of its own, so that its CPU time is told apart from the client's. Each run counts what came
 * in before it tells a time.
 */
class HubBench {
  private static final String USAGE = """
      Usage: HubBench.java [OPTIONS]
      Events per second and CPU per event, sent and received.

           --events=N        events per run (default=500000)
           --capture         capture as well
        -h --help            this text
      """;
  private static final int PARTITIONS = 4;
  private static final byte[] BODY = ("{\"id\":\"b5a0f3e2-93c1-4f0e-8f0b-0c6a8b1d7e55\",\"timestamp\":\"2026-11-24T00:00:00.000000\","
      + "\"uv\":0.8137,\"temperature\":84,\"humidity\":91}").getBytes(StandardCharsets.UTF_8);

  private final int events;
  private final boolean capture;

  private HubBench(Options parsed) {
    events = parsed.getNumber("events");
    capture = parsed.isSet("capture");
  }

  public static void main(String... args) throws Exception {
    if (args.length > 0 && args[0].equals("serve")) {
      serve(args.length > 1);
    } else if (args.length > 0 && args[0].equals("first")) {
      first();
    } else {
      Options parsed = Options.compile(USAGE, name -> null).parse(args);
      if (parsed.isSet("help")) {
        System.out.print(USAGE);
      } else {
        new HubBench(parsed).run();
      }
      System.exit(0);
    }
  }

  /** The hub's process: prints its connection string, then its CPU time for each line it gets. */
  private static void serve(boolean capture) throws Exception {
    Path folder = Files.createTempDirectory("hub-bench-");
    var builder = LocalHub.builder().eventHub(LocalHub.DEFAULT_EVENT_HUB, PARTITIONS).retention(Duration.ofHours(1), 1L << 30);
    try (LocalHub hub = (capture ? builder.capture(new capture.CaptureFolder(folder)) : builder).start()) {
      System.out.println(hub.connectionString(LocalHub.DEFAULT_EVENT_HUB));
      while (System.in.read() == '\n') {
        System.out.println(cpuNanos() + " " + hub.counters().eventsReceived() + " " + hub.counters().eventsDelivered());
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
    System.exit(0);
  }

  /** A process that starts both and sends one event: how long from the start of its JVM. */
  private static void first() throws Exception {
    LocalHub hub = LocalHub.start();
    EventHubProducerClient p = client(hub.connectionString(LocalHub.DEFAULT_EVENT_HUB)).buildProducerClient();
    p.send(List.of(new EventData("first")));
    System.out.println(System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
    System.exit(0);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  private static EventHubClientBuilder client(String connectionString) {
    return new EventHubClientBuilder().connectionString(connectionString).consumerGroup("$Default");
  }

  /** The hub's process, seen from here. */
  private static final class Server implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final String connectionString;

    Server(boolean capture) throws Exception {
      List<String> command = java(List.of("-XX:+UseSerialGC", "-Xmx3g"), "serve");
      if (capture) {
        command.add("capture");
      }
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      out = process.inputReader();
      connectionString = out.readLine();
    }

    /** CPU nanoseconds, events received, events delivered. */
    long[] state() throws Exception {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      return Stream.of(out.readLine().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    @Override
    public void close() throws Exception {
      process.getOutputStream().close();
      process.waitFor(30, TimeUnit.SECONDS);
      process.destroyForcibly();
    }
  }

  private static List<String> java(List<String> flags, String what) {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), HubBench.class.getName(), what));
    return command;
  }

  private interface Work {
    void run(String connectionString, int events) throws Exception;
  }

  @Override
  public void run() {
    try {
      System.out.printf("%s, %d cores, Java %s, %d events of %d bytes, %d partitions%s%n", machine(), Runtime.getRuntime().availableProcessors(),
          System.getProperty("java.version"), events, BODY.length, PARTITIONS, capture ? ", with capture" : "");
      try (Server server = new Server(capture)) {
        measure("warm-up", server, HubBench::batches, events / 5, false);
        measure("batch send", server, HubBench::batches, events, false);
        measure("buffered send", server, HubBench::buffered, events, false);
        measure("receive", server, HubBench::receive, events, true);
      }
      measureFirst();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void measure(String name, Server server, Work work, int events, boolean receives) throws Exception {
    long[] before = server.state();
    long cpu = cpuNanos();
    long start = System.nanoTime();
    work.run(server.connectionString, events);
    double seconds = (System.nanoTime() - start) / 1e9;
    long clientCpu = cpuNanos() - cpu;
    long[] after = server.state();
    long count = receives ? after[2] - before[2] : after[1] - before[1];
    if (count < events) {
      throw new IllegalStateException(name + ": " + count + " of " + events + " events counted");
    }
    System.out.printf("%-14s %8.0f events/s   hub %5.2f us CPU/event   client %5.2f us CPU/event%n", name, events / seconds,
        (after[0] - before[0]) / 1e3 / count, clientCpu / 1e3 / events);
  }

  private static void batches(String connectionString, int events) {
    try (EventHubProducerClient p = client(connectionString).buildProducerClient()) {
      int sent = 0;
      while (sent < events) {
        EventDataBatch batch = p.createBatch(new CreateBatchOptions().setPartitionId(Integer.toString(sent / 1000 % PARTITIONS)));
        while (sent < events && batch.getCount() < 1000 && batch.tryAdd(new EventData(BODY))) {
          sent++;
        }
        p.send(batch);
      }
    }
  }

  private static void buffered(String connectionString, int events) throws InterruptedException {
    AtomicLong done = new AtomicLong();
    EventHubBufferedProducerAsyncClient p = new EventHubBufferedProducerClientBuilder().connectionString(connectionString)
        .maxEventBufferLengthPerPartition(events).onSendBatchSucceeded(c -> c.getEvents().forEach(e -> done.incrementAndGet()))
        .onSendBatchFailed(c -> System.err.println(c.getThrowable())).buildAsyncClient();
    for (int i = 0; i < events; i++) {
      p.enqueueEvent(new EventData(BODY), new SendOptions().setPartitionId(Integer.toString(i % PARTITIONS))).block();
    }
    p.flush().block();
    p.close();
  }

  private static void receive(String connectionString, int events) throws InterruptedException {
    CountDownLatch all = new CountDownLatch(events);
    EventHubConsumerAsyncClient c = client(connectionString).prefetchCount(2000).buildAsyncConsumerClient();
    for (int i = 0; i < PARTITIONS; i++) {
      c.receiveFromPartition(Integer.toString(i), EventPosition.earliest()).subscribe(e -> all.countDown());
    }
    if (!all.await(120, TimeUnit.SECONDS)) {
      throw new IllegalStateException(all.getCount() + " events did not come");
    }
    c.close();
  }

  private static void measureFirst() throws Exception {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Process p = new ProcessBuilder(java(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), "first"))
          .redirectError(ProcessBuilder.Redirect.INHERIT).start();
      millis.add(Long.parseLong(p.inputReader().readLine().strip()));
      p.waitFor();
    }
    millis.sort(null);
    System.out.printf("first event accepted %d ms after the start of a JVM that starts both (median of %s)%n", millis.get(2), millis);
  }

  private static String machine() throws Exception {
    Path info = Path.of("/proc/cpuinfo");
    return Files.exists(info) ? Files.readAllLines(info).stream().filter(l -> l.startsWith("model name")).map(l -> l.replaceFirst(".*: ", ""))
        .findFirst().orElse("unknown machine") : System.getProperty("os.arch");
  }
}
