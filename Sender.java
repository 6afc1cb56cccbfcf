///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Send simulated telemetry to Event Hubs, or to a local stand-in that captures it
//DEPS info.picocli:picocli:4.7.7
//SOURCES lib/capture/CaptureStore.java
//SOURCES lib/hub/LocalHub.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC

import capture.CaptureFolder;
import capture.TimeText;
import hub.HubAddress;
import hub.HubException;
import hub.LocalHub;
import hub.Reading;
import hub.Telemetry;
import hub.TelemetrySender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The walkthrough's sender: devices x rounds readings, as JSON, each acknowledged or named as lost. */
@Command(name = "Sender.java", mixinStandardHelpOptions = true, sortOptions = false, version = "1.0.0",
    description = "Sends simulated telemetry to an event hub and prints each round's number once it is acknowledged."
        + " Where no event hub is named, a local stand-in takes it and captures it into a folder.",
    footer = {"", "Environment: EVENTHUB_CONNECTION_STRING, or EVENTHUB_FQDN (whoever 'az login'",
        "signed in); EVENTHUB_NAME",
        "Example: jbang Sender.java --namespace NAME --eventhub telemetry --rounds 5",
        "Exit status: 0 all acknowledged, 1 not all or a service failed, 2 wrong usage"})
class Sender implements Callable<Integer> {
  @Option(names = "--devices", paramLabel = "N", defaultValue = "10", description = "how many devices (${DEFAULT-VALUE})")
  int devices;
  @Option(names = "--rounds", paramLabel = "N", defaultValue = "20", description = "readings of each (${DEFAULT-VALUE})")
  int rounds;
  @Option(names = "--interval", paramLabel = "T", defaultValue = "0s", description = "pause between rounds: 500ms, 10s, 1m")
  Duration interval;
  @Option(names = "--seed", paramLabel = "N", description = "same seed, same events, to the byte")
  Long seed;
  @Option(names = "--connection-string", paramLabel = "S", description = "of the namespace or the event hub")
  String connectionString;
  @Option(names = "--namespace", paramLabel = "FQDN", description = "NAME.servicebus.windows.net, without keys")
  String namespace;
  @Option(names = "--eventhub", paramLabel = "NAME", description = "the event hub")
  String eventHub;
  @Option(names = "--local", paramLabel = "DIR", description = "use the local stand-in and capture into DIR")
  Path local;
  @Spec
  CommandLine.Model.CommandSpec spec;

  public static void main(String... args) {
    System.exit(commandLine().execute(args)); // the SDK leaves a thread behind that would hold the JVM for 4 s
  }

  /** The command with its error policy: one line on stderr; 1 for what failed, 2 for what was asked wrongly. */
  static CommandLine commandLine() {
    return new CommandLine(new Sender()).registerConverter(Duration.class, Sender::duration)
        .setParameterExceptionHandler((e, args) -> {
          System.err.println("Sender: " + e.getMessage() + " (--help tells more)");
          return 2;
        })
        .setExecutionExceptionHandler((e, command, parsed) -> {
          if (!(e instanceof IOException || e instanceof UncheckedIOException)) {
            throw e; // a bug of ours: the stack trace is wanted
          }
          System.err.println("Sender: " + e.getMessage());
          return 1;
        });
  }

  @Override
  public Integer call() throws IOException {
    if (devices < 1 || rounds < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--devices and --rounds must be 1 or more");
    }
    Optional<HubAddress> address;
    try {
      address = local == null ? HubAddress.find(connectionString, namespace, eventHub, System.getenv()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
    }
    return address.isPresent() ? send(address.get()) : sendLocally();
  }

  private int sendLocally() throws IOException {
    Path folder = local == null ? Path.of("capture") : local;
    if (local == null) {
      System.err.println("No event hub is named: the local stand-in is used and captures into " + folder
          + ". To name one: --connection-string or --namespace, and --eventhub (--help tells more)");
    }
    String name = eventHub == null ? LocalHub.DEFAULT_EVENT_HUB : eventHub;
    int status;
    try (LocalHub hub = LocalHub.builder().eventHub(name, 4).capture(new CaptureFolder(folder)).start()) {
      Runtime.getRuntime().addShutdownHook(new Thread(hub::close)); // Ctrl-C: what was acknowledged is captured, too
      status = send(HubAddress.ofConnectionString(hub.connectionString(), name));
    }
    System.err.println("Captured into " + folder);
    return status;
  }

  private int send(HubAddress address) throws HubException {
    Telemetry telemetry = seed == null ? Telemetry.random(devices) : Telemetry.seeded(devices, seed);
    try (TelemetrySender sender = TelemetrySender.connect(address)) {
      for (int round = 0; round < rounds; round++) {
        if (round > 0) {
          pause();
        }
        TelemetrySender.Result result = sender.send(telemetry.round());
        if (result.reason() != null) {
          return lost(sender.acknowledged(), round, result);
        }
        System.out.println(round);
      }
      System.out.printf("%d events from %d devices sent to %s%n", sender.acknowledged(), devices, address);
      return 0;
    }
  }

  private int lost(long acknowledged, int round, TelemetrySender.Result result) {
    List<String> ids = result.unacknowledged().stream().map(Reading::id).toList();
    System.err.printf("Sender: %s%n", result.reason().getMessage());
    System.err.printf("Sender: %d of %d events were acknowledged; in round %d those of %d devices were not: %s; later"
        + " rounds were not sent%n", acknowledged, (long) devices * rounds, round, ids.size(), String.join(" ", ids));
    return 1;
  }

  private void pause() {
    try {
      Thread.sleep(interval.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration duration(String text) {
    try {
      return TimeText.duration(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }
}
