package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.assertWell;
import static hub.HubFixture.memory;
import static hub.HubFixture.send;
import static hub.HubFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.messaging.eventhubs.models.EventPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that speak AMQP well enough to be listened to, and abuse it: each gets an AMQP error, and harms nobody. */
class HostileClientTest {
  private static final long A_LOT = 100L << 20;
  private LocalHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = LocalHub.builder().eventHub(HUB, 2, "slow").start();
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private RawClient client() throws IOException {
    return new RawClient(hub);
  }

  @Test
  void moreLinksThanAConnectionMayHaveEndIt() throws Exception {
    try (RawClient c = client()) {
      for (int i = 0; i < 3000; i++) {
        c.receiver("nosuch/" + i, null); // refused, and never let go of
      }
      assertTrue(c.until(() -> c.error() != null));
      assertEquals("amqp:resource-limit-exceeded", c.error());
    }
    assertWell(hub, "after many links");
  }

  @Test
  void moreSessionsThanAConnectionMayHaveEndIt() throws Exception {
    try (RawClient c = client()) {
      // By hand: no library begins more sessions than it was told it may.
      assertTrue(c.until(() -> c.session.getRemoteState() == EndpointState.ACTIVE));
      for (int channel = 1; channel <= ConnectionLinks.MOST_SESSIONS; channel++) {
        Begin begin = new Begin();
        begin.setNextOutgoingId(UnsignedInteger.ZERO);
        begin.setIncomingWindow(UnsignedInteger.valueOf(2048));
        begin.setOutgoingWindow(UnsignedInteger.valueOf(2048));
        c.frame(channel, begin);
      }
      String said = c.rest();
      assertTrue(said.contains("amqp:resource-limit-exceeded") && said.contains("1024 sessions"), said);
    }
    assertWell(hub, "after many sessions");
  }

