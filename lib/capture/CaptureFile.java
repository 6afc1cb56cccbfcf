package capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The events of one capture file, in one pass: what Event Hubs Capture writes (2016, 2017 on) and what IoT Hub message
 * routing writes, under the codecs null, deflate, snappy and zstandard. Known bytes are read the fast way; at the first
 * that is not known the Avro library takes over, at the same event, and has the last word. Memory: a chunk of the file (one
 * block under snappy). For one thread; to be closed.
 */
public final class CaptureFile implements AutoCloseable {
  /** Where the bytes of a file come from. */
  public interface Source {
    /** The bytes from the first one on; asked for a second time where the Avro library takes over. */
    InputStream open() throws IOException;
  }

  private final Source source;
  private final String where;
  private final CaptureName origin;
  private CaptureChunks chunks;
  private final CaptureChunk chunk = new CaptureChunk();
  private AvroEvents avro;
  private long given;

  private CaptureFile(Source source, String where, CaptureName origin) {
    this.source = source;
    this.where = where;
    this.origin = origin;
  }

  /**
   * Opens a capture file that comes from anywhere and cannot be opened a second time; the Avro library reads all of it. The
   * stream is closed with the file, and if this fails.
   *
   * @param where what errors call the file
   * @param origin what its name tells, or null
   * @throws DamagedCaptureException if it is not a capture file
   */
  public static CaptureFile open(InputStream in, String where, CaptureName origin) throws IOException {
    CaptureFile file = new CaptureFile(null, where, origin);
    file.avro = AvroEvents.open(in, where, origin);
    return file;
  }

  /**
   * Opens a blob of a store; its origin is read from its name where that is of the format.
   *
   * @throws DamagedCaptureException if it is not a capture file
   */
  public static CaptureFile open(CaptureStore store, CaptureBlob blob, CaptureNameFormat format) throws IOException {
    return open(() -> store.read(blob), blob.name(), format.parse(blob.name()).orElse(null));
  }

  /**
   * Opens a capture file that comes from anywhere.
   *
   * @param where what errors call the file
   * @param origin what its name tells, or null
   * @throws DamagedCaptureException if it is not a capture file
   */
  public static CaptureFile open(Source source, String where, CaptureName origin) throws IOException {
    CaptureFile file = new CaptureFile(source, where, origin);
    try {
      file.chunks = CaptureChunks.open(source.open());
    } catch (CaptureChunks.UnknownBytesException e) {
      file.handOver();
    }
    return file;
  }

  /**
   * The next event, or null after the last one of a whole file.
   *
   * @throws DamagedCaptureException if the file is cut short or damaged here; the events before were whole
   */
  public CapturedEvent next() throws IOException {
    if (avro == null) {
      try {
        while (!chunk.next()) {
          if (chunk.isLast()) {
            return null;
          }
          chunks.next(chunk);
        }
        given++;
        return chunk.event(origin);
      } catch (CaptureChunks.UnknownBytesException e) {
        handOver();
      }
    }
    return avro.next();
  }

  private void handOver() throws IOException {
    close();
    avro = AvroEvents.open(source.open(), where, origin);
    for (long i = 0; i < given; i++) {
      avro.next();
    }
  }

  /** The events not yet read, lazily; a failure comes as UncheckedIOException. Closing the stream closes the file. */
  public Stream<CapturedEvent> stream() {
    Spliterator<CapturedEvent> events =
        new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
          @Override
          public boolean tryAdvance(Consumer<? super CapturedEvent> action) {
            try {
              CapturedEvent event = next();
              if (event != null) {
                action.accept(event);
              }
              return event != null;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return StreamSupport.stream(events, false).onClose(() -> {
      try {
        close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  @Override
  public void close() throws IOException {
    if (chunks != null) {
      chunks.close();
    }
    if (avro != null) {
      avro.close();
    }
  }
}
