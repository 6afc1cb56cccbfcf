//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
//DEPS org.apache.avro:avro:1.12.1
package robust;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * What the bytes of a capture file that was tampered with really say: the frame walked to its last byte by the Avro
 * specification, the records decoded by the stock library, the bodies parsed by Jackson. Either the file is whole and
 * these are its rows, or it is damaged and only a salvage may take what comes before the damage.
 *
 * @param isWhole whether frame, checksums, records and schema are all in order
 * @param isClear whether its meaning is beyond dispute: no field twice in a body, no event twice in the file
 * @param events what each decoded event must become, up to the damage: its rows, or none if it is rejected
 * @param sureEvents how many of these lie in blocks that are whole, with their sync markers
 * @param why what is wrong with it
 */
record Oracle(boolean isWhole, boolean isClear, List<List<Map<String, String>>> events, int sureEvents, String why) {
  private static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final ObjectMapper LENIENT = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final int LONGEST_DECOMPRESSED = 1 << 26;

  static Oracle of(byte[] file) {
    List<List<Map<String, String>>> events = new ArrayList<>();
    Set<Object> identities = new HashSet<>();
    boolean[] clear = {true};
    int[] sure = {0};
    try {
      walk(file, events, identities, clear, sure);
      return new Oracle(true, clear[0], events, events.size(), "");
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      return new Oracle(false, clear[0], events, sure[0], String.valueOf(e));
    }
  }

