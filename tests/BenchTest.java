//SOURCES ../bench/SameRows.java
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import support.Script;

/** The reader's bench: that it runs, and that it would notice a wrong result. */
class BenchTest {
  @TempDir
  Path folder;

  private Path device(String side, String name, String content) throws IOException {
    Path made = Files.createDirectories(folder.resolve(side));
    Files.writeString(made.resolve(name + ".csv"), content);
    return made;
  }

  @Test
  void comparesFirstThenTellsEveryRunAndTheRatios() throws Exception {
    Script run = Script.run(Script.PROJECT, "bench/ReaderBench.java", "--events", "2001", "--rounds", "1", "--sets", "deflate");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("2,001 events in 24 files"), run.out());
    int same = run.out().indexOf("the same by all 4 ways: 1,000 devices, 2,001 rows in order");
    assertTrue(same > 0 && same < run.out().indexOf(" wall "), run.out());
    assertEquals(4, run.out().lines().filter(l -> l.matches(".* wall \\d+\\.\\d\\d s \\(.+\\) +CPU .+ s \\(.+\\) +peak .+")).count());
    assertEquals(3, run.out().lines().filter(l -> l.matches(".* faster than .+: .+ x by wall, .+ x by CPU")).count(), run.out());
    assertTrue(run.out().contains("longer than reader --keep"), run.out());
  }

  @Test
  void theReadmeNamesTheOptionsThatAreTimed() throws Exception {
    String options = Files.readAllLines(Script.PROJECT.resolve("CaptureReader.java")).stream()
        .filter(l -> l.startsWith("//RUNTIME_OPTIONS ")).findFirst().orElseThrow().substring("//RUNTIME_OPTIONS ".length());
    String readme = Files.readString(Script.PROJECT.resolve("README.md"));
    assertTrue(readme.contains("    java " + options + " \\\n"), options);
  }

  @Test
  void anUnknownSetIsOneLineAndStatus2() throws Exception {
    Script run = Script.run(Script.PROJECT, "bench/ReaderBench.java", "--sets", "huge");
    assertEquals(2, run.exit());
    assertEquals("ReaderBench: 'huge' is no set (--help tells more)\n", run.err());
  }

  @Test
  void columnsGoByNameAndNumbersByValue() throws Exception {
    SameRows.Count same = SameRows.compare(device("a", "d", "id,uv\nd,1.0E-4\nd,0.5\n"), device("b", "d", "uv,id\n0.0001,d\n0.5,d\n"));
    assertEquals(new SameRows.Count(1, 2, 0), same);
  }

  @ParameterizedTest
  @CsvSource({"'id,n\nd,1\n', differs in line 3", "'id,n\nd,2\nd,1\n', differs in line 2", "'id,n\nd,1\nd,2\nd,3\n', has more rows",
      "'id,m\nd,1\nd,2\n', has other columns"})
  void aDifferenceIsOneLine(String content, String says) throws Exception {
    Path expected = device("a", "d", "id,n\nd,1\nd,2\n");
    IOException e = assertThrows(IOException.class, () -> SameRows.compare(expected, device("b", "d", content)));
    assertTrue(e.getMessage().startsWith("d.csv " + says), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aDeviceTooManyIsNamed() throws Exception {
    Path found = device("b", "e", "id\ne\n");
    device("b", "d", "id\nd\n");
    IOException e = assertThrows(IOException.class, () -> SameRows.compare(device("a", "d", "id\nd\n"), found));
    assertTrue(e.getMessage().contains("among them e.csv"), e.getMessage());
  }
}
