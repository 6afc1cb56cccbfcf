///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Send simulated telemetry to Event Hubs, or to a local stand-in that captures it
//DEPS org.jline:jline:3.30.16
//SOURCES lib/capture/CaptureStore.java
//SOURCES lib/hub/LocalHub.java
//JAVAC_OPTIONS -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED

import capture.CaptureException;
import capture.CaptureFolder;
import capture.TimeText;
import hub.HubAddress;
import hub.HubException;
import hub.LocalHub;
import hub.LocalHubBuilder;
import hub.Reading;
import hub.Telemetry;
import hub.TelemetrySender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jline.builtins.Options;

/** The walkthrough's sender: devices x rounds readings, as JSON, each acknowledged or named as lost. */
class Sender {
  private static final String USAGE = """
      Usage: Sender.java [OPTIONS]
      Sends simulated telemetry to an event hub and prints each round's number once it
      is acknowledged. Where no namespace is named, a local stand-in takes it and
      captures it into a folder.

           --devices=N       how many devices (default=10)
           --rounds=N        readings of each (default=20)
           --interval=T      pause between rounds: 500ms, 10s, 1m (default=0s)
           --seed=N          same seed, same events, to the byte
           --connection-string=S
                             of the namespace or the event hub
           --namespace=FQDN  NAME.servicebus.windows.net, without keys
           --eventhub=NAME   the event hub
           --local=DIR       use the local stand-in and capture into DIR
        -h --help            this text

      Example: jbang Sender.java --namespace NAME --eventhub telemetry --rounds 5
      Environment: EVENTHUB_CONNECTION_STRING, or EVENTHUB_FQDN (whoever 'az login'
      signed in); EVENTHUB_NAME.
      Exit status: 0 all acknowledged, 1 not all or a service failed, 2 wrong usage.
      """;

  private final int devices;
  private final int rounds;
  private final Duration interval;
  private final Long seed;
  private final String eventHub;
  private final Optional<HubAddress> address;
  private final Path local;
  private final LocalHubBuilder standIn;

  public static void main(String... args) {
    System.exit(run(args)); // the SDK leaves a thread behind that would hold the JVM for 4 s
  }

  /** The command with its error policy: one line on stderr; 1 for what failed, 2 for what was asked wrongly. */
  static int run(String... args) {
    Sender sender;
    try {
      Options parsed = Options.compile(USAGE, name -> null).parse(args);
      if (parsed.isSet("help")) {
        System.out.print(USAGE);
        return 0;
      }
      sender = new Sender(parsed);
    } catch (IllegalArgumentException e) {
      System.err.println("Sender: " + CaptureException.text(e).replaceFirst("^Sender: ", "") + " (--help tells more)");
      return 2;
    }
    try {
      return sender.call();
    } catch (IOException | UncheckedIOException e) {
      System.err.println("Sender: " + CaptureException.text(e));
      return 1;
    }
  }

  private Sender(Options parsed) {
    if (!parsed.args().isEmpty()) {
      throw new IllegalArgumentException("'" + parsed.args().get(0) + "' is no option");
    }
    devices = (int) number(parsed, "devices", 1, Integer.MAX_VALUE);
    rounds = (int) number(parsed, "rounds", 1, Integer.MAX_VALUE);
    interval = TimeText.duration(parsed.get("interval"));
    seed = parsed.isSet("seed") ? number(parsed, "seed", Long.MIN_VALUE, Long.MAX_VALUE) : null;
    local = parsed.isSet("local") ? Path.of(parsed.get("local")) : null;
    String named = text(parsed, "eventhub");
    address = local != null ? Optional.empty() : HubAddress.find(text(parsed, "connection-string"), text(parsed, "namespace"),
        named, System.getenv());
    String name = HubAddress.eventHubName(named, System.getenv());
    eventHub = named != null ? named : name.isBlank() ? LocalHub.DEFAULT_EVENT_HUB : name.strip();
    standIn = address.isPresent() ? null : LocalHub.builder().eventHub(eventHub, LocalHub.DEFAULT_PARTITIONS);
  }

  private static String text(Options parsed, String name) {
    return parsed.isSet(name) ? parsed.get(name) : null;
  }

  private static long number(Options parsed, String name, long least, long most) {
    try {
      long n = Long.parseLong(parsed.get(name));
      if (n >= least && n <= most) {
        return n;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("--" + name + " takes a whole number" + (least == 1 ? " from 1 on" : "") + ", not '"
        + parsed.get(name) + "'");
  }

  private int call() throws IOException {
    return address.isPresent() ? send(address.get()) : sendLocally();
  }

  private int sendLocally() throws IOException {
    Path folder = local == null ? Path.of("capture") : local;
    if (local == null) {
      System.err.println("No namespace is named: the local stand-in is used and captures into " + folder
          + ". To name one: --connection-string or --namespace, and --eventhub (--help tells more)");
    }
    int status;
    try (LocalHub hub = standIn.capture(new CaptureFolder(folder)).checkCapture().start()) {
      Runtime.getRuntime().addShutdownHook(new Thread(hub::close)); // Ctrl-C: what was acknowledged is captured, too
      status = send(HubAddress.ofConnectionString(hub.connectionString(), eventHub));
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
      long sent = sender.acknowledged();
      System.out.printf("%d %s from %d %s sent to %s%n", sent, sent == 1 ? "event" : "events", devices,
          devices == 1 ? "device" : "devices", address);
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
}
