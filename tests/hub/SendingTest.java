package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.avroByPartition;
import static hub.HubFixture.client;
import static hub.HubFixture.folder;
import static hub.HubFixture.map;
import static hub.HubFixture.receive;
import static hub.HubFixture.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.amqp.models.AmqpAddress;
import com.azure.core.amqp.models.AmqpAnnotatedMessage;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubBufferedProducerAsyncClient;
import com.azure.messaging.eventhubs.EventHubBufferedProducerClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Decimal32;
import org.apache.qpid.proton.amqp.Decimal64;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.UnsignedShort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendingTest {
  @Test
  void aPartitionKeyDecidesThePartitionAndReachesTheReceiver() throws Exception {
    try (LocalHub hub = LocalHub.start(); EventHubProducerClient p = client(hub).buildProducerClient()) {
      for (String key : List.of("a", "device-1", "Größe", "0123456789abc", "0123456789ab")) {
        EventDataBatch batch = p.createBatch(new CreateBatchOptions().setPartitionKey(key));
        assertTrue(batch.tryAdd(new EventData(key)));
        p.send(batch);
        String partition = Integer.toString(PartitionKeys.partitionOf(key, 4));
        long last = p.getPartitionProperties(partition).getLastEnqueuedSequenceNumber();
        var got = receive(hub, "$Default", partition, 1, EventPosition.fromSequenceNumber(last, true)).get(0);
        assertEquals(key, got.getData().getPartitionKey());
        assertEquals(key, got.getData().getBodyAsString());
      }
    }
  }

  @Test
  void withoutPartitionEachIsUsed() throws Exception {
    try (LocalHub hub = LocalHub.start(); EventHubProducerClient p = client(hub).buildProducerClient()) {
      for (int i = 0; i < 8; i++) {
        p.send(List.of(new EventData("x")));
      }
      for (String id : p.getPartitionIds()) {
        assertEquals(1, p.getPartitionProperties(id).getLastEnqueuedSequenceNumber());
      }
    }
  }

  @Test
  void theBufferedProducerSendsAll() throws Exception {
    try (LocalHub hub = LocalHub.start()) {
      AtomicInteger sent = new AtomicInteger();
      AtomicInteger failed = new AtomicInteger();
      EventHubBufferedProducerAsyncClient p = new EventHubBufferedProducerClientBuilder().connectionString(hub.connectionString(HUB))
          .maxEventBufferLengthPerPartition(5000).onSendBatchSucceeded(c -> c.getEvents().forEach(e -> sent.incrementAndGet()))
          .onSendBatchFailed(c -> failed.incrementAndGet()).buildAsyncClient();
      for (int i = 0; i < 2000; i++) {
        p.enqueueEvent(new EventData("e" + i), new SendOptions().setPartitionKey("k" + i % 50)).block();
      }
      p.flush().block();
      assertTrue(until(() -> sent.get() + failed.get() >= 2000));
      p.close();
      assertEquals(0, failed.get());
      assertEquals(2000, hub.counters().eventsReceived());
    }
  }

  @Test
  void whatIsTooLargeIsRefused() throws Exception {
    try (LocalHub hub = LocalHub.start(); EventHubProducerClient p = client(hub).buildProducerClient()) {
      AmqpException e = assertThrows(AmqpException.class, () -> p.send(List.of(new EventData(new byte[(1 << 20) + 1]))));
      assertEquals(AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED, e.getErrorCondition());
      assertEquals(1 << 20, p.createBatch().getMaxSizeInBytes());
      p.send(List.of(new EventData(new byte[1_000_000]))); // and the next one is taken
      assertEquals(1, hub.counters().eventsReceived());
    }
  }

  @Test
  void noSuchHubPartitionOrKey() throws Exception {
    try (LocalHub hub = LocalHub.start()) {
      assertEquals(AmqpErrorCondition.NOT_FOUND, failure(hub.connectionString("nosuch"), null));
      assertEquals(AmqpErrorCondition.ARGUMENT_OUT_OF_RANGE_ERROR, failure(hub.connectionString(HUB), "17"));
      String wrong = hub.connectionString(HUB).replaceFirst("SharedAccessKey=[^;]+", "SharedAccessKey=" + AccessKey.randomKey());
      assertEquals(AmqpErrorCondition.UNAUTHORIZED_ACCESS, failure(wrong, null));
      String nobody = hub.connectionString(HUB).replace(AccessKey.ROOT, "nobody");
      assertEquals(AmqpErrorCondition.UNAUTHORIZED_ACCESS, failure(nobody, null));
      assertEquals(0, hub.counters().eventsReceived());
    }
  }

  private static AmqpErrorCondition failure(String connectionString, String partition) {
    try (EventHubProducerClient p = client(connectionString).buildProducerClient()) {
      p.send(List.of(new EventData("x")), new SendOptions().setPartitionId(partition));
      return null;
    } catch (AmqpException e) {
      return e.getErrorCondition();
    }
  }

  @Test
  void everyPropertyReachesTheReceiverAndTheCaptureFile(@TempDir Path dir) throws Exception {
    UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    EventData sent = new EventData("body");
    Map<String, Object> p = sent.getProperties();
    p.put("string", "text");
    p.put("int", 7);
    p.put("long", Long.MIN_VALUE);
    p.put("short", (short) -3);
    p.put("byte", (byte) -4);
    p.put("float", 1.5f);
    p.put("double", Math.PI);
    p.put("bool", true);
    p.put("uuid", uuid);
    p.put("time", new Date(1_700_000_000_123L));
    p.put("char", 'ß');
    p.put("null", null);
    p.put("ubyte", UnsignedByte.valueOf((byte) 200));
    p.put("ushort", UnsignedShort.valueOf((short) 40_000));
    p.put("uint", UnsignedInteger.valueOf(4_000_000_000L));
    p.put("ulong", UnsignedLong.valueOf(5L));
    p.put("largest", UnsignedLong.valueOf(-1L));
    p.put("symbol", Symbol.valueOf("sym"));
    p.put("decimal32", new Decimal32(0x3200000f)); // 1.5
    p.put("decimal64", new Decimal64(0x31a000000000000fL)); // 1.5
    p.put("binary", new Binary(new byte[] {1, 2}));
    p.put("decimal", new org.apache.qpid.proton.amqp.Decimal128(new BigDecimal(0).unscaledValue().longValue() | 0x3040_0000_0000_0000L, 42));
    AmqpAnnotatedMessage raw = sent.getRawAmqpMessage();
    raw.getMessageAnnotations().put("x-mine", "annotated");
    sent.setMessageId("m-1");
    sent.setCorrelationId("c-1");
    sent.setContentType("application/json");
    raw.getProperties().setSubject("subject").setContentEncoding("gzip").setGroupId("g").setGroupSequence(7L).setReplyToGroupId("rg")
        .setUserId("me".getBytes()).setAbsoluteExpiryTime(OffsetDateTime.ofInstant(Instant.ofEpochMilli(1_700_000_000_123L), ZoneOffset.UTC))
        .setCreationTime(OffsetDateTime.ofInstant(Instant.ofEpochMilli(1_600_000_000_456L), ZoneOffset.UTC));
    raw.getProperties().setTo(new AmqpAddress("to")).setReplyTo(new AmqpAddress("back"));
    raw.getHeader().setPriority((short) 9);
    try (LocalHub hub = LocalHub.builder().capture(folder(dir)).start()) {
      try (EventHubProducerClient producer = client(hub).buildProducerClient()) {
        producer.send(List.of(sent), new SendOptions().setPartitionKey("key"));
      }
      String partition = Integer.toString(PartitionKeys.partitionOf("key", 4));
      EventData got = receive(hub, "$Default", partition, 1, EventPosition.earliest()).get(0).getData();
      p.forEach((k, v) -> assertEquals(String.valueOf(v), String.valueOf(got.getProperties().get(k)), k)); // decimals have no equals
      assertEquals("annotated", got.getRawAmqpMessage().getMessageAnnotations().get("x-mine"));
      assertEquals("m-1", got.getMessageId());
      assertEquals("subject", got.getRawAmqpMessage().getProperties().getSubject());
      assertEquals((short) 9, got.getRawAmqpMessage().getHeader().getPriority());
    }
    GenericRecord r = avroByPartition(dir).values().stream().flatMap(List::stream).findFirst().orElseThrow();
    Map<String, Object> captured = map(r, "Properties");
    assertEquals(Map.of("string", "text", "int", 7L, "long", Long.MIN_VALUE, "short", -3L, "byte", -4L, "float", 1.5,
        "double", Math.PI, "bool", "true", "uuid", uuid.toString(), "time", 1_700_000_000_123L), without(captured, "null", "char", "decimal", "ubyte", "ushort", "uint",
            "ulong", "largest", "symbol", "decimal32", "decimal64", "binary"));
    assertEquals(List.of(200L, 40_000L, 4_000_000_000L, 5L, "18446744073709551615", "sym", "1.5", "1.5"), Stream.of("ubyte", "ushort", "uint",
        "ulong", "largest", "symbol", "decimal32", "decimal64").map(captured::get).toList());
    assertArrayEquals(new byte[] {1, 2}, HubFixture.bytes(captured.get("binary")));
    assertEquals("ß", captured.get("char"));
    assertTrue(captured.containsKey("null") && captured.get("null") == null);
    assertEquals("42", captured.get("decimal"));
    Map<String, Object> system = map(r, "SystemProperties");
    assertEquals(List.of("x-opt-partition-key", "x-opt-enqueued-time"), system.keySet().stream().filter(k -> k.startsWith("x-opt")).sorted((a, b) -> b.compareTo(a)).toList());
    assertEquals("annotated", system.get("x-mine"));
    assertEquals("m-1", system.get("message-id"));
    assertArrayEquals("me".getBytes(), HubFixture.bytes(system.get("user-id")));
    assertEquals(List.of("application/json", "gzip", "c-1", "subject", "g", 7L, "rg", 1_700_000_000_123L, 1_600_000_000_456L, "to", "back"),
        Stream.of("content-type", "content-encoding", "correlation-id", "subject", "group-id", "group-sequence", "reply-to-group-id",
            "absolute-expiry-time", "creation-time", "to", "reply-to").map(system::get).toList());
    assertEquals("body", HubFixture.body(r));
  }

  private static Map<String, Object> without(Map<String, Object> map, String... keys) {
    Map<String, Object> copy = new java.util.HashMap<>(map);
    List.of(keys).forEach(copy::remove);
    return copy;
  }

  @Test
  void tokensExpireAndAreForOneAudience() throws Exception {
    AccessKey key = AccessKey.root("a key");
    SasTokens tokens = new SasTokens(List.of(key));
    var hosts = java.util.Set.of("localhost");
    var now = Instant.ofEpochSecond(1_000_000);
    String good = token(key, "sb%3A%2F%2Flocalhost%2Ftelemetry", 1_000_100);
    assertEquals("telemetry", tokens.check(good, "amqp://localhost/telemetry/Partitions/1", hosts, now).path());
    for (String bad : List.of(good.replace("sig=", "sig=x"), token(key, "sb%3A%2F%2Flocalhost%2Ftelemetry", 999_999),
        token(key, "sb%3A%2F%2Flocalhost%2Ftele", 1_000_100), token(key, "sb%3A%2F%2Felsewhere%2Ftelemetry", 1_000_100), "x", "")) {
      SasTokens.TokenRefused refused = assertThrows(SasTokens.TokenRefused.class,
          () -> tokens.check(bad, "amqp://localhost/telemetry", hosts, now), bad);
      assertFalse(refused.getMessage().contains(key.key()));
    }
  }

  private static String token(AccessKey key, String resource, long expiry) throws Exception {
    String signature = SasTokens.sign(key.key(), resource, Long.toString(expiry));
    return "SharedAccessSignature sr=" + resource + "&sig=" + java.net.URLEncoder.encode(signature, "UTF-8") + "&se=" + expiry
        + "&skn=" + key.name();
  }
}
