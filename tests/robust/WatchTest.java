//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.CaptureTree;
import support.CaptureTree.Blob;
import support.ReaderProcess;
import support.Script;
import support.Truth;

/** {@code --watch} on a folder: what comes later is read, and a signal ends it in order. */
class WatchTest {
  @TempDir
  Path folder;
  private Path capture;

  @BeforeEach
  void folders() throws IOException {
    capture = Files.createDirectory(folder.resolve("capture"));
  }

  private ReaderProcess watch(String... more) throws IOException {
    return ReaderProcess.in(folder).start(Stream.concat(Stream.of("capture", "-o", "out", "--watch"), Stream.of(more)).toArray(String[]::new));
  }

  private long captured() {
    return CaptureTree.count(capture);
  }

  /** Ends it, and checks that a later run finds nothing to repair. */
  private Script end(ReaderProcess reader, String signal) throws Exception {
    reader.signal(signal);
    Script script = reader.end();
    assertEquals(0, script.exit(), script.err());
    assertFalse(Files.exists(folder.resolve("out/.capture-reader/journal")), "a batch was left open");
    return script;
  }

  private Script again(String... more) throws Exception {
    Script script = ReaderProcess.run(folder, ReaderProcess.captureToOut(more));
    assertEquals(0, script.exit(), script.err());
    assertFalse(script.err().contains("repaired"), script.err());
    return script;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void whatComesLaterIsReadAndDeletedUntilASignalComes(String signal) throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(31, 2, 6, 20, 5);
    CaptureTree.write(capture, blobs.subList(0, 4));
    try (ReaderProcess reader = watch()) {
      reader.await("the first blobs", () -> captured() == 0);
      CaptureTree.write(capture, blobs.subList(4, 11));
      reader.await("the later blobs", () -> captured() == 0);
      Truth.of(blobs.subList(0, 11)).check(folder.resolve("out"));
      Script script = end(reader, signal);
      assertTrue(script.out().startsWith("11 blobs, "), script.out());
    }
    assertEquals("Nothing new in capture\n", again().out());
    CaptureTree.write(capture, blobs.subList(11, 12));
    assertTrue(again().out().startsWith("1 blob, "));
    Truth.of(blobs).check(folder.resolve("out"));
  }

  @Test
  void withKeepNewPartitionsAndDaysAreSeenToo() throws Exception {
    Blob first = Bodies.blob(0, "{\"id\":\"a\",\"v\":1}");
    Blob nextDay = Bodies.blob(12 * 24 + 3, "{\"id\":\"a\",\"v\":2}");
    Blob newPartition = Bodies.blob(12 * 24 + 4, "{\"id\":\"a\",\"v\":3}").inPartition("7");
    CaptureTree.write(capture, List.of(first));
    try (ReaderProcess reader = watch("--keep")) {
      reader.await("the first row", () -> Truth.count(folder.resolve("out")) == 2);
      nextDay.writeTo(capture);
      reader.await("the next day's row", () -> Truth.count(folder.resolve("out")) == 3);
      newPartition.writeTo(capture);
      reader.await("the new partition's row", () -> Truth.count(folder.resolve("out")) == 4);
      end(reader, "TERM");
    }
    assertEquals("Nothing new in capture\n", again("--keep").out());
    assertEquals("id,v\na,1\na,2\na,3\n", Files.readString(folder.resolve("out/a.csv")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalAmidTheWorkLeavesTheRestToTheNextRun(String signal) throws Exception {
    List<Blob> blobs = CaptureTree.telemetry(32, 4, 150, 120, 3); // few devices, whose rows are soon too many to wait
    CaptureTree.write(capture, blobs);
    try (ReaderProcess reader = watch()) {
      reader.await("rows", () -> Truth.count(folder.resolve("out")) > 0);
      end(reader, signal);
    }
    long left = captured();
    assertTrue(left < blobs.size(), "what was read before the signal counts");
    System.out.println("        " + left + " of " + blobs.size() + " blobs left by " + signal);
    String rest = again().out(); // on a fast day all was done before the signal came
    assertTrue(rest.startsWith(left == 0 ? "Nothing new" : left + " blob"), rest);
    assertEquals(0, captured());
    Truth.of(blobs).check(folder.resolve("out"));
  }

  @Test
  void aDamagedBlobIsToldOnceAndStopsNothing() throws Exception {
    Blob bad = Bodies.blob(0, "{\"id\":\"a\",\"v\":1}");
    bad.writeTo(capture, java.util.Arrays.copyOf(bad.bytes(), bad.bytes().length - 20));
    try (ReaderProcess reader = watch()) {
      reader.await("the news", () -> reader.err().contains("00.avro"));
      for (int i = 1; i < 3; i++) {
        Bodies.blob(i, "{\"id\":\"a\",\"v\":2}").writeTo(capture);
        reader.await("the good blob", () -> captured() == 1);
      }
      reader.signal("TERM");
      Script script = reader.end();
      assertEquals(1, script.exit(), "a blob that could not be read must be told");
      assertEquals(1, script.err().lines().filter(l -> l.contains("00.avro")).count(), script.err());
    }
    assertEquals("id,v\na,2\na,2\n", Files.readString(folder.resolve("out/a.csv")));
  }
}
