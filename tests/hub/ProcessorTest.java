//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-core-http-jdk-httpclient:1.1.7
//DEPS com.azure:azure-messaging-eventhubs-checkpointstore-blob:1.21.3
package hub;

import static hub.HubFixture.HUB;
import static hub.HubFixture.send;
import static hub.HubFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import capture.CaptureStore;
import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.checkpointstore.blob.BlobCheckpointStore;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Azurite;
import support.SharedAzurite;

/** What needs Blob Storage: the event processor's checkpoints, and capturing into a container. */
@ExtendWith(SharedAzurite.class)
class ProcessorTest {
  private static Azurite azurite;

  @BeforeAll
  static void use(Azurite shared) {
    azurite = shared;
  }

  private static BlobServiceClientBuilder storage() {
    return new BlobServiceClientBuilder().connectionString(azurite.connectionString());
  }

  @Test
  void aProcessorGoesOnWhereTheLastOneStopped() throws Exception {
    BlobContainerAsyncClient container = storage().buildAsyncClient().getBlobContainerAsyncClient("checkpoints");
    container.create().block();
    try (LocalHub hub = LocalHub.start()) {
      Set<String> first = process(hub, container, 40, 0);
      assertEquals(40, first.size());
      Set<String> second = process(hub, container, 20, 100);
      assertEquals(20, second.size(), second.toString());
      assertTrue(second.stream().allMatch(b -> Integer.parseInt(b) >= 100));
    }
  }

  /** Sends events and has a processor take them until there are that many; each is checkpointed. */
  private static Set<String> process(LocalHub hub, BlobContainerAsyncClient container, int count, int from) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      send(hub, Integer.toString(i % 4), Integer.toString(from + i));
    }
    Set<String> got = ConcurrentHashMap.newKeySet();
    List<Object> errors = new CopyOnWriteArrayList<>();
    EventProcessorClient processor = new EventProcessorClientBuilder().connectionString(hub.connectionString(HUB))
        .consumerGroup("$Default").checkpointStore(new BlobCheckpointStore(container)).initialPartitionEventPosition(p -> EventPosition.earliest())
        .processEvent(e -> {
          e.updateCheckpoint(); // first: with the last event got, this processor is stopped
          got.add(e.getEventData().getBodyAsString());
        }).processError(e -> errors.add(e.getThrowable())).buildEventProcessorClient();
    processor.start();
    assertTrue(until(() -> got.size() >= count), got + " " + errors);
    try {
      processor.stop(Duration.ofSeconds(1)); // at times it waits for a thread of its own, which sleeps, as long as it is let
    } catch (IllegalStateException e) {
      // it has not ended in that time; what it owned it has given back
    }
    return got;
  }

  @Test
  void capturesIntoAContainer() throws Exception {
    BlobContainerClient container = storage().buildClient().getBlobContainerClient("capture");
    container.create();
    List<CapturedBlob> blobs = new CopyOnWriteArrayList<>();
    CaptureStore store = CaptureStore.open("capture", Map.of("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString()));
    for (int run = 0; run < 2; run++) {
      try (LocalHub hub = LocalHub.builder().capture(store).onCaptured(blobs::add).start()) {
        send(hub, "0", "a", "b");
        send(hub, "1", "c");
      }
    }
    assertEquals(4, blobs.size());
    assertEquals(blobs.stream().map(CapturedBlob::name).sorted().toList(), container.listBlobs().stream().map(b -> b.getName()).sorted().toList());
    assertEquals(blobs.get(0).sizeBytes(), container.getBlobClient(blobs.get(0).name()).getProperties().getBlobSize());
  }

  @Test
  void aStoreThatComesBackGetsEverything() throws Exception {
    List<CapturedBlob> blobs = new CopyOnWriteArrayList<>();
    List<String> problems = new CopyOnWriteArrayList<>();
    Azurite away = Azurite.start();
    int port = away.port();
    CaptureStore store = CaptureStore.open("capture", Map.of("AZURE_STORAGE_CONNECTION_STRING", away.connectionString()));
    away.close();
    try (LocalHub hub = LocalHub.builder().eventHub(HUB, 1).size(1000).capture(store).onCaptured(blobs::add).onProblem(problems::add).start()) {
      for (int i = 0; i < 10; i++) {
        send(hub, "0", "a" + i, "b" + i, "c" + i, "d" + i, "e" + i);
      }
      assertEquals(50, hub.counters().eventsReceived());
      assertEquals(List.of(), blobs);
      try (Azurite back = Azurite.start(port)) {
        BlobContainerClient container = storageAt(back).createBlobContainer("capture");
        hub.close(); // which waits for all of it
        assertEquals(50, blobs.stream().mapToLong(CapturedBlob::events).sum(), problems.toString());
        List<String> names = blobs.stream().map(CapturedBlob::name).toList();
        assertEquals(names.stream().sorted().toList(), names);
        assertEquals(names, container.listBlobs().stream().map(b -> b.getName()).toList());
      }
    }
  }

  private static com.azure.storage.blob.BlobServiceClient storageAt(Azurite a) {
    return new BlobServiceClientBuilder().connectionString(a.connectionString()).buildClient();
  }
}
