//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS com.azure:azure-storage-blob:12.35.1
package explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import support.Azurite;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.CaptureTree.Event;
import support.FaultProxy;
import support.FaultProxy.Request;
import support.Script;
import support.SharedAzurite;

/** Containers on Azurite: the answers, what is downloaded, and what is listed for them. */
@ExtendWith(SharedAzurite.class)
class ContainerTest {
  private static Azurite azurite;
  private static int number;

  @TempDir
  Path folder;
  private FaultProxy proxy;
  private BlobContainerClient container;

  @BeforeAll
  static void use(Azurite shared) {
    azurite = shared;
  }

  @BeforeEach
  void make() throws Exception {
    proxy = FaultProxy.before(azurite.port());
    container = new BlobServiceClientBuilder().httpClient(new JdkHttpClientBuilder().build())
        .connectionString(azurite.connectionString()).buildClient().getBlobContainerClient("explore" + number++);
    container.create();
  }

  private void upload(List<Blob> blobs) throws IOException {
    for (Blob blob : blobs) {
      container.getBlobClient(blob.name()).upload(BinaryData.fromBytes(blob.bytes()), true);
    }
  }

  private Map<String, String> environment(String... more) {
    Map<String, String> environment = new HashMap<>(Map.of("CAPTURE_CACHE", folder.resolve("cache").toString(),
        "AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString().replace(":" + azurite.port() + "/", ":" + proxy.port() + "/")));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  /** The blobs downloaded since the last call. */
  private List<String> downloads() {
    return take().stream().filter(Request::isDownload).map(r -> URLDecoder.decode(r.path().replaceFirst("\\?.*", ""),
        StandardCharsets.UTF_8).replaceFirst(".*/" + container.getBlobContainerName() + "/", "")).distinct().sorted().toList();
  }

  private List<Request> take() {
    List<Request> all = List.copyOf(proxy.requests());
    proxy.requests().removeAll(all);
    return all;
  }

  private static List<String> names(List<Blob> blobs) {
    return blobs.stream().map(Blob::name).sorted().toList();
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.toList();
    }
  }

  @Test
  void theSecondQuestionDownloadsNothing() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(5, 3, 6, 30, 5);
    CaptureTree.write(folder.resolve("same"), blobs);
    upload(blobs);
    Events there = Events.open(container.getBlobContainerName(), environment());
    Events here = Events.open(folder.resolve("same").toString(), Map.of());
    assertEquals(Description.of(here.scan()), Description.of(there.scan()));
    assertEquals(names(blobs), downloads());
    assertEquals(Devices.of(here.scan()), Devices.of(there.scan()));
    assertEquals(Preview.tail(here.scan(), 5).toString(), Preview.tail(there.scan(), 5).toString());
    assertEquals(List.of(), downloads());
    Events again = Events.open(container.getBlobContainerName(), environment()); // as another session would
    assertEquals(Sizes.of(here.scan()), Sizes.of(again.scan()));
    assertEquals(List.of(), downloads());
    for (Path file : cached()) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  void aBlobWrittenAnewIsDownloadedAnew() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(6, 1, 4, 30, 5);
    upload(blobs);
    Events there = Events.open(container.getBlobContainerName(), environment());
    Scan first = there.scan();
    Sizes.of(first);
    downloads();
    Blob changed = new Blob("ns", "hub", "0", blobs.get(1).window(), CaptureTree.Kind.EVENTS_2021, CaptureTree.Codec.NULL, 10,
        blobs.get(2).events());
    upload(List.of(changed));
    Scan second = there.scan();
    Sizes.of(second);
    assertEquals(List.of(changed.name()), downloads());
    assertEquals(first.count() - blobs.get(1).events().size() + changed.events().size(), second.count());
  }

  @Test
  void aTornFileIsDownloadedAnew() throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(7, 1, 4, 30, 5);
    upload(blobs);
    Events there = Events.open(container.getBlobContainerName(), environment());
    Sizes whole = Sizes.of(there.scan());
    downloads();
    Path torn = cached().get(0);
    byte[] bytes = Files.readAllBytes(torn);
    Files.write(torn, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Scan again = there.scan();
    assertEquals(whole, Sizes.of(again));
    assertEquals(List.of(), again.damaged());
    assertEquals(1, downloads().size());
    assertEquals(bytes.length, Files.size(torn));
  }

  @Test
  void theCacheIsBounded() throws Exception {
    List<Blob> blobs = new ArrayList<>();
    for (int b = 0; b < 9; b++) {
      String body = "{\"id\": \"x\", \"filling\": \"" + "x".repeat(200_000) + "\"}";
      Instant window = Garden.DAY.plus(Duration.ofMinutes(15L * b));
      blobs.add(Blob.of(window, List.of(new Event(b, window, null, Map.of(), CaptureTree.bytes(body), List.of()))));
    }
    upload(blobs);
    Events one = Events.open(container.getBlobContainerName(), environment("CAPTURE_CACHE_MB", "1"));
    Scan scan = one.scan();
    Sizes.of(scan);
    assertEquals(9, scan.count());
    long bytes = 0;
    for (Path file : cached()) {
      bytes += Files.size(file);
    }
    assertTrue(bytes <= 1_000_000 && bytes > 700_000, "kept: " + bytes);
    downloads();
    Preview.tail(one.scan(), 1);
    assertEquals(List.of(), downloads(), "the last ones are kept");
    Events none = Events.open(container.getBlobContainerName(),
        environment("CAPTURE_CACHE_MB", "0", "CAPTURE_CACHE", folder.resolve("cache/none").toString()));
    Sizes.of(none.scan());
    assertEquals(names(blobs), downloads());
    try (Stream<Path> files = Files.list(folder.resolve("cache/none"))) {
      assertEquals(List.of(), files.toList());
    }
    Path file = Files.writeString(folder.resolve("file"), "");
    Sizes.of(Events.open(container.getBlobContainerName(), environment("CAPTURE_CACHE", file.toString())).scan());
    assertEquals(names(blobs), downloads(), "no place for a cache is no error");
  }

  @Test
  void lastListsOnlyTheDaysItNeeds() throws Exception {
    Instant now = Instant.now();
    List<Blob> blobs = new ArrayList<>();
    for (int day = 0; day < 60; day += 5) {
      Instant window = now.minus(Duration.ofDays(day)).minusSeconds(300);
      blobs.add(Blob.of(window, List.of(Event.rejected(day, window.plusSeconds(1), "day " + day))));
    }
    upload(blobs);
    Scan scan = Events.open(container.getBlobContainerName(), environment()).last("2h").scan();
    assertEquals(1, Preview.head(scan, 10).events().size());
    List<Request> requests = take();
    List<String> days = requests.stream().filter(r -> r.isListing() && !r.path().contains("delimiter="))
        .map(r -> URLDecoder.decode(r.path().replaceFirst(".*[?&]prefix=([^&]*).*", "$1"), StandardCharsets.UTF_8)).distinct().toList();
    String today = "ns/hub/0/" + now.toString().substring(0, 10).replace('-', '/') + "/";
    String before = "ns/hub/0/" + now.minus(Duration.ofDays(1)).toString().substring(0, 10).replace('-', '/') + "/";
    assertTrue(!days.isEmpty() && List.of(today, before).containsAll(days), days.toString());
    assertEquals(List.of(blobs.get(0).name()), requests.stream().filter(Request::isDownload).map(r -> URLDecoder.decode(
        r.path().replaceFirst("\\?.*", ""), StandardCharsets.UTF_8).replaceFirst(".*/explore\\d+/", "")).distinct().toList());
  }

  @Test
  void aSessionOnAContainer() throws Exception {
    List<Blob> blobs = Garden.blobs().subList(0, 20);
    upload(blobs);
    String in = "count()\ndescribe()\nopen(\"nothing-here\")\ncount()\n";
    Script script = PipeTest.run(environment(), in, "-i", "jshell-startup.jsh", container.getBlobContainerName());
    assertTrue(script.out().startsWith("90 events\nfield "), script.out());
    assertEquals(1, script.exit());
    List<String> err = script.err().lines().toList();
    assertEquals(2, err.size(), script.err());
    assertTrue(err.stream().allMatch(l -> l.contains("nothing-here") && l.endsWith("no such container; check its name")), script.err());
    assertEquals(20, proxy.requests().stream().filter(Request::isDownload).count(), "each blob once");
    assertFalse(script.out().contains(Azurite.KEY) || script.err().contains(Azurite.KEY));
  }

  @Test
  void noNetworkIsOneLine() throws Exception {
    proxy.close();
    Events events = Events.open(container.getBlobContainerName(), environment());
    IOException e = assertThrows(IOException.class, () -> Description.of(events.scan()));
    assertTrue(Answer.reason(e).endsWith("no answer from the host; check its address and the network"), Answer.reason(e));
    assertEquals(1, Answer.reason(e).lines().count());
  }
}
