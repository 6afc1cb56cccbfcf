//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Cell;
import support.CaptureTree.Codec;
import support.CaptureTree.Event;
import support.CaptureTree.Kind;
import support.CaptureTree.Reading;
import support.ReaderProcess;
import support.Script;
import support.Truth;

/** All that the services write and people put into bodies becomes the rows it says. */
class FormatsTest {
  private static final Instant T = Instant.parse("2024-03-01T10:00:00Z");

  @TempDir
  Path folder;
  private Path capture;
  private Path out;

  @BeforeEach
  void folders() throws IOException {
    capture = Files.createDirectory(folder.resolve("capture"));
    out = folder.resolve("devices");
  }

  private Script read(String... args) throws Exception {
    Script script = ReaderProcess.run(folder, args);
    assertEquals(0, script.exit(), script.err());
    return script;
  }

  @Test
  void everySchemaCodecBlockingBodyAndCell() throws Exception {
    long seed = Size.seed();
    for (int i = 0; i < Size.of("FORMATS", 4, 100); i++) {
      Path home = Files.createDirectory(folder.resolve("seed" + i));
      List<Blob> blobs = CaptureTree.everything(seed + i, 60);
      CaptureTree.write(home.resolve("capture"), blobs);
      Script script = ReaderProcess.run(home, "capture");
      assertEquals(0, script.exit(), "seed " + (seed + i) + ": " + script.err());
      try {
        Truth.of(blobs).check(home.resolve("devices"));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + (seed + i) + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void oneHugeBlockOfEachCodec() throws Exception {
    List<Blob> blobs = new ArrayList<>();
    for (Codec codec : Codec.values()) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        events.add(Event.of(i, T.plusMillis(i), CaptureTree.telemetry("device-" + i % 11, i)));
      }
      blobs.add(new Blob("ns", "hub", Integer.toString(codec.ordinal()), T, Kind.EVENTS_2021, codec, Integer.MAX_VALUE, events));
    }
    CaptureTree.write(capture, blobs);
    read("capture");
    Truth.of(blobs).check(out);
  }

  /** Avro for Python packs with zlib, and cuts two bytes off before and one after: three of the checksum stay. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5})
  void deflateAsAvroForPythonLeavesIt(int bytesLeft) throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      events.add(Event.of(i, T.plusMillis(i), CaptureTree.telemetry("device-" + i % 11, i)));
    }
    Blob blob = new Blob("ns", "hub", "0", T, Kind.EVENTS_2021, Codec.DEFLATE, 7_000, events);
    blob.writeTo(capture, withBytesAfterDeflate(blob.bytes(), bytesLeft));
    if (bytesLeft > 4) {
      Script script = ReaderProcess.run(folder, "capture");
      assertEquals(1, script.exit());
      assertTrue(script.err().contains(": a block holds more than its records; nothing of it was written"), script.err());
      return;
    }
    read("capture");
    Truth.of(List.of(blob)).check(out);
  }

  private static byte[] withBytesAfterDeflate(byte[] file, int count) throws IOException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(copy, null);
    try (var blocks = new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>())) {
      copy.write(file, 0, (int) blocks.previousSync());
      byte[] sync = Arrays.copyOfRange(file, copy.size() - 16, copy.size());
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(file, copy.size(), file.length - copy.size(), null);
      while (!decoder.isEnd()) {
        encoder.writeLong(decoder.readLong());
        byte[] block = decoder.readBytes(null).array();
        byte[] longer = Arrays.copyOf(block, block.length + count);
        Arrays.fill(longer, block.length, longer.length, (byte) 0xad);
        encoder.writeBytes(longer);
        encoder.writeFixed(sync);
        decoder.skipFixed(16);
      }
    }
    return copy.toByteArray();
  }

  @Test
  void anEmptyWindowsFileOfTheServiceIsNothingSpecial() throws Exception {
    Blob empty = new Blob("ns", "hub", "0", T, Kind.EVENTS_2017, Codec.NULL, 1, List.of());
    assertEquals(508, empty.bytes().length);
    empty.writeTo(capture);
    Blob full = Blob.of(T.plusSeconds(300), List.of(Event.of(0, T.plusSeconds(301), CaptureTree.telemetry("device", 0))));
    full.writeTo(capture);
    read("capture");
    Truth.of(List.of(full)).check(out);
    assertTrue(Truth.snapshot(capture).isEmpty(), "it is deleted like any other");
  }

  @Test
  void fieldsTheServiceMayAddLaterArePassedOver() throws Exception {
    org.apache.avro.Schema schema = new org.apache.avro.Schema.Parser().parse(Kind.EVENTS_2021.schema().toString()
        .replace("{\"name\":\"SequenceNumber\"", "{\"name\":\"Epoch\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"E\","
            + "\"namespace\":\"x\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"array\",\"items\":\"double\"}}]}]},"
            + "{\"name\":\"SequenceNumber\"").replace("{\"name\":\"Body\"", "{\"name\":\"Kind\",\"type\":{\"type\":\"enum\","
            + "\"name\":\"K\",\"symbols\":[\"A\",\"B\"]}},{\"name\":\"Body\""));
    List<Event> events = new ArrayList<>();
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (var writer = new org.apache.avro.file.DataFileWriter<>(
        new org.apache.avro.generic.GenericDatumWriter<org.apache.avro.generic.GenericRecord>(schema))) {
      writer.create(schema, bytes);
      for (int i = 0; i < 50; i++) {
        Event event = Event.of(i, T.plusMillis(i), CaptureTree.telemetry("device-" + i % 3, i));
        events.add(event);
        var record = new org.apache.avro.generic.GenericData.Record(schema);
        if (i % 2 == 0) {
          var epoch = new org.apache.avro.generic.GenericData.Record(schema.getField("Epoch").schema().getTypes().get(1));
          epoch.put("a", List.of(1.5, 2.5));
          record.put("Epoch", epoch);
        }
        record.put("SequenceNumber", (long) i);
        record.put("Offset", "" + i);
        record.put("EnqueuedTimeUtc", "3/1/2024 10:00:00 AM");
        record.put("SystemProperties", Map.of("x-opt-enqueued-time", event.enqueued().toEpochMilli()));
        record.put("Properties", Map.of());
        record.put("Kind", new org.apache.avro.generic.GenericData.EnumSymbol(schema.getField("Kind").schema(), "B"));
        record.put("Body", java.nio.ByteBuffer.wrap(event.body()));
        writer.append(record);
      }
    }
    Blob blob = Blob.of(T, events);
    blob.writeTo(capture, bytes.toByteArray());
    read("capture");
    Truth.of(List.of(blob)).check(out);
  }

  @Test
  void aDeviceOfIotHubIsKnownByItsConnectionWhereTheBodyHasNoId() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      events.add(new Event(i, T.plusSeconds(i), "thermostat-" + i % 2, Map.of(), CaptureTree.bytes("{\"celsius\": 2" + i + ".50}"),
          List.of()));
    }
    new Blob("", "iothub", "00", T, Kind.IOT_HUB, Codec.NULL, 100, events).writeTo(capture);
    read("capture");
    assertEquals(List.of("20.50", "22.50", "24.50", "26.50", "28.50"), column("thermostat-0", "celsius"));
    assertEquals(List.of("21.50", "23.50", "25.50", "27.50", "29.50"), column("thermostat-1", "celsius"));
    assertEquals(List.of(), Truth.rejects(out));
  }

  private List<String> column(String device, String name) throws IOException {
    List<List<String>> records = Truth.parse(out.resolve(device + ".csv"));
    int column = records.get(0).indexOf(name);
    assertTrue(column >= 0, "no column " + name + " in " + records.get(0));
    return records.subList(1, records.size()).stream().map(r -> r.get(column)).toList();
  }

  private static Event event(int number, String key, Map<String, Object> properties, String body) {
    return new Event(number, T.plusSeconds(number), key, properties, CaptureTree.bytes(body), List.of());
  }

  private void write(Event... events) throws IOException {
    Blob.of(T, List.of(events)).writeTo(capture);
  }

  @Test
  void byAnotherField() throws Exception {
    write(event(0, null, Map.of(), "{\"sensor\": \"s1\", \"v\": 1}"), event(1, null, Map.of(), "{\"sensor\": 7, \"v\": 2}"),
        event(2, null, Map.of(), "{\"id\": \"s1\", \"v\": 3}"));
    read("capture", "--by", "sensor");
    assertEquals(List.of("1"), column("s1", "v"));
    assertEquals(List.of("2"), column("7", "v"));
    assertEquals(1, Truth.rejects(out).size());
  }

  @Test
  void byAJsonPointer() throws Exception {
    write(event(0, null, Map.of(), "{\"meta\": {\"device\": {\"name\": \"s1\"}}, \"v\": 1}"),
        event(1, null, Map.of(), "{\"v\": 2, \"meta\": {\"device\": {\"name\": \"s2\"}}}"),
        event(2, null, Map.of(), "{\"v\": 3, \"meta\": {\"device\": \"s3\"}}"));
    read("capture", "--by", "/meta/device/name");
    assertEquals(List.of("1"), column("s1", "v"));
    assertEquals(List.of("2"), column("s2", "v"));
    assertEquals(1, Truth.rejects(out).size());
  }

  @Test
  void ofAFieldThatIsThereTwiceTheLastCountsForAPointerToo() throws Exception {
    write(event(0, null, Map.of(), "{\"id\": \"s1\", \"m\": {\"x\": \"s2\"}, \"id\": \"s3\", \"m\": {\"y\": 1}, \"v\": 1}"));
    read("capture", "--by", "/id");
    assertEquals(List.of("1"), column("s3", "v"));
    write(event(1, null, Map.of(), "{\"m\": {\"x\": \"s2\"}, \"m\": {\"y\": 1}, \"v\": 1}"));
    read("capture", "-o", "other", "--by", "/m/x");
    assertEquals(1, Truth.rejects(folder.resolve("other")).size());
  }

  @Test
  void byAPointerIntoAnArrayAndWithEscapes() throws Exception {
    write(event(0, null, Map.of(), "{\"a/b\": [{\"~x\": \"s1\"}, {\"~x\": \"s2\"}], \"v\": 1}"));
    read("capture", "--by", "/a~1b/1/~0x");
    assertEquals(List.of("1"), column("s2", "v"));
  }

  @Test
  void byThePartitionKey() throws Exception {
    write(event(0, "k1", Map.of(), "{\"v\": 1}"), event(1, "k2", Map.of(), "{\"v\": 2}"), event(2, null, Map.of(), "{\"v\": 3}"),
        event(3, "k1", Map.of(), "{\"v\": 4}"));
    read("capture", "--by", "@partitionKey");
    assertEquals(List.of("1", "4"), column("k1", "v"));
    assertEquals(List.of("2"), column("k2", "v"));
    assertEquals(1, Truth.rejects(out).size());
  }

  @Test
  void byAPropertyOfTheEvent() throws Exception {
    write(event(0, null, Map.of("site", "north"), "{\"v\": 1}"), event(1, null, Map.of("site", 7L), "{\"v\": 2}"),
        event(2, null, Map.of("other", "north"), "{\"v\": 3}"));
    read("capture", "--by", "@property:site");
    assertEquals(List.of("1"), column("north", "v"));
    assertEquals(List.of("2"), column("7", "v"));
    assertEquals(1, Truth.rejects(out).size());
  }

  @Test
  void byTheDeviceOfIotHubEvenWhereTheBodyHasAnId() throws Exception {
    new Blob("", "iothub", "00", T, Kind.IOT_HUB, Codec.NULL, 100,
        List.of(event(0, "d1", Map.of(), "{\"id\": \"message-1\", \"v\": 1}"))).writeTo(capture);
    read("capture", "--by", "@deviceId");
    assertEquals(List.of("1"), column("d1", "v"));
  }

  @Test
  void theEnvelopeOfAzureMonitor() throws Exception {
    write(event(0, null, Map.of(), """
        {"records": [
          {"time": "2024-03-01T10:00:00Z", "resourceId": "vm1", "properties": {"a": [1, 2.0]}, "level": 4},
          {"time": "2024-03-01T10:00:01Z", "resourceId": "vm2", "category": "Audit"},
          {"time": "2024-03-01T10:00:02Z", "resourceId": "vm1", "category": "Audit"}]}"""));
    read("capture", "--by", "resourceId");
    assertEquals(List.of("2024-03-01T10:00:00Z", "2024-03-01T10:00:02Z"), column("vm1", "time"));
    assertEquals(List.of("2024-03-01T10:00:01Z"), column("vm2", "time"));
    assertTrue(Truth.sameJson("{\"a\": [1, 2.0]}", column("vm1", "properties").get(0)));
    assertEquals(List.of("", "Audit"), column("vm1", "category"));
  }

  @Test
  void aReadingOfAnArrayThatHasNoIdIsRejectedAndTheOthersAreNot() throws Exception {
    write(event(0, null, Map.of(), "[{\"id\": \"a\", \"v\": 1}, {\"v\": 2}, 3, {\"id\": \"a\", \"v\": 4}]"));
    read("capture");
    assertEquals(List.of("1", "4"), column("a", "v"));
    assertTrue(Truth.rejects(out).size() >= 1, "something of it must be among the rejected");
  }

  @Test
  void whateverAnArrayHoldsIsKeptWhereItIsRejected() throws Exception {
    List<String> parts = List.of("\"alpha\"", "\"say \\\"no\\\", \\u00e9\"", "3", "true", "null", "[1,\"x\"]", "\"\"");
    write(event(0, null, Map.of(), "[" + String.join(", ", parts) + "]"), event(1, null, Map.of(), "[\"last\"]"));
    read("capture");
    List<String> kept = Truth.rejects(out).stream().map(r -> r.get("body").textValue()).toList();
    assertEquals(Stream.concat(parts.stream(), Stream.of("\"last\"")).toList(), kept);
  }

  @Test
  void aSnappyLengthThatCannotBeIsDamageAndNothingElseStops() throws Exception {
    List<Event> events = List.of(Event.of(0, T, CaptureTree.telemetry("device", 0)));
    Blob damaged = new Blob("ns", "hub", "1", T, Kind.EVENTS_2021, Codec.SNAPPY, 1, events);
    byte[] bytes = damaged.bytes();
    int block = (int) blockStart(bytes) + 3; // behind the count, which is 1, and the size, of two bytes
    byte[] huge = Arrays.copyOf(bytes, bytes.length);
    System.arraycopy(new byte[] {-1, -1, -1, -1, 7}, 0, huge, block, 5);
    damaged.writeTo(capture, huge);
    Blob healthy = Blob.of(T.plusSeconds(300), events);
    healthy.writeTo(capture);
    Script script = ReaderProcess.in(folder).options("-Xmx256m").run("capture");
    assertOnlyDamaged(damaged, script, healthy);
  }

  private void assertOnlyDamaged(Blob damaged, Script script, Blob healthy) throws IOException {
    assertEquals(1, script.exit());
    assertTrue(script.err().startsWith("CaptureReader: " + damaged.name() + ": damaged near byte "), script.err());
    assertEquals(1, script.err().lines().count(), script.err());
    Truth.of(List.of(healthy)).check(out);
  }

  private static long blockStart(byte[] file) throws IOException {
    try (var blocks = new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>())) {
      return blocks.previousSync();
    }
  }

  /** Avro's own reader of files asks as little of a schema. */
  @Test
  void otherFieldsMayBeCalledAnything() throws Exception {
    List<Event> events = List.of(Event.of(0, T, CaptureTree.telemetry("device", 0)));
    Blob blob = Blob.of(T, events);
    String more = "{\"name\":\"geo-region\",\"type\":[\"null\",\"string\"]},{\"name\":\"Ver\",\"type\":[\"null\",\"int\"],\"default\":\"0\"},";
    String schema = Kind.EVENTS_2021.schema().toString();
    String wider = schema.replace("{\"name\":\"SequenceNumber\"", more + "{\"name\":\"SequenceNumber\"");
    byte[] bytes = blob.bytes();
    int header = (int) blockStart(bytes);
    byte[] sync = Arrays.copyOfRange(bytes, header - 16, header);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    copy.writeBytes(new byte[] {'O', 'b', 'j', 1, 2});
    var encoder = EncoderFactory.get().directBinaryEncoder(copy, null);
    encoder.writeString("avro.schema");
    encoder.writeString(wider);
    encoder.writeInt(0);
    encoder.writeFixed(sync);
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, header, bytes.length - header, null);
    encoder.writeLong(decoder.readLong());
    byte[] block = decoder.readBytes(null).array();
    byte[] longer = new byte[block.length + 2]; // both fields null
    System.arraycopy(block, 0, longer, 2, block.length);
    encoder.writeBytes(longer);
    encoder.writeFixed(sync);
    blob.writeTo(capture, copy.toByteArray());
    read("capture");
    Truth.of(List.of(blob)).check(out);
  }

