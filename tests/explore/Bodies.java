package explore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import support.CaptureTree.Blob;
import support.CaptureTree.Event;

/** Captures of bodies as a test needs them: an event a minute, numbered from 0 on, in partition 0. */
final class Bodies {
  private Bodies() {
  }

  /** When an event was enqueued. */
  static Instant time(long number) {
    return Garden.DAY.plusSeconds(60 * number);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One capture, over the one that was there; answers all of the folder. */
  static Events write(Path folder, Stream<byte[]> bodies) throws IOException {
    Blob.of(Garden.DAY, events(bodies.toList())).writeTo(folder);
    return Events.open(folder.toString(), Map.of());
  }

  static List<Event> events(List<byte[]> bodies) {
    List<Event> events = new ArrayList<>();
    bodies.forEach(b -> events.add(new Event(events.size(), time(events.size()), null, Map.of(), b, List.of())));
    return events;
  }

  /** A capture of events of these numbers, in the window of that number; answers all of the folder. */
  static Events write(Path folder, int window, IntStream numbers) throws IOException {
    List<Event> events = numbers.mapToObj(n -> new Event(n, time(n), null, Map.of(), text("{}"), List.of())).toList();
    Blob.of(Garden.DAY.plusSeconds(300L * window), events).writeTo(folder);
    return Events.open(folder.toString(), Map.of());
  }
}
