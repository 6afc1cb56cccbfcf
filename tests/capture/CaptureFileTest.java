//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A capture file is what stock Avro says it is, by both ways there are of opening it; a damaged one is an error. */
class CaptureFileTest {
  static final List<String> CODECS = List.of("null", "deflate", "snappy", "zstandard");
  private static final String SCHEMA = CaptureSchema.EVENT_DATA;
  private static final String SCHEMA_2016 = SCHEMA.replace(",\"null\"]", "]");
  private static final String NAME = "some.avro";

  private static List<String> read(CaptureFile opened) throws IOException {
    List<String> events = new ArrayList<>();
    try (CaptureFile file = opened) {
      for (CapturedEvent e = file.next(); e != null; e = file.next()) {
        events.add(StockAvro.text(e));
      }
    }
    return events;
  }

  private static List<String> again(byte[] bytes) throws IOException {
    return read(CaptureFile.open(() -> new ByteArrayInputStream(bytes), NAME, null));
  }

  private static List<String> once(byte[] bytes) throws IOException {
    return read(CaptureFile.open(new ByteArrayInputStream(bytes), NAME, null));
  }

  private static void assertAsStock(byte[] file, String what) throws IOException {
    List<String> stock = StockAvro.read(file);
    assertEquals(stock, again(file), what);
    assertEquals(stock, once(file), what);
  }

  private static List<GenericRecord> records(Random r, Schema schema, int count, int longestBody) {
    List<GenericRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(StockAvro.record(r, schema, i, longestBody));
    }
    return records;
  }

  @Test
  void anyFileIsWhatStockAvroSays() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    Random r = new Random(seed);
    for (int i = 0; i < 160; i++) {
      Schema schema = new Schema.Parser().parse(r.nextBoolean() ? SCHEMA : SCHEMA_2016);
      List<GenericRecord> records = records(r, schema, r.nextInt(80), r.nextInt(3000));
      assertAsStock(StockAvro.write(schema, CODECS.get(i % 4), 1 + r.nextInt(60), records), "seed " + seed + " file " + i);
    }
  }

  @Test
  void hugeBodiesAndAHugeBlock() throws IOException {
    Schema schema = new Schema.Parser().parse(SCHEMA);
    for (String codec : CODECS) {
      assertAsStock(StockAvro.write(schema, codec, 100, records(new Random(1), schema, 6, 5 << 20)), codec);
    }
  }

  @Test
  void fieldsThatAreNewOrInAnotherOrder() throws IOException {
    Random r = new Random(2);
    List<Schema.Field> fields = new Schema.Parser().parse(SCHEMA).getFields();
    for (int i = 0; i < 8; i++) {
      List<Schema.Field> some = new ArrayList<>();
      fields.forEach(f -> some.add(new Schema.Field(f, f.schema())));
      some.add(new Schema.Field("New" + i, Schema.create(Schema.Type.STRING)));
      Collections.shuffle(some, r);
      Schema schema = Schema.createRecord("EventData", null, "Microsoft.ServiceBus.Messaging", false, some);
      assertAsStock(StockAvro.write(schema, CODECS.get(i % 4), 7, records(r, schema, 30, 100)), schema.toString());
    }
  }

  private static byte[] small(String codec) throws IOException {
    Schema schema = new Schema.Parser().parse(SCHEMA);
    return StockAvro.write(schema, codec, 2, records(new Random(3), schema, 4, 20));
  }

  /** What a damaged file gives: its events, or null and an error of one line that names it. */
  private static List<String> readOrNull(byte[] bytes, boolean isTwice) throws IOException {
    try {
      return isTwice ? again(bytes) : once(bytes);
    } catch (DamagedCaptureException e) {
      assertTrue(e.getMessage().startsWith(NAME + ": "), e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
      return null;
    }
  }

  /** A file cut between two blocks is a whole, shorter file: no format that only adds at its end can tell. */
  @ParameterizedTest
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard"})
  void cutShortAnywhereButBetweenBlocksIsAnError(String codec) throws IOException {
    byte[] whole = small(codec);
    byte[] sync = Arrays.copyOfRange(whole, whole.length - 16, whole.length);
    for (int length = first(codec, whole); length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      boolean isBetween = length > 16 && Arrays.equals(Arrays.copyOfRange(cut, length - 16, length), sync);
      for (boolean isTwice : new boolean[] {true, false}) {
        assertEquals(isBetween, readOrNull(cut, isTwice) != null, "cut to " + length + " bytes");
      }
    }
  }

  /** The headers are all alike: damage to them is tried once. */
  private static int first(String codec, byte[] whole) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    String sync = text.substring(text.length() - 16);
    return codec.equals("null") ? 0 : text.indexOf(sync);
  }

  @ParameterizedTest
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard"})
  void aByteChangedAnywhereIsAnErrorOrWhatStockAvroMakesOfIt(String codec) throws IOException {
    byte[] whole = small(codec);
    List<String> events = StockAvro.read(whole);
    Random r = new Random(4);
    for (int at = first(codec, whole); at < whole.length; at++) {
      for (int flip : new int[] {1 << r.nextInt(7), 0x80}) {
        byte[] bytes = whole.clone();
        bytes[at] ^= (byte) flip;
        String what = "byte " + at + " xor " + flip;
        List<String> again = readOrNull(bytes, true);
        assertEquals(again, readOrNull(bytes, false), what);
        if (again != null && !again.equals(events)) {
          assertEquals(StockAvro.read(bytes), again, what);
          assertFalse(codec.equals("snappy"), what + ": snappy's blocks have a checksum");
        }
      }
    }
  }

  @Test
  void whatIsNoCaptureFileIsSaidToBeNone() {
    for (byte[] bytes : List.of(new byte[0], "text".getBytes(), "PAR1".getBytes(), new byte[] {'O', 'b', 'j', 2})) {
      assertTrue(assertThrows(DamagedCaptureException.class, () -> again(bytes)).getMessage().contains("not an Avro file"));
    }
    Schema other = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}");
    String message = assertThrows(DamagedCaptureException.class,
        () -> again(StockAvro.write(other, "null", 1, List.of()))).getMessage();
    assertTrue(message.startsWith(NAME + ": an Avro file, but of Other, not of captured events"), message);
  }
}
