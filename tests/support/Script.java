package support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The project's scripts as a person runs them: {@code ./jbang NAME ARGS} in some folder.
 *
 * @param exit the exit status
 * @param out all of stdout
 * @param err all of stderr, without what JBang itself says while it builds
 */
public record Script(int exit, String out, String err) {
  /** The project's folder. */
  public static final Path PROJECT = Path.of(System.getProperty("project.root", ".")).toAbsolutePath().normalize();
  /** Ends a process that hangs; far beyond what any script takes. */
  private static final long GUARD_MINUTES = 5;
  private static final List<String> CONFIGURATION = List.of("EVENTHUB_CONNECTION_STRING", "EVENTHUB_NAME",
      "EVENTHUB_FQDN", "AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY",
      "AZURE_STORAGE_SAS_TOKEN");

  /** Runs a script of the project to its end, in a folder, with nothing configured. */
  public static Script run(Path folder, String name, String... args) throws IOException, InterruptedException {
    return run(folder, Map.of(), name, args);
  }

  /** Runs a script of the project to its end, with these variables and no others that configure it. */
  public static Script run(Path folder, Map<String, String> environment, String name, String... args)
      throws IOException, InterruptedException {
    Process process = start(folder, environment, name, args);
    process.getOutputStream().close();
    CompletableFuture<String> out = read(process.getInputStream());
    CompletableFuture<String> err = read(process.getErrorStream());
    if (!process.waitFor(GUARD_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(name + " did not end; so far it said:\n" + out.join() + err.join());
    }
    return new Script(process.exitValue(), out.join(), err.join());
  }

  /** Starts a script and leaves it running; its end is the caller's business. */
  public static Process start(Path folder, Map<String, String> environment, String name, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(PROJECT.resolve("jbang").toString(), PROJECT.resolve(name).toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeAll(CONFIGURATION);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static CompletableFuture<String> read(InputStream in) {
    return CompletableFuture.supplyAsync(() -> {
      try (in) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^\\[jbang].*\n", "");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
  }
}
