///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Turn captured events into one CSV file per device
//DEPS org.jline:jline:3.30.16
//SOURCES lib/capture/CaptureStore.java
//SOURCES lib/device/DeviceFiles.java
//JAVAC_OPTIONS -XDstringConcat=inline -XDignore.symbol.file
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Xms64m -Xmn8m -XX:PretenureSizeThreshold=100000

import capture.CaptureBlob;
import capture.CaptureException;
import capture.CaptureNameFormat;
import capture.CaptureSelection;
import capture.CaptureStore;
import capture.TimeText;
import device.DeviceFiles;
import device.DeviceKey;
import device.ReadNews;
import device.ReadOptions;
import device.ReadSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jline.builtins.Options;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The walkthrough's reader: blobs that Event Hubs Capture wrote, one CSV file per device, each event once. */
class CaptureReader {
  private static final String USAGE = """
      Usage: CaptureReader.java [OPTIONS] [LOCATION]
      Reads the files that Event Hubs Capture wrote, appends each event to the CSV
      file of its device, and deletes each file once its rows are safe on disk.

      LOCATION is a folder, a container's URL, or a container's name where a storage
      account is configured; capture unless told.

        -o --output=DIR      where the device files go (default=devices)
           --by=FIELD        what tells the device (default=id)
                             a field of the body, a /json/pointer, @partitionKey,
                             @property:NAME or @deviceId
           --since=T         events from then on: 2026-11-23T10:15:00Z, or 2h, 30m,
                             1d ago
           --until=T         events before then
           --eventhub=NAME   only of this event hub
           --partition=N     only of this partition
           --keep            delete nothing; the next run reads only what is new
           --watch           follow the store until Ctrl-C
           --dry-run         tell what would be read, and do nothing
           --salvage         take from damaged files what is whole before the damage
           --name-format=F   how the blobs are named, with all nine tokens:
                             {Namespace} {EventHub} {PartitionId} {Year} {Month} {Day}
                             {Hour} {Minute} {Second}
           --format=F        csv or jsonl (default=csv)
           --spreadsheet-safe
                             put an apostrophe before texts that a spreadsheet would
                             run
           --quiet           no progress
        -h --help            this text

      Example: jbang CaptureReader.java https://ACCOUNT.blob.core.windows.net/capture
      Environment: AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT with
      AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN or whoever 'az login' signed in.
      Exit status: 0 done (with --watch: ended by Ctrl-C), 1 a file is damaged or the
      service failed, 2 wrong usage, 130 or 143 ended by Ctrl-C or SIGTERM before that.
      """;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final List<String> STOPS = List.of("HUP", "INT", "TERM");

  private final String location;
  private final Path output;
  private final ReadOptions options;
  private final boolean watch;
  private final boolean dryRun;
  private final boolean quiet;
  private volatile int stoppedBy;

  public static void main(String... args) {
    System.exit(run(args)); // the SDK's threads would hold the JVM
  }

  /** The command with its error policy: one line on stderr; 1 for what failed, 2 for what was asked wrongly. */
  static int run(String... args) {
    CaptureReader reader;
    try {
      Options parsed = Options.compile(USAGE, name -> null).parse(args);
      if (parsed.isSet("help")) {
        System.out.print(USAGE);
        return 0;
      }
      reader = new CaptureReader(parsed);
    } catch (IllegalArgumentException e) {
      System.err.println("CaptureReader: " + CaptureException.text(e).replaceFirst("^CaptureReader: ", "") + " (--help tells more)");
      return 2;
    }
    try {
      return reader.call();
    } catch (IOException e) {
      System.err.println("CaptureReader: " + CaptureException.text(e));
      return 1;
    }
  }