  private static void walk(byte[] file, List<List<Map<String, String>>> events, Set<Object> identities, boolean[] clear,
      int[] sure) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(file);
    require(in.remaining() >= 4 && in.getInt() == 0x4f626a01, "magic");
    Map<String, byte[]> header = new LinkedHashMap<>();
    for (long n; (n = varint(in)) != 0;) {
      if (n < 0) {
        varint(in);
        n = -n;
      }
      for (; n > 0; n--) {
        String key = new String(bytes(in, varint(in)), StandardCharsets.UTF_8);
        header.put(key, bytes(in, varint(in)));
      }
    }
    byte[] sync = bytes(in, 16);
    Schema schema = new Schema.Parser().parse(new String(header.get("avro.schema"), StandardCharsets.UTF_8));
    boolean iot = schema.getFullName().equals("Microsoft.Azure.Devices.Message");
    require(iot || schema.getFullName().equals("Microsoft.ServiceBus.Messaging.EventData"), "record type");
    List<String> all = new ArrayList<>(List.of("EnqueuedTimeUtc", "SystemProperties", "Properties", "Body"));
    all.addAll(iot ? List.of() : List.of("SequenceNumber", "Offset"));
    for (String field : all) {
      require(schema.getField(field) != null, "no field " + field);
    }
    String codec = header.containsKey("avro.codec") ? new String(header.get("avro.codec"), StandardCharsets.UTF_8) : "null";
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema);
    while (in.hasRemaining()) {
      long count = varint(in);
      long size = varint(in);
      require(count >= 0, "count");
      boolean isCut = codec.equals("null") && size > in.remaining(); // its first records may be whole
      byte[] data = decompressed(codec, bytes(in, isCut ? in.remaining() : size));
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(data, null);
      for (; count > 0; count--) {
        GenericRecord record = reader.read(null, decoder);
        time(record, iot);
        if (!iot && !identities.add(record.get("SequenceNumber"))) {
          clear[0] = false;
        }
        events.add(rows(record, clear));
      }
      require(decoder.isEnd(), "more than its records");
      require(Arrays.equals(bytes(in, 16), sync), "sync marker");
      sure[0] = events.size();
    }
  }

  /** A time that is no time makes a file damaged, whatever else it holds. */
  private static void time(GenericRecord record, boolean iot) {
    Object system = record.hasField("SystemProperties") ? record.get("SystemProperties") : null;
    if (!iot && system instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> e : map.entrySet()) {
        if (e.getKey().toString().equals("x-opt-enqueued-time") && e.getValue() instanceof Long) {
          return;
        }
      }
    }
    String text = record.get("EnqueuedTimeUtc").toString();
    if (text.indexOf('/') > 0) {
      java.time.LocalDateTime.parse(text, java.time.format.DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", java.util.Locale.US));
    } else {
      java.time.Instant.parse(text);
    }
  }

  private static List<Map<String, String>> rows(GenericRecord record, boolean[] clear) {
    ByteBuffer body = record.get("Body") instanceof ByteBuffer b ? b : ByteBuffer.allocate(0);
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    try {
      if (bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
        bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
      }
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)); // Jackson reads overlong sequences, too
      JsonNode json = LENIENT.readTree(bytes);
      try {
        JSON.readTree(bytes);
      } catch (IOException e) {
        clear[0] = false; // a field twice
      }
      if (json.isObject() && !json.hasNonNull("id") && record.getSchema().getName().equals("Message")) {
        clear[0] = false; // then the connection tells the device, and there is no column to compare by
      }
      if (!json.isObject() || json.path("id").isMissingNode() || json.path("id").isNull()) {
        return List.of();
      }
      if (json.path("id").isContainerNode() || json.path("id").asText().isEmpty()) {
        clear[0] = false; // whether that names a device is a matter of taste
      }
      if (json.has("records")) {
        clear[0] = false;
      }
      return List.of(row(bytes, clear));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The fields with the text they came with, which Jackson's tree does not keep. */
  private static Map<String, String> row(byte[] json, boolean[] clear) throws IOException {
    Map<String, String> row = new LinkedHashMap<>();
    try (JsonParser parser = LENIENT.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() != com.fasterxml.jackson.core.JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (parser.nextToken().isStructStart()) {
          clear[0] = false;
          parser.skipChildren();
        }
        String text = parser.currentToken() == com.fasterxml.jackson.core.JsonToken.VALUE_NULL ? "" : parser.getText();
        if (text.codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000) || name.codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000)) {
          clear[0] = false; // half a character cannot be written
        }
        row.put(name, text);
      }
    }
    return row;
  }

  private static byte[] decompressed(String codec, byte[] block) throws Exception {
    switch (codec) {
      case "null":
        return block;
      case "deflate": {
        Inflater inflater = new Inflater(true);
        inflater.setInput(block);
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!inflater.finished()) {
          int n = inflater.inflate(buffer);
          require(n > 0 || inflater.finished(), "deflate data ends early");
          out.write(buffer, 0, n);
          require(out.size() < LONGEST_DECOMPRESSED, "too long");
        }
        require(inflater.getRemaining() <= 4, "more than the compressed data");
        return out.toByteArray();
      }
      case "snappy": {
        require(block.length >= 4, "snappy checksum");
        require(org.xerial.snappy.Snappy.uncompressedLength(block, 0, block.length - 4) < LONGEST_DECOMPRESSED, "too long");
        byte[] plain = org.xerial.snappy.Snappy.uncompress(Arrays.copyOf(block, block.length - 4));
        CRC32 crc = new CRC32();
        crc.update(plain);
        require((int) crc.getValue() == ByteBuffer.wrap(block).getInt(block.length - 4), "snappy checksum");
        return plain;
      }
      case "zstandard":
        try (java.io.InputStream in = new com.github.luben.zstd.ZstdInputStreamNoFinalizer(new ByteArrayInputStream(block))) {
          byte[] plain = in.readNBytes(LONGEST_DECOMPRESSED);
          require(in.read() < 0, "too long");
          return plain;
        }
      default:
        throw new IOException("codec " + codec);
    }
  }

  private static void require(boolean condition, String what) throws IOException {
    if (!condition) {
      throw new IOException(what);
    }
  }

  private static byte[] bytes(ByteBuffer in, long length) throws IOException {
    require(length >= 0, "length " + length);
    if (length > in.remaining()) {
      throw new EOFException();
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private static long varint(ByteBuffer in) throws IOException {
    long n = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (!in.hasRemaining()) {
        throw new EOFException();
      }
      byte b = in.get();
      n |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return n >>> 1 ^ -(n & 1);
      }
    }
    throw new IOException("varint");
  }
}
