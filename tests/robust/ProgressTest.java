package robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import support.Azurite;
import support.CaptureTree.Blob;
import support.FaultProxy;
import support.FaultProxy.Fault;
import support.ReaderProcess;
import support.Script;
import support.SharedAzurite;
import support.Terminal;

/** How far the reader is, told while it reads; the store is slow until that was seen. */
@ExtendWith(SharedAzurite.class)
class ProgressTest {
  private static final int BLOBS = 400;
  private static final Pattern LINE = Pattern.compile("\\d+ of 400 blobs, \\d+ events, \\d+\\.\\d MB/s, \\d+ (s|min) left");
  private static final Pattern SUMMARY = Pattern.compile(
      "400 blobs, 400 events, 1 device in [a-z]+, 0 rejected, 0 duplicates skipped, \\d+\\.\\d s");
  private static final long SLOW_NANOS = 150_000_000;
  private static Container container;

  @TempDir
  Path folder;
  private volatile boolean seen;

  @BeforeAll
  static void write(Azurite azurite) throws Exception {
    container = Container.create(azurite, "progress");
    List<Blob> blobs = new ArrayList<>();
    for (int i = 0; i < BLOBS; i++) {
      blobs.add(Bodies.blob(i, "{\"id\":\"a\",\"v\":" + i + "}"));
    }
    container.write(blobs);
  }

  private FaultProxy slowStore() throws Exception {
    FaultProxy proxy = FaultProxy.before(container.azurite().port());
    proxy.faults(request -> {
      if (!seen && request.isDownload()) {
        LockSupport.parkNanos(SLOW_NANOS);
      }
      return new Fault.None();
    });
    return proxy;
  }

  private static boolean isLine(String line) {
    return LINE.matcher(line).matches();
  }

  @Test
  void aTerminalShowsOneLineThatGoesWhenAllIsRead() throws Exception {
    try (FaultProxy proxy = slowStore()) {
      Map<String, String> environment = new HashMap<>(container.environment(proxy.port()));
      environment.put("TERM", "xterm-256color");
      String command = ReaderProcess.command().stream().collect(Collectors.joining("' '", "'", "'")) + " progress -o out --keep";
      try (Terminal terminal = new Terminal(80, 24, folder, environment, command)) {
        List<String> amid = terminal.await(lines -> lines.stream().anyMatch(ProgressTest::isLine));
        assertEquals(1, amid.size(), amid.toString());
        String first = amid.get(0);
        List<String> later = terminal.await(lines -> lines.stream().anyMatch(l -> isLine(l) && !l.equals(first)));
        assertEquals(1, later.size(), later.toString());
        seen = true;
        terminal.await("[ended with 0]");
        List<String> end = terminal.lines();
        assertEquals(2, end.size(), end.toString());
        assertTrue(SUMMARY.matcher(end.get(0)).matches(), end.toString());
      }
    }
  }

  @Test
  void aLogGetsALineNowAndThenAndWithQuietNone() throws Exception {
    try (FaultProxy proxy = slowStore()) {
      ReaderProcess.Setup setup = ReaderProcess.in(folder, container.environment(proxy.port()));
      try (ReaderProcess quiet = setup.start("progress", "-o", "quiet", "--keep", "--quiet");
          ReaderProcess reader = setup.start("progress", "-o", "out", "--keep")) {
        reader.await("a line", () -> !reader.err().isEmpty());
        seen = true;
        Script told = reader.end();
        assertTrue(told.err().lines().allMatch(ProgressTest::isLine), told.err());
        assertTrue(SUMMARY.matcher(told.out().strip()).matches(), told.out());
        Script untold = quiet.end();
        assertEquals("", untold.err());
        assertTrue(SUMMARY.matcher(untold.out().strip()).matches(), untold.out());
      }
    }
  }
}