  @Test
  void linksThatComeAndGoLeaveNothing() throws Exception {
    try (RawClient c = client()) {
      for (int round = 0; round < 200; round++) {
        List<Receiver> links = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          links.add(c.receiver(HUB + "/ConsumerGroups/$Default/Partitions/0", null)); // without a token
        }
        assertTrue(c.until(() -> links.stream().allMatch(l -> l.getRemoteState() == EndpointState.CLOSED)));
        assertTrue(c.error(links.get(0)).startsWith("amqp:unauthorized-access"), c.error(links.get(0)));
        links.forEach(l -> {
          l.close();
          l.free();
        });
      }
      assertTrue(c.until(() -> true));
    }
    assertWell(hub, "after 20,000 links");
  }

  @Test
  void aMessageThatNeverEndsEndsItsLinkAndTakesNoMemory() throws Exception {
    long before = memory();
    try (RawClient c = client().authorized(hub)) {
      Sender sender = c.sender(HUB);
      assertTrue(c.until(() -> sender.getCredit() > 0));
      Delivery d = sender.delivery(new byte[] {1});
      byte[] part = new byte[1 << 20];
      for (long sent = 0; sent < A_LOT; sent += part.length) {
        sender.send(part, 0, part.length); // and never advance: to be continued
        c.send();
      }
      assertTrue(c.until(() -> c.error(sender) != null));
      assertTrue(c.error(sender).startsWith("amqp:link:message-size-exceeded The received message (delivery-id:0, "), c.error(sender));
      assertNull(d.getRemoteState());
      long more = memory() - before;
      assertTrue(more < A_LOT / 2, more + " bytes more");
      assertWell(hub, "beside it");
    }
  }

  @Test
  void aBatchIsTakenUpToOneMegabyteAndNotOneByteMore() throws Exception {
    try (RawClient c = client().authorized(hub)) {
      Sender sender = c.sender(HUB + "/Partitions/0");
      assertTrue(c.until(() -> sender.getCredit() > 0));
      Delivery fits = RawClient.send(sender, MessageReader.BATCH_FORMAT, batch(1 << 20));
      assertTrue(c.until(() -> fits.getRemoteState() instanceof Accepted));
      for (int more : new int[] {1, 5 << 20}) {
        Delivery tooLarge = RawClient.send(sender, MessageReader.BATCH_FORMAT, batch((1 << 20) + more));
        assertTrue(c.until(() -> tooLarge.getRemoteState() != null));
        ErrorCondition error = ((Rejected) tooLarge.getRemoteState()).getError();
        assertEquals("amqp:link:message-size-exceeded", error.getCondition().toString());
        assertTrue(error.getDescription().matches("The received message \\(delivery-id:\\d+, size:" + ((1 << 20) + more)
            + " bytes\\) exceeds the limit \\(1048576 bytes\\) currently allowed on the link\\."), error.getDescription());
      }
      Delivery next = RawClient.send(sender, MessageReader.BATCH_FORMAT, batch(1 << 20));
      assertTrue(c.until(() -> next.getRemoteState() instanceof Accepted), "the link goes on");
    }
    assertEquals(8, hub.counters().eventsReceived());
  }

  @Test
  void aBodyThatIsNullIsAnEmptyOne() throws Exception {
    try (RawClient c = client().authorized(hub)) {
      Sender sender = c.sender(HUB + "/Partitions/0");
      assertTrue(c.until(() -> sender.getCredit() > 0));
      Delivery nothing = RawClient.send(sender, 0, new byte[] {0, 0x53, 0x75, 0x40});
      assertTrue(c.until(() -> nothing.getRemoteState() instanceof Accepted));
    }
    assertEquals(List.of(""), HubFixture.bodies(HubFixture.receive(hub, "$Default", "0", 1, EventPosition.earliest())));
  }

  /** A batch of four messages, so many bytes long in all. */
  private static byte[] batch(int bytes) {
    ByteBuffer out = ByteBuffer.allocate(bytes);
    for (int left = 4; left > 0; left--) {
      int share = out.remaining() / left;
      out.put(HexFormat.of().parseHex("005375b0")).putInt(share - 8).put(HexFormat.of().parseHex("005375b0")).putInt(share - 16);
      out.position(out.position() + share - 16);
    }
    return out.array();
  }

  @Test
  void manyUnfinishedMessagesAreBoundedTogether() throws Exception {
    try (RawClient c = client().authorized(hub)) {
      List<Sender> senders = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        senders.add(c.sender(HUB));
      }
      assertTrue(c.until(() -> senders.stream().allMatch(s -> s.getCredit() > 0)));
      byte[] most = new byte[(1 << 20) - 1];
      for (Sender s : senders) {
        s.delivery(new byte[] {1});
        s.send(most, 0, most.length);
        c.send();
      }
      assertTrue(c.until(() -> senders.stream().anyMatch(s -> c.error(s) != null)));
      Sender refused = senders.stream().filter(s -> c.error(s) != null).findFirst().orElseThrow();
      assertTrue(c.error(refused).startsWith("amqp:resource-limit-exceeded"), c.error(refused));
    }
    assertWell(hub, "after a hundred unfinished messages");
  }

  @Test
  void readersThatNeverReadTheirSocketCostLittleAndHoldUpNobody() throws Exception {
    String big = "x".repeat(100_000);
    for (int i = 0; i < 60; i++) {
      send(hub, "0", big, big, big, big, big); // 30 MB
    }
    List<RawClient> clients = new ArrayList<>();
    try {
      long before = hub.counters().eventsDelivered();
      for (int i = 0; i < 5; i++) {
        RawClient c = client().authorized(hub);
        clients.add(c);
        Receiver r = c.receiver(HUB + "/ConsumerGroups/slow/Partitions/0", null);
        r.flow(1_000_000);
        c.send(); // and not one byte is read from now on
      }
      assertTrue(until(() -> hub.counters().eventsDelivered() > before));
      // The rest of the hub is as fast as ever, and what was taken out for the five is what sockets' buffers hold.
      assertWell(hub, "beside five that never read");
      long taken = hub.counters().eventsDelivered() - before;
      assertTrue(taken < 5 * 300 / 2, taken + " of " + 5 * 300 + " events taken out for readers that read none");
    } finally {
      for (RawClient c : clients) {
        c.close();
      }
    }
  }

  @Test
  void aRequestThatWouldGrowWhenDecodedIsRefused() throws Exception {
    try (RawClient c = client()) {
      Sender requests = c.sender("$cbs");
      assertTrue(c.until(() -> requests.getCredit() > 0));
      // A body that says it is an array of two billion times nothing.
      RawClient.send(requests, 0, HexFormat.of().parseHex("005377" + "f0" + "00000005" + "7fffffff" + "45"));
      assertTrue(c.until(() -> c.error(requests) != null));
      assertTrue(c.error(requests).startsWith("amqp:decode-error"), c.error(requests));
    }
    assertWell(hub, "after it");
  }

  @Test
  void frameThatCannotBeEndsItsConnectionWithAnError() throws Exception {
    Map<String, String> frames = Map.of(
        "7fffffff02000000", "amqp:connection:framing-error", // larger than agreed
        "0000000202000000", "amqp:connection:framing-error", // smaller than its own header
        "0000000b02000000" + "005399", "amqp:connection:framing-error", // no such performative
        "0000001802000000" + "005314" + "c00b06" + "5207" + "5200" + "a00101" + "43" + "42" + "40", "amqp:connection:framing-error"); // a link that is not there
    for (Map.Entry<String, String> e : frames.entrySet()) {
      try (RawClient c = client()) {
        assertTrue(c.until(() -> c.session.getRemoteState() == EndpointState.ACTIVE));
        c.write(HexFormat.of().parseHex(e.getKey()));
        assertTrue(c.until(c::hasEnded), e.getKey());
        assertNotNull(c.error(), e.getKey());
        assertEquals(e.getValue(), c.error(), e.getKey());
      }
    }
    assertWell(hub, "after all of them");
  }

  @Test
  void aMessageThatIsNoneIsRejectedAndTheLinkGoesOn() throws Exception {
    try (RawClient c = client().authorized(hub)) {
      Sender sender = c.sender(HUB + "/Partitions/1");
      assertTrue(c.until(() -> sender.getCredit() > 0));
      Message longKey = Proton.message();
      longKey.setMessageAnnotations(new MessageAnnotations(Map.of(Symbol.valueOf("x-opt-partition-key"), "k".repeat(129))));
      longKey.setBody(new Data(new Binary(new byte[1])));
      List<Delivery> bad = List.of(RawClient.send(sender, 0, new byte[] {1, 2, 3}), RawClient.send(sender, MessageReader.BATCH_FORMAT, HexFormat.of().parseHex("00537045")),
          RawClient.send(sender, 0, RawClient.encode(longKey)));
      assertTrue(c.until(() -> bad.stream().allMatch(d -> d.getRemoteState() != null)));
      for (Delivery d : bad) {
        assertEquals("amqp:decode-error", ((Rejected) d.getRemoteState()).getError().getCondition().toString());
      }
      longKey.setMessageAnnotations(null);
      Delivery good = RawClient.send(sender, 0, RawClient.encode(longKey));
      assertTrue(c.until(() -> good.getRemoteState() instanceof Accepted));
    }
    assertEquals(1, hub.counters().eventsReceived());
  }

  @Test
  void whatIsKeptIsWhatIsCounted() throws Exception {
    long before = memory();
    try (LocalHub small = LocalHub.builder().eventHub(HUB, 1).retention(java.time.Duration.ofHours(1), 10 << 20).start();
        RawClient c = new RawClient(small).authorized(small)) {
      Sender sender = c.sender(HUB);
      // A tiny event in a large message: annotations that only the service may make are not kept.
      Message m = Proton.message();
      m.setMessageAnnotations(new MessageAnnotations(Map.of(Symbol.valueOf("x-opt-offset"), "x".repeat(900_000))));
      m.setBody(new Data(new Binary(new byte[10])));
      byte[] bytes = RawClient.encode(m);
      for (int i = 0; i < 300; i++) {
        assertTrue(c.until(() -> sender.getCredit() > 0));
        Delivery d = RawClient.send(sender, 0, bytes);
        assertTrue(c.until(() -> d.getRemoteState() instanceof Accepted));
        d.settle();
      }
      assertEquals(300, small.counters().eventsReceived());
      long more = memory() - before;
      assertTrue(more < 100 << 20, more + " bytes for 300 events of 10");
    }
  }

  @Test
  void readersWhoseConnectionBreaksLeaveTheirPlaces() throws Exception {
    for (int i = 0; i < 2 * ConsumerGroup.MOST_READERS; i++) {
      try (RawClient c = client().authorized(hub)) {
        Receiver r = c.receiver(HUB + "/ConsumerGroups/$Default/Partitions/0", null);
        assertTrue(c.until(() -> r.getRemoteState() == EndpointState.ACTIVE));
        assertNotNull(r.getRemoteSource(), "refused");
        if (i % 2 == 0) { // the same link once more: an error that ends the connection
          Attach again = new Attach();
          again.setName(r.getName());
          again.setHandle(UnsignedInteger.valueOf(99));
          again.setRole(Role.RECEIVER);
          again.setSource((Source) r.getSource());
          again.setTarget((Target) r.getTarget());
          c.frame(0, again);
          assertTrue(c.rest().contains("attached twice"));
        }
      }
      assertTrue(until(() -> hub.counters().connections() == 0));
    }
    assertWell(hub, "after all of them");
  }

  @Test
  void tokensAreCheckedForSignatureExpiryAudienceAndHost() throws Exception {
    AccessKey root = hub.keys().get(0);
    Instant later = Instant.now().plusSeconds(60);
    AccessKey forged = new AccessKey(root.name(), AccessKey.randomKey(), root.rights());
    try (RawClient c = client()) {
      assertEquals(202, c.authorize(root, "sb://localhost/" + HUB, later, "amqp://localhost/" + HUB));
      assertEquals(202, c.authorize(root, "sb://localhost/", later, "amqp://localhost/" + HUB), "the namespace's covers its hubs");
      assertEquals(401, c.authorize(forged, "sb://localhost/" + HUB, later, "amqp://localhost/" + HUB), "signature");
      assertEquals(401, c.authorize(root, "sb://localhost/" + HUB, Instant.now().minusSeconds(1), "amqp://localhost/" + HUB), "expiry");
      assertEquals(401, c.authorize(root, "sb://localhost/other", later, "amqp://localhost/" + HUB), "audience");
      assertEquals(401, c.authorize(root, "sb://localhost/" + HUB, later, "amqp://localhost/"), "a hub's is not the namespace's");
      assertEquals(401, c.authorize(root, "sb://elsewhere.servicebus.windows.net/" + HUB, later, "amqp://localhost/" + HUB), "host");
    }
  }

  @Test
  void aTokenThatExpiresEndsItsLinks() throws Exception {
    try (RawClient c = client()) {
      Instant soon = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
      assertEquals(202, c.authorize(hub.keys().get(0), "sb://localhost/" + HUB, soon, "amqp://localhost/" + HUB));
      Sender sender = c.sender(HUB);
      Receiver receiver = c.receiver(HUB + "/ConsumerGroups/$Default/Partitions/0", null);
      assertTrue(c.until(() -> sender.getCredit() > 0 && receiver.getRemoteState() == EndpointState.ACTIVE));
      assertTrue(c.until(() -> c.error(sender) != null && c.error(receiver) != null));
      assertTrue(c.error(sender).startsWith("amqp:unauthorized-access ExpiredToken"), c.error(sender));
      assertTrue(c.error(receiver).startsWith("amqp:unauthorized-access ExpiredToken"), c.error(receiver));
      assertTrue(!Instant.now().isBefore(soon));
    }
  }
}
