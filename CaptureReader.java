///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Turn captured events into one CSV file per device
//DEPS info.picocli:picocli:4.7.7
//SOURCES lib/capture/CaptureStore.java
//SOURCES lib/device/DeviceFiles.java
//JAVAC_OPTIONS -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms48m -Xmn8m

import capture.CaptureBlob;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The walkthrough's reader: blobs that Event Hubs Capture wrote, one CSV file per device, each event once. */
@Command(name = "CaptureReader.java", mixinStandardHelpOptions = true, sortOptions = false, version = "1.0.0",
    description = "Reads the files that Event Hubs Capture wrote, appends each event to the CSV file of its device, and"
        + " deletes each file once its rows are safe on disk.",
    footer = {"", "Example: jbang CaptureReader.java https://ACCOUNT.blob.core.windows.net/capture -o devices --since 2h",
        "Environment: AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT with AZURE_STORAGE_KEY,",
        "AZURE_STORAGE_SAS_TOKEN or whoever 'az login' signed in.",
        "Exit status: 0 done (with --watch: ended by Ctrl-C), 1 a file is damaged or the service failed, 2 wrong usage."})
class CaptureReader implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  @Parameters(arity = "0..1", paramLabel = "LOCATION", description = "a folder, a container's URL, or a container's name"
      + " where a storage account is configured (capture)")
  String location;
  @Option(names = {"-o", "--output"}, paramLabel = "DIR", defaultValue = "devices", description = "where the device files"
      + " go (${DEFAULT-VALUE})")
  Path output;
  @Option(names = "--by", paramLabel = "FIELD", defaultValue = "id", description = "what tells the device: a field of the"
      + " body, a /json/pointer, @partitionKey, @property:NAME or @deviceId (${DEFAULT-VALUE})")
  DeviceKey by;
  @Option(names = "--since", paramLabel = "T", description = "events from then on: 2026-11-23T10:15:00Z, or 2h, 30m, 1d ago")
  Instant since;
  @Option(names = "--until", paramLabel = "T", description = "events before then")
  Instant until;
  @Option(names = "--eventhub", paramLabel = "NAME", description = "only of this event hub")
  String eventHub;
  @Option(names = "--partition", paramLabel = "N", description = "only of this partition")
  String partition;
  @Option(names = "--keep", description = "delete nothing; the next run reads only what is new")
  boolean keep;
  @Option(names = "--watch", description = "follow the store until Ctrl-C")
  boolean watch;
  @Option(names = "--dry-run", description = "tell what would be read, and do nothing")
  boolean dryRun;
  @Option(names = "--salvage", description = "take from damaged files what is whole before the damage")
  boolean salvage;
  @Option(names = "--name-format", paramLabel = "F", description = "how the blobs are named"
      + " ({Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second})")
  CaptureNameFormat nameFormat = CaptureNameFormat.DEFAULT;
  @Option(names = "--format", paramLabel = "csv|jsonl", defaultValue = "csv", description = "of the device files"
      + " (${DEFAULT-VALUE})")
  ReadOptions.Format format;
  @Option(names = "--spreadsheet-safe", description = "put an apostrophe before texts that a spreadsheet would run")
  boolean spreadsheetSafe;
  @Option(names = "--quiet", description = "no progress")
  boolean quiet;
  private volatile int status = 1;

  public static void main(String... args) {
    System.exit(commandLine().execute(args)); // the SDK's threads would hold the JVM
  }

  /** The command with its error policy: one line on stderr; 1 for what failed, 2 for what was asked wrongly. */
  static CommandLine commandLine() {
    return new CommandLine(new CaptureReader()).setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Instant.class, text -> usage(() -> TimeText.instant(text, Instant.now())))
        .registerConverter(DeviceKey.class, text -> usage(() -> DeviceKey.of(text)))
        .registerConverter(CaptureNameFormat.class, text -> usage(() -> CaptureNameFormat.of(text)))
        .setParameterExceptionHandler((e, args) -> {
          System.err.println("CaptureReader: " + e.getMessage() + " (--help tells more)");
          return 2;
        })
        .setExecutionExceptionHandler((e, command, parsed) -> {
          if (!(e instanceof IOException)) {
            throw e; // a bug of ours: the stack trace is wanted
          }
          System.err.println("CaptureReader: " + e.getMessage());
          return 1;
        });
  }

  private static <T> T usage(Callable<T> read) throws Exception {
    try {
      return read.call();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }

  @Override
  public Integer call() throws IOException {
    if (location == null && !CaptureStore.isConfigured(System.getenv())) {
      System.err.println("No storage account is named: the folder 'capture' is read. To name one: a container's URL, or"
          + " AZURE_STORAGE_CONNECTION_STRING (--help tells more)");
      if (!Files.isDirectory(Path.of(CaptureStore.DEFAULT_NAME))) {
        System.err.println("CaptureReader: no folder 'capture' here; run Sender.java first, which makes one");
        return 1;
      }
    }
    CaptureStore store = CaptureStore.open(location, System.getenv());
    ReadOptions options = ReadOptions.DEFAULT.withBy(by).withFormat(format).withSpreadsheetSafe(spreadsheetSafe)
        .withSelection(new CaptureSelection(eventHub, partition, since, until)).withNameFormat(nameFormat)
        .withKeep(keep).withSalvage(salvage);
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
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(reader, done)));
    try {
      ReadSummary sum = watch ? reader.watch(PAUSE) : reader.read();
      news.close();
      System.out.println(sum.blobs() + sum.failed() == 0 ? "Nothing new in " + store.location() : sum.text(output));
      status = sum.failed() > 0 ? 1 : 0;
      return status;
    } finally {
      done.countDown();
    }
  }

  /** Ctrl-C and SIGTERM end it after the blob at hand. That is how --watch is meant to end; else not all was read. */
  private void finish(DeviceFiles reader, CountDownLatch done) {
    reader.stop();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (watch) {
      System.out.flush();
      Runtime.getRuntime().halt(status);
    }
  }
}
