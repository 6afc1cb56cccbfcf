//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder is a store of captures. */
class CaptureFolderTest extends CaptureStoreTest {
  @TempDir
  Path folder;

  @Override
  CaptureStore store() throws IOException {
    return CaptureStore.open(folder.toString(), Map.of());
  }

  @Override
  CaptureStore missing() throws IOException {
    return CaptureStore.open(folder.resolve("missing").toString(), Map.of());
  }

  @Override
  void overwrite(CaptureStore store, String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  /** A reader that deletes, and a hub that gives files their names, work while another lists. */
  @Test
  void whatIsDeletedWhileItIsListedIsNoFailure() throws Exception {
    CaptureStore store = store();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
      while (!done.get()) {
        for (int i = 0; i < 40; i++) {
          try (CaptureOutput out = store.create("a/" + i + "/b.avro")) {
            out.write(1);
            out.commit();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          try {
            Files.delete(folder.resolve("a/" + i + "/b.avro"));
            Files.delete(folder.resolve("a/" + i));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    });
    try {
      for (int i = 0; i < 2_000; i++) {
        store.list("").forEach(b -> assertTrue(b.name().endsWith("/b.avro"), b.name()));
        store.level("a/");
      }
    } finally {
      done.set(true);
      other.get();
    }
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path real = Files.createDirectories(folder.resolve("real/ns"));
    Files.writeString(real.resolve("a.avro"), "a");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    Files.createDirectory(folder.resolve("other"));
    Files.createSymbolicLink(folder.resolve("other/ns"), real);
    Files.createSymbolicLink(folder.resolve("other/gone.avro"), folder.resolve("nowhere"));
    for (String root : List.of("link", "other")) {
      CaptureStore store = CaptureStore.open(folder.resolve(root).toString(), Map.of());
      assertEquals(List.of("ns/a.avro"), store.list("").map(CaptureBlob::name).toList(), root);
    }
    assertEquals(CaptureStore.open(folder.resolve("real").toString(), Map.of()).identity(),
        CaptureStore.open(folder + "/other/../link", Map.of()).identity());
  }

  @Test
  void aLinkThatLeadsBackIsOneLine() throws IOException {
    Files.createSymbolicLink(folder.resolve("again"), folder);
    String message = assertThrows(CaptureException.class, () -> store().list("")).getMessage();
    assertEquals("cannot list folder " + folder.resolve("again") + ": a link leads back to it", message);
  }
}
