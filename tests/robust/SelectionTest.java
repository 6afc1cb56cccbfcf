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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree;
import support.ReaderProcess;
import support.Script;
import support.Truth;

/** {@code --since}, {@code --until}, {@code --dry-run} and {@code --name-format}, from outside. */
class SelectionTest {
  @TempDir
  Path folder;

  /** Windows from 10:00, 10:05 and 10:10, each with an event at its start and in the two seconds after it. */
  private void threeWindows() throws IOException {
    for (int w = 0; w < 3; w++) {
      Bodies.blob(w, "{\"id\":\"a\",\"v\":\"" + w + "0\"}", "{\"id\":\"a\",\"v\":\"" + w + "1\"}", "{\"id\":\"a\",\"v\":\"" + w + "2\"}")
          .writeTo(folder.resolve("capture"));
    }
  }

  private Script run(String... more) throws Exception {
    Script script = ReaderProcess.run(folder, ReaderProcess.captureToOut(more));
    assertEquals(0, script.exit(), script.err());
    return script;
  }

  private List<String> values() throws IOException {
    return Truth.parse(folder.resolve("out/a.csv")).stream().skip(1).map(row -> row.get(1)).toList();
  }

  private long captured() {
    return CaptureTree.count(folder.resolve("capture"));
  }

  @Test
  void theEventsOwnTimeDecidesAndAWindowReadInPartStays() throws Exception {
    threeWindows();
    Script part = run("--since", "2024-03-01T10:00:01Z", "--until", "2024-03-01T10:05:02Z");
    assertTrue(part.out().startsWith("2 blobs, 4 events, 1 device in out"), part.out());
    assertEquals(List.of("01", "02", "10", "11"), values());
    assertEquals(3, captured(), "blobs read in part are kept");
    run();
    assertEquals(0, captured());
    assertEquals(List.of("00", "01", "02", "10", "11", "12", "20", "21", "22"), values().stream().sorted().toList());
  }

  @Test
  void whereNamesTellNoTimeTheEventsDo() throws Exception {
    threeWindows();
    Path odd = folder.resolve("capture/downloads/some.avro");
    Files.createDirectories(odd.getParent());
    Files.move(folder.resolve("capture/ns/hub/0/2024/03/01/10/05/00.avro"), odd);
    for (int i = 0; i < 2; i++) {
      run("--since", "2024-03-01T10:05:01Z", "--until", "2024-03-01T10:10:01Z");
      assertEquals(List.of("20", "11", "12"), values());
    }
    assertEquals(3, captured());
    run();
    assertEquals(0, captured());
    assertEquals(List.of("20", "11", "12", "00", "01", "02", "21", "22", "10"), values());
  }

  @Test
  void aDryRunNamesWhatWouldBeReadAndDoesNothing() throws Exception {
    threeWindows();
    Script script = run("--dry-run", "--since", "2024-03-01T10:05:00Z");
    assertTrue(script.out().contains("10/05/00.avro") && script.out().contains("10/10/00.avro"), script.out());
    assertFalse(Files.exists(folder.resolve("out")));
    assertEquals(3, captured());
  }

  @Test
  void aDryRunSaysWhatTheRealOneWould() throws Exception {
    threeWindows();
    run("--keep");
    for (List<String> args : List.of(List.of("--format", "jsonl", "--dry-run"), List.of("--format", "jsonl"),
        List.of("--name-format", "{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}/{Namespace}/{EventHub}/{PartitionId}"))) {
      Script script = ReaderProcess.run(folder, ReaderProcess.captureToOut(args.toArray(String[]::new)));
      assertEquals(1, script.exit(), args.toString());
      assertTrue(script.err().startsWith("CaptureReader: out: was written with "), script.err());
    }
  }

  @Test
  void spansOfTimeCountBackFromNow() throws Exception {
    threeWindows();
    for (String span : List.of("2h", "30m", "1d")) {
      assertTrue(run("--since", span, "--keep").out().startsWith("Nothing new"), span);
    }
  }

  @Test
  void anEventHubAndAPartitionAreChosenByName() throws Exception {
    threeWindows();
    assertTrue(run("--eventhub", "other").out().startsWith(
        "Nothing new in capture that is asked for, where blobs are named {Namespace}/{EventHub}/{PartitionId}/"));
    assertTrue(run("--partition", "7").out().startsWith("Nothing new"));
    run("--eventhub", "hub", "--partition", "0");
    assertEquals(9, values().size());
  }

  @Test
  void whatIsSelectedIsOneLineWhereItIsNonsense() throws Exception {
    threeWindows();
    for (List<String> args : List.of(List.of("--since", "yesterday"), List.of("--name-format", "{Namespace}/{Year}"),
        List.of("--by", ""), List.of("--format", "xml"), List.of("--nonsense"), List.of("other"))) {
      Script script = ReaderProcess.run(folder, Stream.concat(Stream.of("capture"), args.stream()).toArray(String[]::new));
      assertEquals(2, script.exit(), args + script.err());
      assertEquals(1, script.err().lines().count(), args + script.err());
      assertFalse(script.err().contains("Exception"), script.err());
    }
    assertEquals(3, captured());
  }
}
