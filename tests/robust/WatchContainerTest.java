//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import support.Azurite;
import support.CaptureTree.Blob;
import support.FaultProxy;
import support.FaultProxy.Fault;
import support.FaultProxy.Request;
import support.ReaderProcess;
import support.Script;
import support.SharedAzurite;
import support.Truth;

/** {@code --watch} on a container: cheap however much is there, and patient with a store that is down. */
@ExtendWith(SharedAzurite.class)
class WatchContainerTest {
  private static final int WINDOWS_A_DAY = 12 * 24;
  private static Azurite azurite;

  @TempDir
  Path folder;

  @BeforeAll
  static void use(Azurite shared) {
    azurite = shared;
  }

  private static Blob row(int window) {
    return Bodies.blob(window, "{\"id\":\"a\",\"v\":" + window + "}");
  }

  private static void end(ReaderProcess reader, String signal) throws Exception {
    reader.signal(signal);
    Script script = reader.end();
    assertEquals(0, script.exit(), script.err());
  }

  /** What a request wants listed, with its parameters decoded. */
  private static String query(Request r) {
    return URLDecoder.decode(r.path().substring(r.path().indexOf('?') + 1), StandardCharsets.UTF_8);
  }

  @Test
  void lookingForNewBlobsTakesNoLookAtTheOldDays() throws Exception {
    Container container = Container.create(azurite, "cheap");
    List<Blob> old = new ArrayList<>();
    for (int i = 0; i < 3 * WINDOWS_A_DAY; i++) {
      old.add(row(i));
    }
    container.write(old);
    try (FaultProxy proxy = FaultProxy.before(azurite.port());
        ReaderProcess reader = ReaderProcess.in(folder, container.environment(proxy.port())).start(container.name(), "-o", "out",
            "--watch", "--keep")) {
      reader.await("the old rows", () -> Truth.count(folder.resolve("out")) == old.size() + 1);
      int first = proxy.requests().size();
      container.write(List.of(row(3 * WINDOWS_A_DAY)));
      reader.await("the next day's row", () -> Truth.count(folder.resolve("out")) == old.size() + 2);
      int second = proxy.requests().size();
      reader.await("another look", () -> proxy.requests().size() >= second + 4);
      end(reader, "INT");
      List<Request> later = proxy.requests().subList(first, proxy.requests().size());
      List<String> listings = later.stream().filter(Request::isListing).map(WatchContainerTest::query).toList();
      assertFalse(listings.isEmpty());
      for (String listing : listings) {
        assertTrue(listing.contains("delimiter=/") || listing.contains("prefix=ns/hub/0/"), "lists all: " + listing);
        assertFalse(listing.contains("2024/03/01") || listing.contains("2024/03/02"), "lists old days: " + listing);
        assertFalse(listing.contains("marker="), "pages through: " + listing);
      }
      assertEquals(1, later.stream().filter(Request::isDownload).count(), "old blobs were read again");
    }
  }

  @Test
  void norDoesItWhereDaysComeFirstInNames() throws Exception {
    UnaryOperator<String> daysFirst = name -> name.replaceFirst("(ns/hub/0/)(....)/(..)/(..)/", "$2-$3-$4/$1");
    Container container = Container.create(azurite, "daysfirst");
    List<Blob> old = new ArrayList<>();
    for (int i = 0; i < 3 * WINDOWS_A_DAY; i++) {
      old.add(row(i));
    }
    container.write(old, daysFirst);
    try (FaultProxy proxy = FaultProxy.before(azurite.port());
        ReaderProcess reader = ReaderProcess.in(folder, container.environment(proxy.port())).start(container.name(), "-o", "out",
            "--watch", "--keep", "--name-format", "{Year}-{Month}-{Day}/{Namespace}/{EventHub}/{PartitionId}/{Hour}/{Minute}/{Second}")) {
      reader.await("the old rows", () -> Truth.count(folder.resolve("out")) == old.size() + 1);
      int first = proxy.requests().size();
      container.write(List.of(row(3 * WINDOWS_A_DAY)), daysFirst);
      reader.await("the next day's row", () -> Truth.count(folder.resolve("out")) == old.size() + 2);
      int second = proxy.requests().size();
      reader.await("another look", () -> proxy.requests().size() >= second + 4);
      end(reader, "INT");
      List<String> listings = proxy.requests().subList(first, proxy.requests().size()).stream().filter(Request::isListing)
          .map(WatchContainerTest::query).toList();
      assertFalse(listings.isEmpty());
      for (String listing : listings) {
        assertTrue(listing.contains("delimiter=/") || listing.contains("prefix=2024-03-0"), "lists all: " + listing);
        assertFalse(listing.contains("2024-03-01") || listing.contains("2024-03-02"), "lists old days: " + listing);
      }
    }
  }

  @Test
  void aStoreThatIsDownForAWhileCostsNothing() throws Exception {
    Container container = Container.create(azurite, "outage");
    container.write(List.of(row(0), row(1), row(4 * WINDOWS_A_DAY), row(9 * WINDOWS_A_DAY)));
    try (FaultProxy proxy = FaultProxy.before(azurite.port())) {
      boolean[] listed = new boolean[1];
      proxy.faults(r -> {
        synchronized (listed) {
          boolean isFirst = r.isListing() && !listed[0];
          listed[0] |= isFirst;
          return isFirst ? new Fault.None() : r.isListing() ? new Fault.Reset(0) : new Fault.Status(503, "ServerBusy");
        }
      });
      try (ReaderProcess reader = ReaderProcess.in(folder, container.environment(proxy.port())).start(container.name(), "-o", "out",
          "--watch", "--quiet")) {
        reader.await("a word on the outage", () -> reader.err().contains("trying again"));
        container.write(List.of(row(9 * WINDOWS_A_DAY + 1)));
        proxy.faults(r -> new Fault.None());
        reader.await("all rows", () -> container.names().isEmpty());
        end(reader, "TERM");
        assertEquals(1, reader.err().lines().count(), reader.err());
      }
    }
    assertEquals(List.of("v", "0", "1", "1152", "2592", "2593"),
        Truth.parse(folder.resolve("out/a.csv")).stream().map(r -> r.get(1)).toList());
  }

  @Test
  void aSecondCtrlCDoesNotWaitForTheBlobAtHand() throws Exception {
    Container container = Container.create(azurite, "stuck");
    container.write(List.of(row(0)));
    try (FaultProxy proxy = FaultProxy.before(azurite.port())) {
      proxy.faults(r -> r.isDownload() ? new Fault.Hang() : new Fault.None());
      try (ReaderProcess reader = ReaderProcess.in(folder, container.environment(proxy.port())).start(container.name(), "-o", "out",
          "--watch")) {
        reader.await("a download that hangs", () -> proxy.requests().stream().anyMatch(Request::isDownload));
        ReaderProcess.await("its end", () -> isGoneAfter(reader, "INT"), () -> true, reader::err);
        assertEquals(130, reader.end().exit());
      }
    }
    assertEquals(List.of(row(0).name()), container.names());
  }

  /** Signals it; two that come too soon after each other count as one. */
  private static boolean isGoneAfter(ReaderProcess reader, String signal) {
    try {
      if (reader.process().isAlive()) {
        reader.signal(signal);
      }
      return !reader.process().isAlive();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
