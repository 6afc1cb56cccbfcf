package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.assertWell;
import static hub.HubFixture.client;
import static hub.HubFixture.memory;
import static hub.HubFixture.receive;
import static hub.HubFixture.send;
import static hub.HubFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What damaged, hostile and slow clients do to others: nothing. Sizes are set by LOCAL_HUB_DAMAGED_CONNECTIONS. */
class SafetyTest {
  private static final int DAMAGED = Integer.parseInt(System.getenv().getOrDefault("LOCAL_HUB_DAMAGED_CONNECTIONS", "1000"));
  private static final int[] EXTREMES = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7fffff00, 0x00ffffff, 0};
  private LocalHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = LocalHub.builder().eventHub(HUB, 2).start();
  }

  @AfterEach
  void stop() throws Exception {
    hub.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** What real clients say when they connect, send and receive, each on its connection: recorded on its way to the hub. */
  private List<byte[]> recorded() throws Exception {
    List<ByteArrayOutputStream> said = new CopyOnWriteArrayList<>();
    try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> relay(proxy, said));
      thread.start();
      String cs = hub.connectionString(HUB).replace(":" + hub.port(), ":" + proxy.getLocalPort());
      try (var producer = client(cs).buildProducerClient()) {
        producer.getEventHubProperties();
        producer.send(List.of(new EventData("recorded")), new SendOptions().setPartitionId("1"));
      }
      EventHubConsumerAsyncClient consumer = client(cs).buildAsyncConsumerClient();
      consumer.receiveFromPartition("1", EventPosition.earliest()).blockFirst(Duration.ofSeconds(20));
      consumer.close();
    }
    return said.stream().map(ByteArrayOutputStream::toByteArray).filter(b -> b.length > 500).toList();
  }

  /** Passes bytes on both ways, and keeps what each client says. */
  private void relay(ServerSocket proxy, List<ByteArrayOutputStream> said) {
    try {
      while (true) {
        Socket client = proxy.accept();
        Socket server = connect();
        server.setSoTimeout(0);
        said.add(new ByteArrayOutputStream());
        pump(client.getInputStream(), server.getOutputStream(), said.get(said.size() - 1));
        pump(server.getInputStream(), client.getOutputStream(), null);
      }
    } catch (IOException e) {
      // the test is done with it
    }
  }

  private static void pump(InputStream in, OutputStream out, ByteArrayOutputStream copy) {
    Thread thread = new Thread(() -> {
      byte[] b = new byte[65536];
      try {
        for (int n = in.read(b); n > 0; n = in.read(b)) {
          if (copy != null) {
            copy.write(b, 0, n);
          }
          out.write(b, 0, n);
        }
        out.close();
      } catch (IOException e) {
        // one of them is gone
      }
    });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void damagedConnectionsHarmNobody() throws Exception {
    List<byte[]> good = recorded();
    assertEquals(2, good.size(), "a sender's and a receiver's");
    good.forEach(this::replay);
    assertEquals(2, hub.counters().eventsReceived(), "what is recorded is whole: said again, it sends again");
    Random random = new Random(42);
    long memoryBefore = memory();
    long eventsBefore = hub.counters().eventsReceived();
    for (int i = 0; i < DAMAGED; i++) {
      replay(damage(good.get(i % good.size()), random));
    }
    long taken = hub.counters().eventsReceived() - eventsBefore;
    assertWell(hub, "after " + DAMAGED + " damaged connections");
    assertTrue(until(() -> hub.counters().connections() <= 2), hub.counters().connections() + " connections left");
    long grown = memory() - memoryBefore;
    System.out.printf("%d damaged connections, %d of their events whole enough to be taken, %d KB of memory more%n", DAMAGED, taken, grown / 1024);
    assertTrue(grown < 50 << 20, grown + " bytes");
  }

  /** Says all of it, and hears the hub out until that has read it and hangs up. */
  private void replay(byte[] said) {
    try (Socket s = connect()) {
      s.getOutputStream().write(said);
      s.shutdownOutput();
      s.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      // it has thrown us out before we had said all, as it may
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Flips, cuts, doubles or inserts; the more at the back, the more of the protocol is reached. */
  private static byte[] damage(byte[] good, Random random) {
    byte[] bad = good.clone();
    int kind = random.nextInt(6);
    if (kind == 0) {
      return Arrays.copyOf(bad, random.nextInt(bad.length));
    }
    if (kind == 5) { // sizes and counts at their limits
      ByteBuffer.wrap(bad).putInt(random.nextInt(bad.length - 4), EXTREMES[random.nextInt(EXTREMES.length)]);
      return bad;
    }
    for (int n = 1 + random.nextInt(8); n > 0; n--) {
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
    }
    if (kind == 1) {
      int at = random.nextInt(bad.length);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bad, 0, at);
      out.write(bad, random.nextInt(at + 1), Math.min(100, bad.length - at));
      out.write(bad, at, bad.length - at);
      return out.toByteArray();
    }
    if (kind == 2) {
      random.nextBytes(bad);
    }
    return bad;
  }

  @Test
  void whatDoesNotEvenStartLikeAmqpIsHungUpOn() throws Exception {
    for (String start : List.of("414d515003010000" + "7fffffff02010000", "414d515003010000" + "0000000002010000", "ffffffffffffffff", "474554202f20485454502f312e310d0a0d0a")) {
      try (Socket s = connect()) {
        s.getOutputStream().write(HexFormat.of().parseHex(start));
        s.getInputStream().transferTo(OutputStream.nullOutputStream()); // until the hub hangs up
      } catch (SocketException e) {
        // or resets
      }
    }
    assertWell(hub, "after giants");
  }

  @Test
  void aThousandConnectionsAreServedAndHalfOpenOnesEnd() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      long before = memory();
      for (int i = 0; i < 1000; i++) {
        Socket s = connect();
        if (i % 2 == 0) {
          s.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 3, 1, 0, 0}); // and then silence
        }
        sockets.add(s);
      }
      assertTrue(until(() -> hub.counters().connections() >= 1000));
      System.out.printf("1000 connections, %d KB each%n", (memory() - before) / 1024 / 1000);
      assertWell(hub, "among a thousand");
      assertTrue(until(() -> hub.counters().connections() <= 2), "half-open connections are still there");
    } finally {
      for (Socket s : sockets) {
        s.close();
      }
    }
  }

  @Test
  void onlyThisMachineReachesItUnlessTold() throws Exception {
    assertTrue(LocalHub.builder().isLoopback());
    InetAddress other = java.net.NetworkInterface.networkInterfaces().flatMap(n -> n.inetAddresses())
        .filter(a -> !a.isLoopbackAddress() && a instanceof java.net.Inet4Address).findFirst().orElse(null);
    org.junit.jupiter.api.Assumptions.assumeTrue(other != null, "optional: this machine has no other address");
    assertThrows(IOException.class, () -> new Socket(other, hub.port()).close());
  }

  @Test
  void aTakenPortIsSaid() {
    IOException e = assertThrows(IOException.class, () -> LocalHub.builder().port(hub.port()).start());
    assertTrue(e.getMessage().contains(Integer.toString(hub.port())) && e.getMessage().contains("--port"), e.getMessage());
  }

  @Test
  void retentionBoundsWhatIsKept() throws Exception {
    try (LocalHub small = LocalHub.builder().eventHub(HUB, 1).retention(Duration.ofHours(1), 2_000_000).start()) {
      for (int i = 0; i < 30; i++) {
        send(small, "0", "x".repeat(100_000));
      }
      try (var p = client(small).buildProducerClient()) {
        var info = p.getPartitionProperties("0");
        assertEquals(29, info.getLastEnqueuedSequenceNumber());
        long kept = 30 - info.getBeginningSequenceNumber();
        assertTrue(kept >= 15 && kept <= 20, kept + " kept");
        assertEquals(info.getBeginningSequenceNumber(), receive(small, "$Default", "0", 1, EventPosition.earliest()).get(0).getData().getSequenceNumber());
      }
    }
    try (LocalHub brief = LocalHub.builder().eventHub(HUB, 1).retention(Duration.ofMillis(200), 2_000_000).start()) {
      send(brief, "0", "x");
      try (var p = client(brief).buildProducerClient()) {
        assertTrue(until(() -> p.getPartitionProperties("0").isEmpty()));
      }
    }
  }
}
