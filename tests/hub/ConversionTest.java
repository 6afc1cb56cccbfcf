package hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import capture.CaptureFileWriter;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;

/** Every AMQP type and body on its way into a capture file, encoded by proton. */
class ConversionTest {
  private static capture.CapturedEvent captured(Section body, Map<String, Object> properties) {
    Message m = Proton.message();
    m.setApplicationProperties(new ApplicationProperties(properties));
    m.setBody(body);
    byte[] bytes = new byte[4096];
    int length = m.encode(bytes, 0, bytes.length);
    EncodedMessage read = MessageReader.read(java.util.Arrays.copyOf(bytes, length), 0).get(0);
    return CaptureMapping.of(new StoredEvent(1, 2, 3, read));
  }

  @Test
  void numbersAndTexts() {
    Map<String, Object> in = new java.util.HashMap<>();
    in.put("ubyte", UnsignedByte.valueOf((byte) -1));
    in.put("uint", UnsignedInteger.valueOf(-1));
    in.put("ulong", UnsignedLong.valueOf(-1L));
    in.put("small", UnsignedLong.valueOf(7));
    in.put("symbol", Symbol.valueOf("sym"));
    in.put("binary", new Binary(new byte[] {1, 2}));
    in.put("zero", 0);
    in.put("false", false);
    in.put("emoji", 0x1F600);
    in.put("negative", -128L);
    Map<String, Object> out = captured(new Data(new Binary(new byte[0])), in).properties();
    assertEquals(255L, out.get("ubyte"));
    assertEquals(4294967295L, out.get("uint"));
    assertEquals("18446744073709551615", out.get("ulong"));
    assertEquals(7L, out.get("small"));
    assertEquals("sym", out.get("symbol"));
    assertArrayEquals(new byte[] {1, 2}, (byte[]) out.get("binary"));
    assertEquals(0L, out.get("zero"));
    assertEquals("false", out.get("false"));
    assertEquals(-128L, out.get("negative"));
  }

  @Test
  void bodies() {
    assertEquals("text", captured(new AmqpValue("text"), Map.of()).text());
    assertArrayEquals(new byte[] {9, 8}, captured(new AmqpValue(new Binary(new byte[] {9, 8})), Map.of()).body());
    assertArrayEquals(new byte[] {0x54, 5}, captured(new AmqpValue(5), Map.of()).body());
    assertEquals((byte) 0xc0, captured(new AmqpSequence(List.of(1, 2)), Map.of()).body()[0]);
    assertArrayEquals(new byte[] {}, captured(new Data(new Binary(new byte[0])), Map.of()).body());
  }

  @Test
  void decimals() {
    assertEquals("42", DecimalText.of(hex("3040000000000000000000000000002a")));
    assertEquals("-1.5", DecimalText.of(hex("b200000f")));
    assertEquals("1E+2", DecimalText.of(hex("3200000000000001")));
    assertEquals("NaN", DecimalText.of(hex("7c000000")));
    assertEquals("-Infinity", DecimalText.of(hex("f800000000000000")));
  }

  private static byte[] hex(String text) {
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }

  @Test
  void anyNumberOfNullsIsReadAtOnce() {
    byte[] nulls = hex("00537540".repeat(200_000));
    List<EncodedMessage> read = MessageReader.read(nulls, 0);
    assertEquals(1, read.size());
    assertEquals(nulls.length + 200_000, read.get(0).sizeBytes());
  }

  @Test
  void whatIsNotAMessageIsRefused() {
    for (String bad : List.of("00", "005375", "00537545", "005375a005", "005374a10161", "005399a000", "005375a000" + "005374c10100",
        "005374c1" + "05" + "02" + "a1016b", "0053" + "77" + "c0ff01", "0053770057", "ffffffff")) {
      assertThrows(AmqpBytes.MalformedMessage.class, () -> MessageReader.read(hex(bad), 0), bad);
    }
    assertThrows(AmqpBytes.MalformedMessage.class, () -> MessageReader.read(new byte[0], MessageReader.BATCH_FORMAT));
    byte[] deep = ("\u0000Sw" + "\u00c0\u00ff\u0001".repeat(100)).getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(AmqpBytes.MalformedMessage.class, () -> MessageReader.read(deep, 0));
  }

  @Test
  void whateverIsTakenCanBeCaptured() throws Exception {
    Map<String, Object> properties = new java.util.HashMap<>(Map.of("a", 1, "b", "text", "c", List.of(1, "x"), "d", true, "e", 1.5));
    Message m = Proton.message();
    m.setApplicationProperties(new ApplicationProperties(properties));
    m.setMessageAnnotations(new MessageAnnotations(Map.of(Symbol.valueOf("x-opt-mine"), 5L, Symbol.valueOf("x-opt-partition-key"), "key")));
    m.setMessageId("id");
    m.setBody(new AmqpValue(Map.of("k", List.of(new Binary(new byte[] {1}), Symbol.valueOf("s")))));
    byte[] good = new byte[1024];
    good = java.util.Arrays.copyOf(good, m.encode(good, 0, good.length));
    Random random = new Random(7);
    int taken = 0;
    try (CaptureFileWriter writer = new CaptureFileWriter(OutputStream.nullOutputStream())) {
      for (int i = 0; i < 200_000; i++) {
        byte[] bad = good.clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
        }
        List<EncodedMessage> read;
        try {
          read = MessageReader.read(bad, 0);
        } catch (AmqpBytes.MalformedMessage e) {
          continue;
        }
        taken++;
        StoredEvent event = new StoredEvent(i, i, i, read.get(0));
        writer.write(CaptureMapping.of(event));
        DeliveryWriter.encode(event, event, i);
      }
    }
    assertTrue(taken > 10_000, taken + " of 200,000 taken");
  }
}