  private CaptureReader(Options parsed) {
    if (parsed.args().size() > 1) {
      throw new IllegalArgumentException("one location is read, not " + String.join(" and ", parsed.args()));
    }
    location = parsed.args().isEmpty() ? null : parsed.args().get(0);
    output = Path.of(parsed.get("output"));
    options = ReadOptions.DEFAULT.withBy(DeviceKey.of(parsed.get("by"))).withFormat(ReadOptions.Format.of(parsed.get("format")))
        .withSpreadsheetSafe(parsed.isSet("spreadsheet-safe")).withSelection(selection(parsed)).withNameFormat(nameFormat(parsed))
        .withKeep(parsed.isSet("keep")).withSalvage(parsed.isSet("salvage"));
    watch = parsed.isSet("watch");
    dryRun = parsed.isSet("dry-run");
    quiet = parsed.isSet("quiet");
  }

  private static CaptureSelection selection(Options parsed) {
    Instant now = Instant.now();
    return new CaptureSelection(text(parsed, "eventhub"), text(parsed, "partition"),
        parsed.isSet("since") ? TimeText.instant(parsed.get("since"), now) : null,
        parsed.isSet("until") ? TimeText.instant(parsed.get("until"), now) : null);
  }

  private static CaptureNameFormat nameFormat(Options parsed) {
    return parsed.isSet("name-format") ? CaptureNameFormat.of(parsed.get("name-format")) : CaptureNameFormat.DEFAULT;
  }

  private static String text(Options parsed, String name) {
    return parsed.isSet(name) ? parsed.get(name) : null;
  }

  private int call() throws IOException {
    if (location == null && !CaptureStore.isConfigured(System.getenv())) {
      System.err.println("No storage account is named: the folder 'capture' is read. To name one: a container's URL, or"
          + " AZURE_STORAGE_CONNECTION_STRING (--help tells more)");
      if (!Files.isDirectory(Path.of(CaptureStore.DEFAULT_NAME))) {
        System.err.println("CaptureReader: no folder 'capture' here; run Sender.java first, which makes one");
        return 1;
      }
    }
    CaptureStore store = CaptureStore.open(location, System.getenv());
    try (ReadNews news = new ReadNews(System.err, quiet)) {
      DeviceFiles reader = new DeviceFiles(store, output, options, news);
      return dryRun ? list(reader) : read(store, reader, news);
    }
  }

  private static int list(DeviceFiles reader) throws IOException {
    for (CaptureBlob blob : reader.pending()) {
      System.out.println(blob.sizeBytes() + "\t" + blob.name());
    }
    return 0;
  }

  private int read(CaptureStore store, DeviceFiles reader, ReadNews news) throws IOException {
    STOPS.forEach(name -> handle(name, signal -> stop(reader, signal)));
    ReadSummary sum = watch ? reader.watch(PAUSE) : reader.read();
    news.close();
    System.out.println(sum.blobs() + sum.failed() == 0 ? nothing(store) : sum.text(output));
    return stoppedBy > 0 && !watch ? 128 + stoppedBy : sum.failed() > 0 ? 1 : 0;
  }

  private String nothing(CaptureStore store) {
    return "Nothing new in " + store.location() + (options.selection().isAll() ? ""
        : " that is asked for, where blobs are named " + options.nameFormat() + " (--name-format)");
  }

  /**
   * Ctrl-C and SIGTERM end it after the blob at hand; a second one at once. That is how --watch is meant to end; else not
   * all was read. Not by a shutdown hook: the SDK has one, too, which ends the threads that a request would wait for.
   */
  private void stop(DeviceFiles reader, Signal signal) {
    Signal.handle(signal, SignalHandler.SIG_DFL);
    stoppedBy = signal.getNumber();
    reader.stop();
  }

  /** The JDK's own way (JEP 260 keeps it): JLine's starts its log first, which takes as long as reading 20 MB. */
  private static void handle(String name, SignalHandler handler) {
    try {
      Signal.handle(new Signal(name), handler);
    } catch (IllegalArgumentException e) {
      // Windows has no HUP; with -Xrs the JVM leaves signals alone.
    }
  }
}
