//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import support.Azurite;

/** A folder and a container are used alike and behave alike. */
abstract class CaptureStoreTest {
  /** A store that is there, and empty. */
  abstract CaptureStore store() throws IOException;

  /** A store that is not there. */
  abstract CaptureStore missing() throws IOException;

  /** Writes anew over a blob, from outside. */
  abstract void overwrite(CaptureStore store, String name, byte[] bytes) throws IOException;

  static void write(CaptureStore store, String name, byte[] bytes) throws IOException {
    try (CaptureOutput out = store.create(name)) {
      out.write(bytes);
      out.commit();
    }
  }

  private static List<String> names(CaptureStore store, String prefix) throws IOException {
    try (Stream<CaptureBlob> blobs = store.list(prefix)) {
      return blobs.map(CaptureBlob::name).toList();
    }
  }

  private static CaptureBlob only(CaptureStore store) throws IOException {
    try (Stream<CaptureBlob> blobs = store.list("")) {
      return blobs.reduce((a, b) -> {
        throw new AssertionError("more than one");
      }).orElseThrow();
    }
  }

  private static byte[] read(CaptureStore store, CaptureBlob blob) throws IOException {
    try (InputStream in = store.read(blob)) {
      return in.readAllBytes();
    }
  }

  private static void assertOneLine(Exception e, String... parts) {
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage() + " should tell " + part);
    }
  }

  @Test
  void listsByNameWhatEndsInAvroAndStartsWithThePrefix() throws IOException {
    CaptureStore store = store();
    for (String name : List.of("b.avro", "a/2.avro", "a/10.avro", "a/1.txt", "a.avro", "a/b/c.avro", "ab/1.avro", "Z.avro")) {
      write(store, name, new byte[] {1});
    }
    assertEquals(List.of("Z.avro", "a.avro", "a/10.avro", "a/2.avro", "a/b/c.avro", "ab/1.avro", "b.avro"), names(store, ""));
    assertEquals(List.of("a.avro", "a/10.avro", "a/2.avro", "a/b/c.avro", "ab/1.avro"), names(store, "a"));
    assertEquals(List.of("a/10.avro", "a/2.avro", "a/b/c.avro"), names(store, "a/"));
    assertEquals(List.of("a/10.avro"), names(store, "a/1"));
    assertEquals(List.of(), names(store, "c/d/"));
    assertEquals(List.of("a", "ab"), store.level("").folders());
    assertEquals(List.of("Z.avro", "a.avro", "b.avro"), store.level("").blobs().stream().map(CaptureBlob::name).toList());
    assertEquals(List.of("b"), store.level("a/").folders());
    assertEquals(List.of("a/10.avro", "a/2.avro"), store.level("a/").blobs().stream().map(CaptureBlob::name).toList());
    assertEquals(List.of(), store.level("c/").folders());
  }

  @Test
  void whatIsWrittenIsReadWhateverTheName() throws IOException {
    CaptureStore store = store();
    for (String name : List.of("a b/c  d.avro", "caf\u00e9/\u4e2d\u6587.avro", "x+y%20z/#1?.avro", "p=1/q&r;s'.avro", "\ud83d\ude00.avro")) {
      byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      write(store, name, bytes);
      CaptureBlob blob = only(store);
      assertEquals(name, blob.name());
      assertEquals(bytes.length, blob.sizeBytes());
      assertArrayEquals(bytes, read(store, blob));
      assertTrue(store.delete(blob));
    }
  }

  @Test
  void manyMegabytesAreTheSameInEveryLocale() throws IOException {
    byte[] bytes = new byte[(9 << 20) + 7];
    new Random(1).nextBytes(bytes);
    CaptureStore store = store();
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try (CaptureOutput out = store.create("large.avro")) {
      for (int at = 0; at < bytes.length; at += 1 << 20) {
        out.write(bytes, at, Math.min(1 << 20, bytes.length - at));
      }
      out.commit();
    } finally {
      Locale.setDefault(before);
    }
    assertArrayEquals(bytes, read(store, only(store)));
  }

  @Test
  void isWrittenWholeOrNotAtAll() throws IOException {
    CaptureStore store = store();
    try (CaptureOutput out = store.create("a/b.avro")) {
      out.write(new byte[100]);
      out.write(1);
      assertEquals(List.of(), names(store, ""));
    }
    assertEquals(List.of(), names(store, ""), "closed without commit");
    write(store, "empty.avro", new byte[0]);
    assertEquals(0, read(store, only(store)).length);
  }

  @Test
  void doesNotWriteOverWhatIsThere() throws IOException {
    CaptureStore store = store();
    write(store, "a.avro", new byte[] {1});
    CaptureException e = assertThrows(CaptureException.class, () -> write(store, "a.avro", new byte[] {2}));
    assertOneLine(e, store.location() + "/a.avro: exists already; it was not overwritten");
    assertArrayEquals(new byte[] {1}, read(store, only(store)));
  }

  @Test
  void deletesOnlyWhatIsStillTheSame() throws IOException {
    CaptureStore store = store();
    write(store, "a.avro", new byte[] {1});
    CaptureBlob old = only(store);
    overwrite(store, "a.avro", new byte[] {2, 3});
    assertFalse(store.delete(old));
    UnreadableCaptureException e = assertThrows(UnreadableCaptureException.class, () -> read(store, old));
    assertOneLine(e, store.location() + "/a.avro", "was written anew while it was read; run again");
    assertFalse(e.isGone());
    CaptureBlob now = only(store);
    assertArrayEquals(new byte[] {2, 3}, read(store, now));
    CaptureLease lease = store.lease(now).orElseThrow();
    assertTrue(lease.renew());
    assertTrue(store.delete(now, lease));
    lease.release();
    assertEquals(List.of(), names(store, ""));
  }

  @Test
  void whatIsGoneIsNotDeletedAndReadingTellsSo() throws IOException {
    CaptureStore store = store();
    write(store, "a.avro", new byte[] {1});
    CaptureBlob blob = only(store);
    assertTrue(store.delete(blob));
    assertFalse(store.delete(blob));
    UnreadableCaptureException e = assertThrows(UnreadableCaptureException.class, () -> read(store, blob));
    assertOneLine(e, store.location() + "/a.avro");
    assertTrue(e.isGone(), e.getMessage());
  }

  @Test
  void aStoreThatIsNotThereIsNamed() throws IOException {
    CaptureStore missing = missing();
    for (CaptureException e : List.of(assertThrows(CaptureException.class, () -> missing.list("")),
        assertThrows(CaptureException.class, () -> missing.level("")))) {
      assertOneLine(e, "no such ", missing.location(), "name");
      assertFalse(e.getMessage().contains(Azurite.KEY), e.getMessage());
    }
  }
}
