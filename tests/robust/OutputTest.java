//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.CaptureTree;
import support.ReaderProcess;
import support.Script;
import support.Truth;

/** What people find in the output folder, and what they are told of it. */
class OutputTest {
  @TempDir
  Path folder;
  private int window;

  private void capture(String... bodies) throws IOException {
    Bodies.blob(window++, bodies).writeTo(folder.resolve("capture"));
  }

  private Script run(String... more) throws Exception {
    Script script = ReaderProcess.run(folder, ReaderProcess.captureToOut(more));
    assertEquals(0, script.exit(), script.err());
    return script;
  }

  private String file(String name) throws IOException {
    return Files.readString(folder.resolve("out").resolve(name));
  }

  @Test
  void numbersKeepTheirText() throws Exception {
    capture("{\"id\":\"n\",\"v\":1.0E-4}", "{\"id\":\"n\",\"v\":1e400}", "{\"id\":\"n\",\"v\":0.10}",
        "{\"id\":\"n\",\"v\":12345678901234567890123}", "{\"id\":\"n\",\"v\":-0}");
    run();
    assertEquals("id,v\nn,1.0E-4\nn,1e400\nn,0.10\nn,12345678901234567890123\nn,-0\n", file("n.csv"));
  }

  @Test
  void aFieldThatComesLaterIsAddedAtTheEndOfEveryRow() throws Exception {
    capture("{\"id\":\"a\",\"v\":1}", "{\"id\":\"b\",\"v\":1}");
    run();
    capture("{\"id\":\"a\",\"new\":{\"x\":[1, 2]},\"v\":2}");
    run();
    assertEquals("id,v,new\na,1,\na,2,\"{\"\"x\"\":[1,2]}\"\n", file("a.csv"));
    assertEquals("id,v\nb,1\n", file("b.csv"));
  }

  /** Each time all of the file would be copied: with 4,000 fields of one event each that would take minutes. */
  @Test
  void aNewFieldInEachEventIsAColumnOfItsOwn() throws Exception {
    int fields = 4_000;
    capture("{\"id\":\"a\",\"v\":0}");
    run();
    capture(IntStream.range(0, fields).mapToObj(i -> "{\"id\":\"" + (i % 2 == 0 ? "a" : "b") + "\",\"f" + i + "\":" + i + "}").toArray(String[]::new));
    run();
    for (String device : List.of("a", "b")) {
      List<List<String>> rows = Truth.parse(folder.resolve("out/" + device + ".csv"));
      int old = device.equals("a") ? 2 : 0;
      assertEquals(fields / 2 + 1 + old / 2, rows.size());
      for (int row = 1 + old / 2; row < rows.size(); row++) {
        List<String> cells = rows.get(row);
        assertEquals(rows.get(0).size(), cells.size());
        int column = row - old / 2 + Math.max(0, old - 1);
        assertEquals("f" + cells.get(column), rows.get(0).get(column));
        assertEquals(2, cells.stream().filter(c -> !c.isEmpty()).count());
      }
    }
  }

  @Test
  void whatIsNotWrittenLeavesNoColumn() throws Exception {
    capture("{\"id\":\"a\",\"v\":0}");
    run("--keep");
    List<String> bodies = new ArrayList<>(Collections.nCopies(20_000, "{\"id\":\"a\",\"v\":1,\"garbage\":\"" + "x".repeat(80) + "\"}"));
    CaptureTree.Blob cut = Bodies.blob(window++, bodies.toArray(String[]::new));
    cut.writeTo(folder.resolve("capture"), Arrays.copyOf(cut.bytes(), cut.bytes().length - 100));
    assertEquals(1, ReaderProcess.run(folder, ReaderProcess.captureToOut("--keep")).exit());
    assertEquals("id,v\na,0\n", file("a.csv"));
  }

