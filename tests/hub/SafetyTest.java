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

import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What damaged, hostile and slow clients do to others: nothing. Sizes are set by LOCAL_HUB_DAMAGED_CONNECTIONS. */
class SafetyTest {
  private static final int DAMAGED = Integer.parseInt(System.getenv().getOrDefault("LOCAL_HUB_DAMAGED_CONNECTIONS", "1000"));
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

  /** What a real client says when it connects, sends and receives: recorded between it and the hub. */
  private byte[] recorded() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> relay(proxy, said));
      thread.start();
      String cs = hub.connectionString(HUB).replace(":" + hub.port(), ":" + proxy.getLocalPort());
      try (var producer = client(cs).buildProducerClient()) {
        producer.send(List.of(new com.azure.messaging.eventhubs.EventData("recorded")),
            new com.azure.messaging.eventhubs.models.SendOptions().setPartitionId("1"));
      }
      EventHubConsumerAsyncClient consumer = client(cs).buildAsyncConsumerClient();
      consumer.receiveFromPartition("1", EventPosition.earliest()).blockFirst(Duration.ofSeconds(20));
      consumer.close();
    }
    synchronized (said) {
      return said.toByteArray();
    }
  }

  /** Passes bytes on both ways, and keeps what the first client says. */
  private void relay(ServerSocket proxy, ByteArrayOutputStream said) {
    boolean first = true;
    try {
      while (true) {
        Socket client = proxy.accept();
        Socket server = connect();
        server.setSoTimeout(0);
        boolean record = first;
        pump(client.getInputStream(), server.getOutputStream(), record ? said : null);
        pump(server.getInputStream(), client.getOutputStream(), null);
        first = false;
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
            synchronized (copy) {
              copy.write(b, 0, n);
            }
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
    byte[] good = recorded();
    assertTrue(good.length > 1000, good.length + " bytes recorded");
    Random random = new Random(42);
    long memoryBefore = memory();
    for (int i = 0; i < DAMAGED; i++) {
      byte[] bad = damage(good, random);
      try (Socket s = connect()) {
        s.setSoTimeout(1);
        s.getOutputStream().write(bad);
        if (i % 3 == 0) {
          s.shutdownOutput();
          s.setSoTimeout(5_000);
        }
        s.getInputStream().read(new byte[1024]);
      } catch (SocketTimeoutException e) {
        // it waits for more of us, as it should
      } catch (IOException e) {
        // it has thrown us out, as it may
      }
    }
    assertWell(hub, "after " + DAMAGED + " damaged connections");
    assertTrue(until(() -> hub.counters().connections() <= 2), hub.counters().connections() + " connections left");
    long grown = memory() - memoryBefore;
    System.out.printf("%d damaged connections, %d KB of memory more%n", DAMAGED, grown / 1024);
    assertTrue(grown < 50 << 20, grown + " bytes");
  }

  /** Flips, cuts, doubles or inserts; the more at the back, the more of the protocol is reached. */
  private static byte[] damage(byte[] good, Random random) {
    byte[] bad = good.clone();
    int kind = random.nextInt(5);
    if (kind == 0) {
      return java.util.Arrays.copyOf(bad, random.nextInt(bad.length));
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
  void giantFramesAndEndlessMessagesAreRefused() throws Exception {
    for (String start : List.of("414d515003010000" + "7fffffff02010000", "414d515003010000" + "0000000002010000", "ffffffffffffffff", "474554202f20485454502f312e310d0a0d0a")) {
      try (Socket s = connect()) {
        byte[] bytes = new byte[start.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) Integer.parseInt(start.substring(2 * i, 2 * i + 2), 16);
        }
        s.getOutputStream().write(bytes);
        int last = 0;
        while (last >= 0) {
          last = s.getInputStream().read(new byte[4096]); // ends when the hub hangs up
        }
      } catch (java.net.SocketException e) {
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
  void aClientThatNeverReadsStopsOnlyItself() throws Exception {
    byte[] good = recorded();
    try (Socket s = connect()) {
      s.getOutputStream().write(good); // its answers fill buffers that nobody empties
      assertWell(hub, "beside one that never reads");
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