  @Test
  void aValueThatHoldsItselfTooOftenIsDamageAndNothingElseStops() throws Exception {
    Schema schema = new Schema.Parser().parse(Kind.EVENTS_2021.schema().toString().replace("{\"name\":\"SequenceNumber\"",
        "{\"name\":\"Deep\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Node\",\"namespace\":\"x\",\"fields\":[{\"name\":\"n\","
            + "\"type\":[\"null\",\"Node\"]}]}]},{\"name\":\"SequenceNumber\""));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var writer = new DataFileWriter<Object>(new GenericDatumWriter<>(schema))) {
      writer.create(schema, bytes);
      byte[] deep = new byte[200_000];
      Arrays.fill(deep, (byte) 2);
      writer.appendEncoded(java.nio.ByteBuffer.wrap(deep));
    }
    Blob blob = Blob.of(T, List.of()).inPartition("1");
    blob.writeTo(capture, bytes.toByteArray());
    Blob healthy = Blob.of(T.plusSeconds(300), List.of(Event.of(0, T, CaptureTree.telemetry("device", 0))));
    healthy.writeTo(capture);
    Script script = ReaderProcess.run(folder, "capture");
    assertOnlyDamaged(blob, script, healthy);
  }

  @Test
  void whatIsRejectedKeepsItsOriginReasonAndBody() throws Exception {
    byte[] binary = {0, 1, (byte) 0xff, (byte) 0xfe, 34, 10};
    List<Event> events = List.of(event(0, null, Map.of(), "plain text"), event(1, null, Map.of(), "{\"v\": 1}"),
        new Event(2, T.plusSeconds(2), null, Map.of(), binary, List.of()), event(3, null, Map.of(), "{\"id\": \"a\"} trailing"),
        event(4, null, Map.of(), ""), event(5, null, Map.of(), "{\"id\": null}"), event(6, null, Map.of(), "{\"id\": \"ok\"}"));
    Blob.of(T, events).writeTo(capture);
    read("capture");
    List<com.fasterxml.jackson.databind.JsonNode> lines = Truth.rejects(out);
    assertEquals(6, lines.size(), lines.toString());
    for (int i = 0; i < 6; i++) {
      String line = lines.get(i).toString();
      assertTrue(line.contains(Blob.of(T, events).name()) || line.contains("\"partition"), line);
      assertTrue(line.matches(".*[Ss]equence[A-Za-z]*\":\"?" + i + "\\b.*"), line);
      String text = new String(events.get(i).body(), java.nio.charset.StandardCharsets.UTF_8);
      String base64 = java.util.Base64.getEncoder().encodeToString(events.get(i).body());
      assertTrue(i == 2 ? line.contains(base64) : line.contains(text.replace("\"", "\\\"")), line);
    }
    assertEquals(1, Truth.allRows(out).size());
  }

  @Test
  void namesOfOneKeyRepeatedInOneBodyDoNotBreakTheFile() throws Exception {
    write(event(0, null, Map.of(), "{\"id\": \"a\", \"v\": 1, \"v\": 2}"), event(1, null, Map.of(), "{\"id\": \"a\", \"v\": 3}"));
    read("capture");
    List<List<String>> records = Truth.parse(out.resolve("a.csv"));
    assertEquals(List.of("id", "v"), records.get(0));
    assertEquals("3", records.get(2).get(1));
  }

  @Test
  void aMillionLevelsOfNestingAreRejectedAndNothingElseIs() throws Exception {
    String deep = "[".repeat(1_000_000);
    write(event(0, null, Map.of(), "{\"id\": \"a\", \"v\": " + deep + "1" + "]".repeat(1_000_000) + "}"),
        event(1, null, Map.of(), "{\"id\": \"a\", \"v\": 3}"), event(2, null, Map.of(), deep));
    Script script = ReaderProcess.run(folder, "capture");
    assertEquals(0, script.exit(), script.err());
    assertEquals("3", column("a", "v").get(column("a", "v").size() - 1));
    assertTrue(Truth.rejects(out).size() >= 1);
  }

  @Test
  void namesOfAnotherFormatAreUnderstood() throws Exception {
    List<Blob> blobs = new ArrayList<>();
    Map<String, Blob> named = new LinkedHashMap<>();
    for (int i = 0; i < 6; i++) {
      List<Event> events = List.of(Event.of(i / 2, T.plusSeconds(300L * i), CaptureTree.telemetry("d", i)));
      Blob blob = Blob.of(T.plusSeconds(300L * i), events).inPartition(Integer.toString(i % 2));
      blobs.add(blob);
      named.put("y2024/03-01/10h" + (i * 5 < 10 ? "0" : "") + i * 5 + "m00/p" + i % 2 + "_hub_ns.avro", blob);
    }
    for (Map.Entry<String, Blob> e : named.entrySet()) {
      Path file = capture.resolve(e.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, e.getValue().bytes());
    }
    String format = "y{Year}/{Month}-{Day}/{Hour}h{Minute}m{Second}/p{PartitionId}_{EventHub}_{Namespace}";
    read("capture", "--keep", "--name-format", format, "--partition", "1", "--since", "2024-03-01T10:10:00Z", "-o", "some");
    assertEquals(2, Truth.allRows(folder.resolve("some")).size());
    read("capture", "--name-format", format);
    Truth.of(blobs).check(out);
  }
}