  @Test
  void whatAnEditorDidToLineEndsSpoilsNoRow() throws Exception {
    capture("{\"id\":\"a\",\"v\":1}", "{\"id\":\"b\",\"v\":1}");
    run();
    Files.writeString(folder.resolve("out/a.csv"), "id,v\na,1");
    Files.writeString(folder.resolve("out/b.csv"), "id,v\r\nb,1\r\n");
    capture("{\"id\":\"a\",\"v\":2}", "{\"id\":\"b\",\"v\":2}");
    run();
    assertEquals("id,v\na,1\na,2\n", file("a.csv"));
    assertEquals("id,v\r\nb,1\r\nb,2\n", file("b.csv"));
    Files.writeString(folder.resolve("out/a.csv"), "\ufeffid,v\r\na,1\r\na,\"2\r\n\"\r\na," + "2".repeat(8178) + "\r\na,3");
    capture("{\"id\":\"a\",\"v\":4,\"w\":5}");
    run();
    assertEquals("id,v,w\na,1,\r\na,\"2\r\n\",\r\na," + "2".repeat(8178) + ",\r\na,3,\na,4,5\n", file("a.csv"));
  }

  @Test
  void aFileKeepsItsPermissionsWithAnotherColumn() throws Exception {
    capture("{\"id\":\"a\"}");
    run();
    Set<PosixFilePermission> own = PosixFilePermissions.fromString("rw-------");
    Files.setPosixFilePermissions(folder.resolve("out/a.csv"), own);
    capture("{\"id\":\"a\",\"v\":1}");
    run();
    assertEquals("id,v\na,\na,1\n", file("a.csv"));
    assertEquals(own, Files.getPosixFilePermissions(folder.resolve("out/a.csv")));
  }

  @Test
  void noValueIsNoEmptyTextWhereThereAreMoreColumns() throws Exception {
    capture("{\"n\":{\"id\":\"a\"},\"v\":1}", "{\"v\":null}", "{\"v\":\"\"}");
    CaptureTree.Blob blob = Bodies.blob(window++, "{\"v\":null}", "{\"v\":\"\"}", "{\"v\":1,\"w\":2}", "{\"v\":null}", "{\"v\":\"\"}");
    new CaptureTree.Blob("ns", "hub", "0", blob.window(), blob.kind(), blob.codec(), 100, blob.events().stream().map(e ->
        new CaptureTree.Event(e.sequenceNumber(), e.enqueued(), "k", Map.of(), e.body(), List.of())).toList()).writeTo(folder.resolve("capture"));
    run("--by", "@partitionKey");
    assertEquals("v,w\n\"\",\n\"\",\n1,2\n,\n\"\",\n", file("k.csv"));
  }

  @Test
  void whatASpreadsheetWouldRunIsDefusedOnRequestOnly() throws Exception {
    capture("{\"id\":\"f\",\"v\":\"=1+1\"}", "{\"id\":\"f\",\"v\":\"@x\"}", "{\"id\":\"f\",\"v\":-3.5}");
    run("--keep");
    assertEquals("id,v\nf,=1+1\nf,@x\nf,-3.5\n", file("f.csv"));
    Script safe = ReaderProcess.run(folder, "capture", "-o", "safe", "--spreadsheet-safe");
    assertEquals(0, safe.exit(), safe.err());
    assertEquals("id,v\nf,'=1+1\nf,'@x\nf,-3.5\n", Files.readString(folder.resolve("safe/f.csv")));
  }

  @Test
  void jsonLinesKeepTheReadingAsItIs() throws Exception {
    capture("{\"id\":\"j\",\"v\":1.50,\"n\":{\"x\":null}}", "{\"id\":\"j\"}");
    run("--format", "jsonl");
    List<String> lines = file("j.jsonl").lines().toList();
    assertEquals(2, lines.size());
    assertEquals(new ObjectMapper().readTree("{\"id\":\"j\",\"v\":1.5,\"n\":{\"x\":null}}"), new ObjectMapper().readTree(lines.get(0)));
    assertTrue(lines.get(0).contains("1.50"), lines.get(0));
  }

