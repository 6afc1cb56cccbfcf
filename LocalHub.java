///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Event Hubs on this machine, for any SDK, with Capture into a folder or container
//DEPS org.jline:jline:3.30.16
//SOURCES lib/hub/LocalHub.java
//JAVAC_OPTIONS -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED

import capture.CaptureException;
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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.jline.builtins.Options;

/** The local Event Hubs in a terminal of its own. */
class LocalHub {
  private static final String USAGE = """
      Usage: LocalHub.java [OPTIONS]
      Event Hubs on this machine: any SDK sends and receives, and what is sent is
      captured as Event Hubs Capture does.

           --port=N          5672, or 5671 with --tls; 0 for any that is free
           --host=ADDRESS    where to listen (default=localhost)
           --eventhub=NAME[:PARTITIONS[:GROUP,...]]
                             an event hub; can be given several times (telemetry:4)
           --config=FILE     event hubs from the Config.json of Microsoft's emulator
           --capture=LOCATION
                             folder, container or its URL to capture into (capture)
           --window=T        how long a capture window is open (default=60s)
                             60s to 15m
           --size=SIZE       file size that closes it early (default=10MB)
                             10MB to 500MB
           --skip-empty      no file for a window without events
           --name-format=F   names of capture files, with all nine tokens
           --namespace=NAME  namespace in those names (local)
           --retention=T     how long receivers find an event (default=1h)
           --memory=SIZE     how much is kept for them at most (default=256MB)
           --key=KEY         of RootManageSharedAccessKey (a new one each time)
           --policy=NAME:RIGHTS
                             a further policy: send, listen or manage, with commas
           --tls=FILE        AMQPS with a new certificate, which is written to FILE
        -h --help            this text

      Example: jbang LocalHub.java --eventhub telemetry:4 --capture ./capture
      Environment: AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT with
      AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN.
      Exit status: 0 stopped by Ctrl-C with everything written, 1 something failed,
      2 wrong usage.
      """;

  private final Options parsed;
  private final LongAdder blobs = new LongAdder();
  private final LongAdder captured = new LongAdder();

  public static void main(String... args) throws InterruptedException {
    System.exit(run(args));
  }

  /** The command with its error policy: one line on stderr; 1 for what failed, 2 for what was asked wrongly. */
  static int run(String... args) throws InterruptedException {
    try {
      Options parsed = Options.compile(USAGE, name -> null).parse(args);
      if (parsed.isSet("help")) {
        System.out.print(USAGE);
        return 0;
      }
      if (!parsed.args().isEmpty()) {
        throw new IllegalArgumentException("'" + parsed.args().get(0) + "' is no option");
      }
      LocalHub hub = new LocalHub(parsed);
      CaptureStore store = CaptureStore.open(hub.text("capture"), System.getenv());
      return hub.serve(hub.settings(store), store);
    } catch (IllegalArgumentException e) {
      System.err.println("LocalHub: " + CaptureException.text(e).replaceFirst("^LocalHub: ", "") + " (--help tells more)");
      return 2;
    } catch (IOException e) {
      System.err.println("LocalHub: " + CaptureException.text(e));
      return 1;
    }
  }

  private LocalHub(Options parsed) {
    this.parsed = parsed;
  }

  private String text(String name) {
    return parsed.isSet(name) ? parsed.get(name) : null;
  }

  private LocalHubBuilder settings(CaptureStore store) throws IOException {
    Path tls = parsed.isSet("tls") ? Path.of(parsed.get("tls")) : null;
    LocalHubBuilder b = hub.LocalHub.builder().host(parsed.get("host")).port(port(tls)).tls(tls).capture(store)
        .serviceWindow(TimeText.duration(parsed.get("window")), ByteSize.parse(parsed.get("size")))
        .retention(TimeText.duration(parsed.get("retention")), ByteSize.parse(parsed.get("memory")))
        .skipEmpty(parsed.isSet("skip-empty")).onProblem(text -> System.err.println("LocalHub: " + text))
        .onCaptured(blob -> {
          blobs.increment();
          captured.add(blob.events());
          System.out.println("captured " + blob);
        });
    if (parsed.isSet("config")) {
      EmulatorConfig.read(Path.of(parsed.get("config"))).applyTo(b, !parsed.isSet("key") && b.isLoopback());
    }
    parsed.getList("eventhub").forEach(h -> b.eventHub(EventHubSettings.parse(h)));
    Optional.ofNullable(text("namespace")).ifPresent(b::namespace);
    Optional.ofNullable(text("name-format")).map(CaptureNameFormat::of).ifPresent(b::nameFormat);
    Optional.ofNullable(text("key")).ifPresent(b::key);
    parsed.getList("policy").forEach(b::policy);
    return b;
  }

  private int port(Path tls) {
    if (!parsed.isSet("port")) {
      return tls == null ? 5672 : 5671;
    }
    try {
      return Integer.parseInt(parsed.get("port"));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--port takes a number, not '" + parsed.get("port") + "'");
    }
  }

  private int serve(LocalHubBuilder settings, CaptureStore store) throws IOException, InterruptedException {
    hub.LocalHub hub = settings.checkCapture().start();
    // On Ctrl-C and SIGTERM the JVM waits for its hooks, but not for anything else, and would exit with 130 or 143.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(stop(hub, store)), "stop"));
    System.out.print(ConnectionHelp.text(hub, parsed.isSet("tls") ? Path.of(parsed.get("tls")) : null));
    System.out.println("Captures go to " + store.location() + "; one line for each file. Ctrl-C stops and writes what is open.");
    new CountDownLatch(1).await();
    return 0;
  }

  private int stop(hub.LocalHub hub, CaptureStore store) {
    try {
      hub.close();
    } catch (UncheckedIOException e) {
      System.err.println("LocalHub: " + CaptureException.text(e));
      return 1;
    } finally {
      long taken = hub.counters().eventsReceived();
      System.out.println("Stopped: " + taken + (taken == 1 ? " event" : " events") + " taken; " + captured + " captured in " + blobs
          + (blobs.sum() == 1 ? " file" : " files") + " in " + store.location());
      System.out.flush();
    }
    return 0;
  }
}
