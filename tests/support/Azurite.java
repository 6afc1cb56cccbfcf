package support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Azurite, the emulator of Blob Storage, from npm, on a free port with its data in memory. Without Node the test is
 * skipped, or fails where the environment has CI set.
 */
public final class Azurite implements AutoCloseable {
  /** The account every Azurite has. */
  public static final String ACCOUNT = "devstoreaccount1";
  /** Its well-known key, no secret. */
  public static final String KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
  private static final Path FOLDER = Path.of(System.getProperty("project.root", ".")).resolve("tests/node");
  private static final long LIMIT_SECONDS = 180;

  private final Process process;
  private final Path data;
  private final int port;

  private Azurite(Process process, Path data, int port) {
    this.process = process;
    this.data = data;
    this.port = port;
  }

  /** Skips the test if there is no Node here; where CI is set it fails. */
  public static void require() {
    requireNode();
  }

  /** The folder with {@code node_modules}, installed if it is not yet; without Node the test is skipped, or fails. */
  public static synchronized Path requireNode() {
    try {
      if (run(List.of("node", "--version")) != 0) {
        missing("node does not run");
      }
    } catch (IOException e) {
      missing("there is no Node.js here");
    }
    try {
      if (!Files.exists(FOLDER.resolve("node_modules/.package-lock.json")) && run(List.of("npm", "ci", "--no-audit", "--no-fund")) != 0) {
        missing("npm ci failed in " + FOLDER);
      }
    } catch (IOException e) {
      missing("there is no npm here");
    }
    return FOLDER;
  }

  private static void missing(String why) {
    if (System.getenv("CI") != null) {
      fail(why + ", and CI needs it");
    }
    abort(why);
  }

  private static int run(List<String> command) throws IOException {
    Process p = new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      if (!p.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        p.destroyForcibly();
        return -1;
      }
      return p.exitValue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Starts one and waits until it answers. */
  public static Azurite start() throws IOException {
    return start(0);
  }

  /** Starts one at a given port. */
  public static Azurite start(int port) throws IOException {
    Path bin = requireNode().resolve("node_modules/azurite/dist/src/blob/main.js");
    Path data = Files.createTempDirectory("azurite-");
    Process process = new ProcessBuilder("node", bin.toString(), "--blobHost", "127.0.0.1", "--blobPort", Integer.toString(port),
        "--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--disableTelemetry").directory(data.toFile())
        .redirectErrorStream(true).start();
    Pattern listening = Pattern.compile("listens on https?://[^:]+:(\\d+)");
    StringBuilder said = new StringBuilder();
    var reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      said.append(line).append('\n');
      Matcher m = listening.matcher(line);
      if (m.find()) {
        Thread drain = new Thread(() -> drain(reader), "azurite-output");
        drain.setDaemon(true);
        drain.start();
        return new Azurite(process, data, Integer.parseInt(m.group(1)));
      }
    }
    process.destroyForcibly();
    throw new IOException("Azurite did not start: " + said);
  }

  private static void drain(java.io.BufferedReader reader) {
    try {
      while (reader.readLine() != null) {
        // so that it never waits for us
      }
    } catch (IOException e) {
      // it has ended
    }
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** The account's URL, without a slash at its end. */
  public String accountUrl() {
    return "http://127.0.0.1:" + port + "/" + ACCOUNT;
  }

  /** The account's key. */
  public String key() {
    return KEY;
  }

  /** For the SDK, and for AZURE_STORAGE_CONNECTION_STRING. */
  public String connectionString() {
    return "DefaultEndpointsProtocol=http;AccountName=" + ACCOUNT + ";AccountKey=" + KEY + ";BlobEndpoint=" + accountUrl() + ";";
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    }
  }
}
