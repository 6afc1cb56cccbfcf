//SOURCES ../lib/capture/CaptureStore.java
//SOURCES ../lib/hub/Telemetry.java
//SOURCES ../lib/hub/Reading.java

import capture.CaptureFileWriter;
import capture.CaptureName;
import capture.CaptureNameFormat;
import capture.CapturedEvent;
import hub.Reading;
import hub.Telemetry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * Capture files of simulated devices, the same events on every machine. A device stays in its partition, as it does by
 * its partition key, so that its events have an order; it reports in turn with the others.
 *
 * @param events of all partitions together
 * @param partitions as many files in each window
 * @param windows as many files for each partition
 * @param deflate whether the blocks are compressed, which the service does not, but other writers do
 */
record BenchCaptures(int events, int partitions, int windows, boolean deflate) {
  static final int DEVICES = 1000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(5);

  /** Writes them into a folder, which is made. */
  void write(Path folder) throws IOException {
    for (int p = 0; p < partitions; p++) {
      Telemetry devices = Telemetry.seeded(DEVICES / partitions, p);
      Iterator<Reading> readings = Stream.generate(devices::round).flatMap(List::stream).iterator();
      long all = share(events, partitions, p + 1) - share(events, partitions, p);
      for (int w = 0; w < windows; w++) {
        Instant start = START.plus(WINDOW.multipliedBy(w));
        Path file = folder.resolve(CaptureNameFormat.DEFAULT.print(new CaptureName("bench", "telemetry", Integer.toString(p), start)));
        Files.createDirectories(file.getParent());
        writeFile(file, start, readings, share(all, windows, w), share(all, windows, w + 1));
        if (deflate) {
          compress(file);
        }
      }
    }
  }

  private static long share(long all, int parts, int part) {
    return all * part / parts;
  }

  private static void writeFile(Path file, Instant start, Iterator<Reading> readings, long first, long end) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file)); CaptureFileWriter writer = new CaptureFileWriter(out)) {
      for (long number = first; number < end; number++) {
        Reading reading = readings.next();
        Instant enqueued = start.plusMillis((number - first) * WINDOW.toMillis() / (end - first));
        writer.write(new CapturedEvent(null, number, Long.toString(number * 240), enqueued, Map.of("x-opt-enqueued-time",
            enqueued.toEpochMilli(), "x-opt-partition-key", reading.id()), Map.of(), Telemetry.json(reading)));
      }
    }
  }

  /** Writes a file's blocks anew with the deflate codec, which the project's own writer has not, by stock Avro. */
  private static void compress(Path file) throws IOException {
    Path plain = file.resolveSibling(file.getFileName() + ".plain");
    Files.move(file, plain);
    try (DataFileReader<GenericRecord> in = new DataFileReader<>(plain.toFile(), new GenericDatumReader<>());
        DataFileWriter<GenericRecord> out = new DataFileWriter<>(new GenericDatumWriter<>())) {
      out.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
      out.create(in.getSchema(), file.toFile()).appendAllFrom(in, true);
    }
    Files.delete(plain);
  }
}
