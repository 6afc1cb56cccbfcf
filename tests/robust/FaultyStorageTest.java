//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import support.Azurite;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Codec;
import support.CaptureTree.Event;
import support.CaptureTree.Kind;
import support.FaultProxy;
import support.FaultProxy.Fault;
import support.FaultProxy.Request;
import support.ReaderProcess;
import support.Script;
import support.SharedAzurite;
import support.Truth;

/** A network and a service with faults: all rows once, or one clear line and nothing half-written. */
@ExtendWith(SharedAzurite.class)
class FaultyStorageTest {
  private static Azurite azurite;
  private static int number;

  @TempDir
  Path folder;

  @BeforeAll
  static void use(Azurite shared) {
    azurite = shared;
  }

  /** Reads these blobs while these faults happen, then again without any, and checks that all is there once. */
  private Script read(List<Blob> blobs, Function<Request, Fault> faults, boolean mustSucceed, String... mode) throws Exception {
    Container container = Container.create(azurite, "faulty" + number++);
    container.write(blobs);
    List<String> args = new ArrayList<>(List.of(container.name(), "-o", "out"));
    args.addAll(List.of(mode));
    Script script;
    try (FaultProxy proxy = FaultProxy.before(azurite.port())) {
      proxy.faults(faults);
      script = ReaderProcess.in(folder, container.environment(proxy.port())).run(args.toArray(String[]::new));
      assertFalse(script.err().contains("\tat "), script.err());
      System.out.println("        exit " + script.exit() + " after " + proxy.requests().size() + " requests: "
          + script.err().lines().filter(l -> !l.isBlank()).reduce((a, b) -> b).orElse(""));
    }
    Truth truth = Truth.of(blobs);
    if (script.exit() == 0) {
      truth.check(folder.resolve("out"));
      assertEquals(mode.length > 0 ? blobs.size() : 0, container.names().size());
    } else {
      assertFalse(mustSucceed, "a fault that passes must not end it: " + script.err());
      assertEquals(1, script.exit(), script.err());
      assertFalse(script.err().isBlank());
      List<String> left = truth.allRows().stream().collect(java.util.stream.Collectors.toCollection(ArrayList::new));
      for (String row : Truth.allRows(folder.resolve("out"))) {
        assertTrue(left.remove(row), "a row too many, or half a row: " + row);
      }
    }
    Script again = ReaderProcess.in(folder, container.environment()).run(args.toArray(String[]::new));
    assertEquals(0, again.exit(), again.err());
    truth.check(folder.resolve("out"));
    assertEquals(mode.length > 0 ? blobs.size() : 0, container.names().size());
    return script;
  }

  private static List<Blob> small() {
    return CaptureTree.telemetry(21, 2, 4, 30, 5);
  }

  /** A blob of several megabytes, more than one request may bring. */
  private static List<Blob> large() {
    Instant t = Instant.parse("2024-03-01T10:00:00Z");
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      events.add(Event.of(i, t.plusMillis(i), CaptureTree.telemetry("device-" + i % 9, i)));
    }
    return List.of(new Blob("ns", "hub", "0", t, Kind.EVENTS_2021, Codec.NULL, 300, events));
  }

  private static Fault none() {
    return new Fault.None();
  }

  @Test
  void throttlingThatPassesIsWaitedOut() throws Exception {
    read(small(), r -> r.number() == 0 ? new Fault.Status(503, "ServerBusy") : none(), true);
  }

  @Test
  void errorsOfTheServiceThatPassAreTriedAgain() throws Exception {
    read(small(), r -> r.isDownload() && r.number() < 2 ? new Fault.Status(500, "InternalError") : none(), true);
  }

  @Test
  void aDownloadThatBreaksOffGoesOnInTheMiddleOfTheBlob() throws Exception {
    List<String> ranges = java.util.Collections.synchronizedList(new ArrayList<>());
    int[] resets = {0};
    read(large(), r -> {
      if (!r.isDownload()) {
        return none();
      }
      synchronized (resets) {
        ranges.add(r.header("x-ms-range") + r.header("range"));
        return ++resets[0] <= 4 ? new Fault.Reset(1_500_000) : none();
      }
    }, true);
    assertTrue(ranges.stream().anyMatch(r -> r.matches("bytes=1[45]\\d{5}-.*|bytes=[23456789]\\d{6}-.*")), "nothing was resumed: " + ranges);
  }

  @Test
  void aDownloadThatEndsTooSoonIsNotTakenForTheWholeBlob() throws Exception {
    read(large(), r -> r.isDownload() && r.number() < 3 ? new Fault.Cut(700_000) : none(), true);
  }

  @Test
  void aSlowDripIsReadToItsEnd() throws Exception {
    read(small(), r -> r.isDownload() ? new Fault.Drip(400, 5) : none(), true);
  }

  @Test
  void aDeleteWhoseAnswerIsLostDoublesNothing() throws Exception {
    read(small(), r -> r.method().equals("DELETE") && r.number() == 0 ? new Fault.LoseAnswer() : none(), true);
  }

  @Test
  void storageThatFailsBetweenWriteAndDeleteDoublesNothing() throws Exception {
    Script script = read(small(), r -> r.method().equals("DELETE") ? new Fault.Status(500, "InternalError") : none(), false);
    assertEquals(1, script.exit(), "the blobs could not be deleted, and nobody was told: " + script.err());
  }

  @Test
  void storageThatDeniesDeletingDoublesNothing() throws Exception {
    Script script = read(small(), r -> r.method().equals("DELETE") ? new Fault.Status(403, "AuthorizationPermissionMismatch") : none(), false);
    assertEquals(1, script.exit(), script.err());
    assertTrue(script.err().lines().count() <= 3, script.err());
  }

  @Test
  void storageThatFailsForGoodAmidABlobIsOneClearLine() throws Exception {
    Script script = read(large(), r -> r.isDownload() ? new Fault.Reset(100) : none(), false);
    assertEquals(1, script.exit(), script.err());
    assertTrue(script.err().lines().count() <= 3, script.err());
  }

  @Test
  void anyMixtureOfFaultsEndsWithAllRowsOnce() throws Exception {
    for (int i = 0; i < Size.of("FAULTS", 2, 30); i++) {
      long seed = Size.seed() + i;
      Random random = new Random(seed);
      List<Blob> blobs = CaptureTree.telemetry(seed, 2, 5, 40, 6);
      System.out.println("        seed " + seed);
      String[] mode = i % 2 == 0 ? new String[0] : new String[] {"--keep"};
      folder = java.nio.file.Files.createDirectory(folder.resolve("r" + i));
      read(blobs, r -> {
        synchronized (random) {
          return switch (random.nextInt(12)) {
            case 0 -> new Fault.Status(503, "ServerBusy");
            case 1 -> new Fault.Status(500, "OperationTimedOut");
            case 2 -> new Fault.Reset(random.nextInt(4000));
            case 3 -> new Fault.Cut(random.nextInt(4000));
            case 4 -> r.method().equals("PUT") ? none() : new Fault.LoseAnswer();
            default -> none();
          };
        }
      }, false, mode);
      folder = folder.getParent();
    }
  }
}
