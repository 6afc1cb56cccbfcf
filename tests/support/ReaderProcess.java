//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
package support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * CaptureReader as a process of its own, started as JBang would start it (its jar, class path and options) but without
 * JBang's own start before it. What it says goes to files. To be closed, which ends it if it still runs.
 */
public final class ReaderProcess implements AutoCloseable {
  /** Ends what hangs; far beyond what anything here takes. */
  private static final long GUARD_SECONDS = 240;
  private static List<String> java;

  private final Process process;
  private final Path out;
  private final Path err;

  private ReaderProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** How to start it. */
  public static final class Setup {
    private final Path folder;
    private final Map<String, String> environment;
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>();

    private Setup(Path folder, Map<String, String> environment) {
      this.folder = folder;
      this.environment = environment;
    }

    /** With more options for the JVM. */
    public Setup options(String... more) {
      options.addAll(List.of(more));
      return this;
    }

    /** As arguments of another command, which must become it or wait for it. */
    public Setup under(String... command) {
      before.addAll(List.of(command));
      return this;
    }

    /** Starts it. */
    public ReaderProcess start(String... args) throws IOException {
      List<String> command = new ArrayList<>(before);
      List<String> jvm = command();
      command.add(jvm.get(0));
      command.addAll(jvm.subList(1, jvm.size() - 3));
      command.addAll(options);
      command.addAll(jvm.subList(jvm.size() - 3, jvm.size()));
      command.addAll(Arrays.asList(args));
      Path out = Files.createTempFile("reader", ".out");
      Path err = Files.createTempFile("reader", ".err");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
          .redirectError(err.toFile()).redirectInput(new File("/dev/null"));
      builder.environment().keySet().removeIf(key -> key.startsWith("AZURE_") || key.startsWith("EVENTHUB_"));
      builder.environment().putAll(environment);
      return new ReaderProcess(builder.start(), out, err);
    }

    /** Runs it to its end. */
    public Script run(String... args) throws IOException, InterruptedException {
      try (ReaderProcess reader = start(args)) {
        return reader.end();
      }
    }
  }

  /** In a folder, with nothing configured. */
  public static Setup in(Path folder) {
    return new Setup(folder, Map.of());
  }

  /** In a folder, with these variables. */
  public static Setup in(Path folder, Map<String, String> environment) {
    return new Setup(folder, environment);
  }

  /** Runs it to its end in a folder, with nothing configured. */
  public static Script run(Path folder, String... args) throws IOException, InterruptedException {
    return in(folder).run(args);
  }

  /** Arguments that read {@code capture} into {@code out}, with more options. */
  public static String[] captureToOut(String... more) {
    return Stream.concat(Stream.of("capture", "-o", "out"), Stream.of(more)).toArray(String[]::new);
  }

  /** The command up to the arguments, the script built first; its last three words are -cp, the class path and the class. */
  public static synchronized List<String> command() throws IOException {
    if (java == null) {
      String script = Script.PROJECT.resolve("CaptureReader.java").toString();
      jbang("build", script);
      JsonNode info = new ObjectMapper().readTree(jbang("info", "tools", script));
      List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
      info.path("runtimeOptions").forEach(option -> words.add(option.asText()));
      List<String> jars = new ArrayList<>(List.of(info.path("applicationJar").asText()));
      info.path("resolvedDependencies").forEach(jar -> jars.add(jar.asText()));
      words.addAll(List.of("-cp", String.join(File.pathSeparator, jars), "CaptureReader"));
      java = words;
    }
    return java;
  }

  private static String jbang(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(Script.PROJECT.resolve("jbang").toString()));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + out);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return out;
  }

  /** Waits for its end. */
  public Script end() throws IOException, InterruptedException {
    if (!process.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the reader did not end; it said\n" + err());
    }
    return new Script(process.exitValue(), Files.readString(out), err());
  }

  /** What it wrote to stderr so far. */
  public String err() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process itself. */
  public Process process() {
    return process;
  }

  /** Ends it as a power cut would: nothing of it runs any more when this returns. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends a signal such as INT. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
  }

  /** Waits until something is so, while it runs; fails with what it said if it ends before. */
  public void await(String what, BooleanSupplier condition) throws IOException {
    await(what + "; the reader said\n", condition, process::isAlive, this::err);
  }

  /** Waits until something is so. */
  public static void await(String what, BooleanSupplier condition, BooleanSupplier goOn,
      java.util.function.Supplier<String> more) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      boolean late = System.nanoTime() - start > TimeUnit.SECONDS.toNanos(GUARD_SECONDS);
      if ((late || !goOn.getAsBoolean()) && !condition.getAsBoolean()) {
        throw new AssertionError("waited in vain for " + what + more.get());
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
