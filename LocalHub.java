///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Event Hubs on this machine, for any SDK, with Capture into a folder or container
//DEPS info.picocli:picocli:4.7.7
//SOURCES lib/hub/LocalHub.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC

import capture.CaptureFolder;
import capture.CaptureNameFormat;
import capture.CaptureStore;
import capture.TimeText;
import hub.ByteSize;
import hub.ConnectionHelp;
import hub.EmulatorConfig;
import hub.EventHubSettings;
import hub.LocalHubBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The local Event Hubs in a terminal of its own. */
@Command(name = "LocalHub.java", mixinStandardHelpOptions = true, sortOptions = false, version = "1.0.0",
    description = "Event Hubs on this machine: any SDK sends and receives, and what is sent is captured as Event Hubs Capture does.",
    footer = {"", "Example: jbang LocalHub.java --eventhub telemetry:4 --capture ./capture",
        "Environment: AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT with AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN.",
        "Exit status: 0 stopped by Ctrl-C with everything written, 1 something failed, 2 wrong usage."})
class LocalHub implements Callable<Integer> {
  @Option(names = "--port", paramLabel = "N", description = "5672, or 5671 with --tls; 0 for any that is free")
  Integer port;
  @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "localhost", description = "where to listen (${DEFAULT-VALUE})")
  String host;
  @Option(names = "--eventhub", paramLabel = "NAME[:PARTITIONS[:GROUP,...]]", description = "an event hub; can be given several times (telemetry:4)")
  List<String> eventHubs = List.of();
  @Option(names = "--config", paramLabel = "FILE", description = "event hubs from the Config.json of Microsoft's emulator")
  Path config;
  @Option(names = "--capture", paramLabel = "LOCATION", description = "folder, container or its URL to capture into (capture)")
  String capture;
  @Option(names = "--window", paramLabel = "T", defaultValue = "60s", description = "how long a capture window is open, 60s to 15m (${DEFAULT-VALUE})")
  Duration window;
  @Option(names = "--size", paramLabel = "SIZE", defaultValue = "10MB", description = "file size that closes it early, 10MB to 500MB (${DEFAULT-VALUE})")
  String size;
  @Option(names = "--skip-empty", description = "no file for a window without events")
  boolean skipEmpty;
  @Option(names = "--name-format", paramLabel = "F", description = "names of capture files, with all nine tokens")
  String nameFormat;
  @Option(names = "--namespace", paramLabel = "NAME", description = "namespace in those names (local)")
  String namespace;
  @Option(names = "--retention", paramLabel = "T", defaultValue = "1h", description = "how long receivers find an event (${DEFAULT-VALUE})")
  Duration retention;
  @Option(names = "--memory", paramLabel = "SIZE", defaultValue = "256MB", description = "how much is kept for them at most (${DEFAULT-VALUE})")
  String memory;
  @Option(names = "--key", paramLabel = "KEY", description = "of the policy RootManageSharedAccessKey (a new one each time)")
  String key;
  @Option(names = "--policy", paramLabel = "NAME:RIGHTS", description = "a further policy: send, listen or manage, with commas")
  List<String> policies = List.of();
  @Option(names = "--tls", paramLabel = "FILE", description = "AMQPS with a new certificate, which is written to FILE")
  Path tls;
  @Spec
  CommandLine.Model.CommandSpec spec;

  private final LongAdder blobs = new LongAdder();
  private final LongAdder captured = new LongAdder();

  public static void main(String... args) {
    System.exit(commandLine().execute(args));
  }

  /** The command with its error policy: one line on stderr; 1 for what failed, 2 for what was asked wrongly. */
  static CommandLine commandLine() {
    return new CommandLine(new LocalHub()).registerConverter(Duration.class, LocalHub::duration)
        .setParameterExceptionHandler((e, args) -> {
          System.err.println("LocalHub: " + e.getMessage() + " (--help tells more)");
          return 2;
        })
        .setExecutionExceptionHandler((e, command, parsed) -> {
          if (!(e instanceof IOException)) {
            throw e; // a bug of ours: the stack trace is wanted
          }
          System.err.println("LocalHub: " + e.getMessage());
          return 1;
        });
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CaptureStore store = CaptureStore.open(capture, System.getenv());
    LocalHubBuilder settings = settings(store);
    if (store instanceof CaptureFolder folder) {
      folder.create("start").close(); // a folder that cannot be written is told of now, not when the first window closes
    }
    hub.LocalHub hub = settings.start();
    // On Ctrl-C and SIGTERM the JVM waits for its hooks, but not for anything else, and would exit with 130 or 143.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(stop(hub, store)), "stop"));
    System.out.print(ConnectionHelp.text(hub, tls));
    System.out.println("Captures go to " + store.location() + "; one line for each file. Ctrl-C stops and writes what is open.");
    new CountDownLatch(1).await();
    return 0;
  }

  private LocalHubBuilder settings(CaptureStore store) {
    try {
      LocalHubBuilder b = hub.LocalHub.builder().host(host).port(port != null ? port : tls == null ? 5672 : 5671).tls(tls)
          .capture(store).serviceWindow(window, ByteSize.parse(size)).skipEmpty(skipEmpty).retention(retention, ByteSize.parse(memory))
          .onCaptured(blob -> {
            blobs.increment();
            captured.add(blob.events());
            System.out.println("captured " + blob);
          }).onProblem(text -> System.err.println("LocalHub: " + text));
      if (config != null) {
        EmulatorConfig.read(config).applyTo(b, key == null && b.isLoopback());
      }
      eventHubs.forEach(h -> b.eventHub(EventHubSettings.parse(h)));
      if (namespace != null) {
        b.namespace(namespace);
      }
      if (nameFormat != null) {
        b.nameFormat(CaptureNameFormat.of(nameFormat));
      }
      if (key != null) {
        b.key(key);
      }
      policies.forEach(b::policy);
      return b;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private int stop(hub.LocalHub hub, CaptureStore store) {
    try {
      hub.close();
    } catch (UncheckedIOException e) {
      System.err.println("LocalHub: " + e.getMessage());
      return 1;
    } finally {
      long taken = hub.counters().eventsReceived();
      System.out.println("Stopped: " + taken + (taken == 1 ? " event" : " events") + " taken; " + captured + " captured in " + blobs
          + (blobs.sum() == 1 ? " file" : " files") + " in " + store.location());
      System.out.flush();
    }
    return 0;
  }

  private static Duration duration(String text) {
    try {
      return TimeText.duration(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }
}
