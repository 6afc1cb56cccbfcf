//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import capture.CaptureFileWriter;
import capture.CaptureFolder;
import capture.CaptureName;
import capture.CaptureNameFormat;
import capture.CaptureOutput;
import capture.CapturedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fast way and the general way make the same files of the same blobs, whatever is in them. */
class DifferentialTest {
  private static final Instant T = Instant.parse("2024-03-01T10:00:00Z");

  @TempDir
  Path folder;

  private static String value(Random r) {
    String[] plain = {"1", "-0", "0.5", "1e5", "-1.25E-07", "100000000000000000000", "true", "false", "null", "01", "1.", ".5",
        "+1", "NaN", "\"\"", "\"text\"", "\"a,b\"", "\"a\\\"b\"", "\"line\\nend\"", "\"caf\u00e9\"", "\"\ud83d\ude00\"",
        "\"=1+1\"", "\"-x\"", "\"'q\"", "\"\\ud800\"", "\"tab\tin\"", "{\"a\": [1, 2 ]}", "[]", "[ 1 ]", "\"  sp \"", "tru", "\"",
        "-", "1e", "\"\\u0041\"", "\"%~\"", "9".repeat(500)};
    return plain[r.nextInt(plain.length)];
  }

  private static String body(Random r) {
    switch (r.nextInt(12)) {
      case 0:
        return new String[] {"", "text", "[]", "{}", "{\"records\": [{\"id\": \"r\", \"v\": 1}, 5]}", "42", "\"x\"", " ",
            "eyJpZCI6ImI2NCIsInYiOjF9", "[{\"id\":\"a1\"},{\"x\":1}]", "{\"id\":\"t\"} x", "\ufeff{\"id\":\"bom\"}"}[r.nextInt(12)];
      case 1: {
        StringBuilder out = new StringBuilder("{");
        for (int i = r.nextInt(5); i >= 0; i--) {
          out.append('"').append((char) ('a' + r.nextInt(4))).append("\" : ").append(value(r)).append(i == 0 ? "" : ",");
        }
        return out + ",\"id\":\"d" + r.nextInt(5) + "\"}" + " ".repeat(r.nextInt(2));
      }
      default:
        String id = r.nextInt(20) == 0 ? value(r) : "\"d" + r.nextInt(5) + "\"";
        return "{\"id\": " + id + ", \"uv\": " + (r.nextInt(5) == 0 ? value(r) : "0." + r.nextInt(1000)) + ", \"name\": "
            + (r.nextInt(5) == 0 ? value(r) : "\"n" + r.nextInt(9) + "\"") + "}";
    }
  }

  private void write(Random r, int partition, int window, long first) throws IOException {
    CaptureName name = new CaptureName("ns", "hub", Integer.toString(partition), T.plusSeconds(300L * window));
    try (CaptureOutput out = new CaptureFolder(folder.resolve("in")).create(CaptureNameFormat.DEFAULT.print(name))) {
      try (CaptureFileWriter writer = new CaptureFileWriter(out)) {
        int count = r.nextInt(60);
        for (int i = 0; i < count; i++) {
          Map<String, Object> system = new HashMap<>();
          if (r.nextInt(4) > 0) {
            system.put("x-opt-enqueued-time", T.plusSeconds(300L * window).plusMillis(i * 10L).toEpochMilli());
          }
          if (r.nextInt(3) == 0) {
            system.put("x-opt-partition-key", "k" + r.nextInt(3));
          }
          Map<String, Object> own = new HashMap<>();
          if (r.nextInt(3) == 0) {
            own.put("p", r.nextBoolean() ? 5L : null);
            own.put("d", 1.5);
            own.put("b", new byte[] {1, 2});
          }
          byte[] body = body(r).getBytes(StandardCharsets.UTF_8);
          if (r.nextInt(40) == 0 && body.length > 0) {
            body[r.nextInt(body.length)] = (byte) r.nextInt();
          }
          writer.write(new CapturedEvent(null, first + i - (r.nextInt(30) == 0 ? 2 : 0), Long.toString(first + i),
              T.plusSeconds(300L * window + i / 100), system, own, body));
        }
      }
      out.commit();
    }
  }

  private Map<String, String> read(ReadOptions options, String out, List<String> said) throws IOException {
    DeviceFiles files = new DeviceFiles(new CaptureFolder(folder.resolve("in")), folder.resolve(out), options, said::add);
    ReadSummary sum = files.read();
    said.add(sum.events() + " " + sum.rejected() + " " + sum.duplicates() + " " + sum.failed() + " " + sum.rows());
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder.resolve(out))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return found;
  }

  @Test
  void bothWaysGiveTheSameFiles() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    Random r = new Random(seed);
    for (int round = 0; round < 60; round++) {
      for (int p = 0; p < 2; p++) {
        for (int w = 0; w < 3; w++) {
          write(r, p, w, w * 60L);
        }
      }
      damage(r);
      ReadOptions options = ReadOptions.DEFAULT.withKeep(true).withSpreadsheetSafe(r.nextInt(4) == 0)
          .withSalvage(r.nextInt(4) == 0).withSelection(r.nextInt(4) > 0 ? capture.CaptureSelection.ALL
              : new capture.CaptureSelection(null, null, T.plusSeconds(2), T.plusSeconds(601)));
      List<String> said = new ArrayList<>();
      List<String> saidGenerally = new ArrayList<>();
      assertSame(read(options.withGeneral(true), "general" + round, saidGenerally),
          read(options, "fast" + round, said), "seed " + seed + " round " + round);
      assertEquals(saidGenerally, said, "seed " + seed + " round " + round);
      clear();
    }
  }

  /** Tells the first line that differs, rather than megabytes of files. */
  private static void assertSame(Map<String, String> general, Map<String, String> fast, String when) {
    assertEquals(general.keySet(), fast.keySet(), when);
    for (String file : general.keySet()) {
      List<String> wanted = general.get(file).lines().toList();
      List<String> got = fast.get(file).lines().toList();
      for (int i = 0; i < Math.max(wanted.size(), got.size()); i++) {
        assertEquals(i < wanted.size() ? wanted.get(i) : null, i < got.size() ? got.get(i) : null, when + ": " + file + " line " + (i + 1));
      }
      assertEquals(general.get(file), fast.get(file), when + ": " + file);
    }
  }

  private void damage(Random r) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("in"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (r.nextInt(4) == 0) {
          bytes[r.nextInt(bytes.length)] ^= (byte) (1 << r.nextInt(8));
          Files.write(file, bytes);
        } else if (r.nextInt(8) == 0) {
          Files.write(file, java.util.Arrays.copyOf(bytes, r.nextInt(bytes.length)));
        }
      }
    }
  }

  private void clear() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("in"))) {
      for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
