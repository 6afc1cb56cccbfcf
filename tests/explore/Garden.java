package explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Cell;
import support.CaptureTree.Codec;
import support.CaptureTree.Event;
import support.CaptureTree.Kind;
import support.CaptureTree.Reading;

/**
 * A summer day in three greenhouses, a reading every five minutes each, captured every quarter of an hour from two
 * partitions: always the same, and what docs/exploring.md shows. In partition 1, two captures are lost, one came twice, and
 * one event is no JSON.
 */
final class Garden {
  static final Instant DAY = Instant.parse("2026-06-21T00:00:00Z");
  static final int READINGS = 3 * 24 * 12;
  /** The readings, the text, those that came twice, without those that are lost. */
  static final int EVENTS = READINGS + 1 + 3 - 6;
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int WINDOWS = 96;

  private Garden() {
  }

  /** The captures. */
  static List<Blob> blobs() {
    Random random = new Random(21);
    long[] next = new long[2];
    List<Blob> blobs = new ArrayList<>();
    for (int w = 0; w < WINDOWS; w++) {
      for (int partition = 0; partition < 2; partition++) {
        Instant window = DAY.plus(WINDOW.multipliedBy(w));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          for (int house = partition == 0 ? 1 : 3; house <= (partition == 0 ? 2 : 3); house++) {
            Instant read = window.plusSeconds(300L * i + 20L * house + random.nextInt(10));
            events.add(event(next[partition]++, read, house, random));
          }
        }
        if (w == 34 && partition == 1) {
          events.add(new Event(next[1]++, window.plusSeconds(800), "greenhouse-3", Map.of(), CaptureTree.bytes("rebooting"), List.of()));
        }
        blobs.add(new Blob("demo", "garden", Integer.toString(partition), window, Kind.EVENTS_2021, Codec.NULL, Integer.MAX_VALUE, events));
      }
    }
    Blob twice = blobs.get(2 * 60 + 1);
    blobs.add(twice.in(twice.window().plusSeconds(30)));
    blobs.removeAll(List.of(blobs.get(2 * 52 + 1), blobs.get(2 * 53 + 1)));
    return blobs;
  }

  private static Event event(long number, Instant read, int house, Random random) {
    double day = Math.sin((Duration.between(DAY, read).toMinutes() / 1440.0 - 0.25) * 2 * Math.PI);
    Map<String, Cell> fields = new LinkedHashMap<>();
    fields.put("id", Cell.string("greenhouse-" + house));
    fields.put("timestamp", Cell.string(read.toString()));
    fields.put("temperature", Cell.plain(decimal(19 + 2.5 * house + 7 * day + 0.4 * random.nextGaussian(), 1)));
    fields.put("humidity", Cell.plain(Long.toString(Math.round(70 - 15 * day + 2 * random.nextGaussian()))));
    fields.put("uv", Cell.plain(decimal(Math.max(0, 8 * day + 0.5 * random.nextGaussian()), 2)));
    if (house == 2 && random.nextInt(4) == 0) {
      fields.put("battery", Cell.plain(decimal(3.6 + random.nextDouble() / 5, 2)));
    }
    Instant enqueued = read.plusMillis(40 + (long) (60 * Math.exp(random.nextGaussian())));
    String device = "greenhouse-" + house;
    Reading reading = new Reading(device, fields);
    return new Event(number, enqueued, device, Map.of(), CaptureTree.bytes(reading.json()), List.of(reading));
  }

  private static String decimal(double n, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", n);
  }

  /** Writes the captures into a folder. */
  static void write(Path folder) throws IOException {
    for (Blob blob : blobs()) {
      Files.setLastModifiedTime(blob.writeTo(folder), FileTime.from(blob.window().plus(WINDOW).plusSeconds(2)));
    }
  }
}
