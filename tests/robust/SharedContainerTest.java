//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import support.Azurite;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Event;
import support.FaultProxy;
import support.FaultProxy.Fault;
import support.ReaderProcess;
import support.Script;
import support.SharedAzurite;
import support.Truth;

/** Readers on one container of Azurite: each blob is one reader's, and deleted only as it was read. */
@ExtendWith(SharedAzurite.class)
class SharedContainerTest {
  private static final Instant T = Instant.parse("2024-03-01T10:00:00Z");
  private static Azurite azurite;
  private static int number;

  @TempDir
  Path folder;

  @BeforeAll
  static void use(Azurite shared) {
    azurite = shared;
  }

  private static Container container(List<Blob> blobs) throws Exception {
    Container container = Container.create(azurite, "shared" + number++);
    container.write(blobs);
    return container;
  }

  private Script read(Container container, String... more) throws Exception {
    String[] args = new String[more.length + 1];
    args[0] = container.name();
    System.arraycopy(more, 0, args, 1, more.length);
    return ReaderProcess.in(folder, container.environment()).run(args);
  }

  @Test
  void everyBlobIsReadAndDeleted() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(11, 3, 12, 30, 10);
    Container container = container(blobs);
    Script script = read(container);
    assertEquals(0, script.exit(), script.err());
    Truth.of(blobs).check(folder.resolve("devices"));
    assertEquals(List.of(), container.names());
  }

  @Test
  void withKeepASecondRunDownloadsNothingOld() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(12, 3, 12, 30, 10);
    Container container = container(blobs.subList(0, 30));
    assertEquals(0, read(container, "--keep").exit());
    container.write(blobs.subList(30, 36));
    try (FaultProxy proxy = FaultProxy.before(azurite.port())) {
      Script script = ReaderProcess.in(folder, container.environment(proxy.port())).run(container.name(), "--keep");
      assertEquals(0, script.exit(), script.err());
      List<String> downloads = proxy.requests().stream().filter(FaultProxy.Request::isDownload)
          .map(r -> r.path().replaceFirst(".*/" + container.name() + "/", "").replaceFirst("\\?.*", "").replace("%2F", "/")).distinct().sorted().toList();
      assertEquals(blobs.subList(30, 36).stream().map(Blob::name).sorted().toList(), downloads);
    }
    Truth.of(blobs.subList(0, 30)).add(blobs.subList(30, 36)).check(folder.resolve("devices"));
    assertEquals(36, container.names().size());
  }

  @Test
  void aBlobWrittenAnewBeforeItIsDeletedStaysAndIsReadLater() throws Exception {
    List<Event> events = CaptureTree.telemetry(13, 1, 1, 40, 4).get(0).events();
    Blob first = Blob.of(T, events.subList(0, events.size() / 2));
    Blob second = Blob.of(T, events);
    Container container = container(List.of(first));
    AtomicBoolean rewritten = new AtomicBoolean();
    try (FaultProxy proxy = FaultProxy.before(azurite.port())) {
      proxy.faults(request -> {
        if (request.method().equals("DELETE") && rewritten.compareAndSet(false, true)) {
          try {
            if (container.leased() > 0) {
              new BlobLeaseClientBuilder().blobClient(container.client().getBlobClient(first.name())).buildClient().breakLeaseWithResponse(
                  new com.azure.storage.blob.options.BlobBreakLeaseOptions().setBreakPeriod(java.time.Duration.ZERO), null, null);
            }
            container.write(List.of(second));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        }
        return new Fault.None();
      });
      ReaderProcess.in(folder, container.environment(proxy.port())).run(container.name());
    }
    assertTrue(rewritten.get());
    assertEquals(List.of(second.name()), container.names(), "it changed after it was read");
    Truth.of(List.of(first)).check(folder.resolve("devices"));
    Script again = read(container);
    assertEquals(0, again.exit(), again.err());
    Truth.of(List.of(second)).check(folder.resolve("devices"));
    assertEquals(List.of(), container.names());
  }

  @Test
  void twoReadersAtOnceShareTheBlobs() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(14, 4, Size.of("SHARED", 20, 50), 30, 10);
    Container container = container(blobs);
    try (ReaderProcess one = ReaderProcess.in(folder, container.environment()).start(container.name(), "-o", "one");
        ReaderProcess two = ReaderProcess.in(folder, container.environment()).start(container.name(), "-o", "two")) {
      Script first = one.end();
      Script second = two.end();
      assertEquals(0, first.exit(), first.err());
      assertEquals(0, second.exit(), second.err());
    }
    int a = Truth.allRows(folder.resolve("one")).size();
    int b = Truth.allRows(folder.resolve("two")).size();
    System.out.println("        two readers: " + a + " and " + b + " rows");
    assertEquals(Truth.of(blobs).allRows(), Truth.allRows(folder.resolve("one"), folder.resolve("two")));
    assertEquals(List.of(), container.names());
    assertTrue(a > 0 && b > 0, "one of the two had nothing to do: " + a + " and " + b);
  }

  @Test
  void theBlobsOfAReaderThatWasKilledAreTakenByAnother() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(15, 2, 8, 30, 10);
    Container container = container(blobs);
    try (FaultProxy proxy = FaultProxy.before(azurite.port())) {
      proxy.faults(request -> request.isDownload() ? new Fault.Hang() : new Fault.None());
      try (ReaderProcess killed = ReaderProcess.in(folder, container.environment(proxy.port())).start(container.name(), "-o", "one")) {
        killed.await("a lease", () -> container.leased() > 0);
        killed.kill();
      }
    }
    assertTrue(container.leased() > 0, "leases outlive their holder");
    if (Size.of("EXPIRY", 0, 1) == 0) { // as if the time had passed
      for (String name : container.names()) {
        if (container.client().getBlobClient(name).getProperties().getLeaseState() == com.azure.storage.blob.models.LeaseStateType.LEASED) {
          new BlobLeaseClientBuilder().blobClient(container.client().getBlobClient(name)).buildClient().breakLeaseWithResponse(
              new com.azure.storage.blob.options.BlobBreakLeaseOptions().setBreakPeriod(java.time.Duration.ZERO), null, null);
        }
      }
    }
    ReaderProcess.await("all blobs to be read", () -> {
      try {
        Script script = read(container, "-o", "two");
        assertEquals(0, script.exit(), script.err());
        return container.names().isEmpty();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }, () -> true, () -> "");
    assertEquals(Truth.of(blobs).allRows(), Truth.allRows(folder.resolve("one"), folder.resolve("two")));
  }

  @Test
  void aBlobSomebodyElseHoldsIsLeftAlone() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(16, 1, 4, 30, 4);
    Container container = container(blobs);
    String held = blobs.get(1).name();
    new BlobLeaseClientBuilder().blobClient(container.client().getBlobClient(held)).buildClient().acquireLease(-1);
    Script script = read(container);
    assertTrue(script.exit() == 0 || script.err().contains(held), script.exit() + script.err());
    assertEquals(List.of(held), container.names());
    assertEquals(Truth.of(List.of(blobs.get(0), blobs.get(2), blobs.get(3))).allRows(), Truth.allRows(folder.resolve("devices")));
  }

  @Test
  void aSecondReaderOnOneOutputFolderStopsWithOneClearLine() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(17, 2, 4, 30, 4);
    Container container = container(blobs);
    Container other = container(blobs);
    try (FaultProxy proxy = FaultProxy.before(azurite.port())) {
      proxy.faults(request -> request.isDownload() ? new Fault.Hang() : new Fault.None());
      try (ReaderProcess first = ReaderProcess.in(folder, container.environment(proxy.port())).start(container.name())) {
        first.await("a download", () -> proxy.requests().stream().anyMatch(FaultProxy.Request::isDownload));
        Script second = read(other);
        assertEquals(1, second.exit(), second.err());
        assertEquals(1, second.err().lines().count(), second.err());
        assertTrue(second.err().contains("devices"), second.err());
        assertEquals(blobs.size(), other.names().size(), "it must not touch the blobs");
        first.kill();
      }
    }
    Script after = read(other);
    assertEquals(0, after.exit(), "a dead reader holds nothing: " + after.err());
    Truth.of(blobs).check(folder.resolve("devices"));
  }

  @Test
  void aContainerThatIsNotThereIsOneClearLine() throws Exception {
    Script script = ReaderProcess.in(folder, Map.copyOf(new Container(azurite, "nothing-here", null).environment())).run("nothing-here");
    assertEquals(1, script.exit());
    assertEquals(1, script.err().lines().count(), script.err());
    assertTrue(script.err().contains("nothing-here"), script.err());
    assertTrue(!script.err().contains(Azurite.KEY), "a secret is never repeated");
    assertTrue(!Files.exists(folder.resolve("devices")) || Truth.csvFiles(folder.resolve("devices")).isEmpty());
  }
}