  @Test
  void everyNameIsAFileOfItsOwnWithinTheFolder() throws Exception {
    List<String> ids = new ArrayList<>(List.of("a/b", "a\\b", "..", ".", "../../etc/passwd", "CON", "con", "nul.txt", "a\u0000b", "a\nb",
        "x".repeat(300), "x".repeat(301), "\uD83D\uDE00".repeat(300), "Device", "device", "DEVICE", "a.", "a ", "a", "\u00e9", "e\u0301",
        "rejected", "%41", "A", "a~", "a~1", "Con", "cOn", "Rejected", "REJECTED", "LPT1", "Lpt1"));
    capture(ids.stream().map(id -> "{\"id\":" + CaptureTree.quote(id) + ",\"v\":1}").toArray(String[]::new));
    assertTrue(run().out().contains(ids.size() + " devices in out, 0 rejected"));
    Set<String> names = new HashSet<>();
    Set<String> found = new HashSet<>();
    for (Path csv : Truth.csvFiles(folder.resolve("out"))) {
      assertTrue(names.add(csv.getFileName().toString().toLowerCase(Locale.ROOT)), csv + " where case does not count");
      List<List<String>> rows = Truth.parse(csv);
      assertEquals(2, rows.size(), csv.toString());
      found.add(rows.get(1).get(0));
    }
    assertEquals(new HashSet<>(ids), found);
  }

  @Test
  void halfACharacterInANestedIdIsRejectedAndIsNoOtherDevice() throws Exception {
    capture("{\"id\":\"a\",\"n\":{\"id\":\"\\ud83d\"}}", "{\"id\":\"a\",\"n\":{\"id\":\"?\"}}");
    run("--by", "/n/id");
    assertEquals(1, Truth.rejects(folder.resolve("out")).size());
    assertEquals("id,n\na,\"{\"\"id\"\":\"\"?\"\"}\"\n", file("%3f.csv"));
  }

  @Test
  void theSummaryCountsAndQuietIsQuiet() throws Exception {
    capture("{\"id\":\"a\"}", "no JSON", "{\"id\":\"b\"}");
    Script script = run("--quiet");
    assertEquals("", script.err());
    assertTrue(script.out().matches("1 blob, 3 events, 2 devices in out, 1 rejected, 0 duplicates skipped, [0-9.]+ s\n"), script.out());
  }

  @Test
  void namesThatWindowsKeepsAreTheSameFilesWhoeverComesFirst() throws Exception {
    capture("{\"id\":\"com1\",\"v\":1}", "{\"id\":\"COM1\",\"v\":1}", "{\"id\":\"NUL\",\"v\":1}");
    run();
    capture("{\"id\":\"COM1\",\"v\":2}", "{\"id\":\"nul\",\"v\":2}");
    run();
    capture("{\"id\":\"NUL\",\"v\":3}", "{\"id\":\"com1\",\"v\":3}");
    run();
    assertEquals(List.of(3, 3, 3, 2), List.of("%63om1.csv", "%43OM1.csv", "%4eUL.csv", "%6eul.csv").stream().map(this::lines).toList());
    assertEquals(4, Truth.csvFiles(folder.resolve("out")).size());
  }

  private int lines(String name) {
    try {
      return (int) file(name).lines().count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aNameThatTheLocaleCannotTellIsOneLineAndTheOthersAreRead() throws Exception {
    capture("{\"id\":\"a\",\"v\":1}");
    Path blob = folder.resolve("capture").resolve(Bodies.blob(0).name());
    List<String> copy = List.of("sh", "-c", "cp \"$0\" capture/$(printf '\\303\\244').avro", blob.toString());
    assertEquals(0, new ProcessBuilder(copy).directory(folder.toFile()).start().waitFor());
    Script script = ReaderProcess.in(folder, Map.of("LC_ALL", "C")).run(ReaderProcess.captureToOut());
    if (script.exit() == 0) {
      assertEquals(3, lines("a.csv"), "newer JDKs can tell it");
      return;
    }
    assertEquals(1, script.exit(), script.err());
    assertEquals(1, script.err().lines().count(), script.err());
    assertTrue(script.err().contains("set LC_ALL=C.UTF-8"), script.err());
    assertEquals(2, lines("a.csv"));
  }

  @Test
  void anOutputFolderThatCannotBeIsOneLine() throws Exception {
    capture("{\"id\":\"a\",\"v\":1}");
    Script script = ReaderProcess.run(folder, "capture", "-o", "/proc/x");
    assertEquals(1, script.exit());
    assertEquals("CaptureReader: /proc/x: cannot be written (/proc/x: no such file or folder); name another folder with -o",
        script.err().strip());
  }
}
