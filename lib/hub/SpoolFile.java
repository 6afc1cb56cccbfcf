package hub;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A window's file while it is not yet stored. A full disk does not lose it: writing waits and tries again, which in the
 * end makes the hub take no more events. For one thread.
 */
final class SpoolFile extends OutputStream {
  private static final long RETRY_MILLIS = 500;

  private final Path path;
  private final FileChannel channel;
  private final Consumer<String> problems;
  private final BooleanSupplier givenUp;
  private long position;

  SpoolFile(Path folder, Consumer<String> problems, BooleanSupplier givenUp) throws IOException {
    this.path = Files.createTempFile(folder, "window-", ".avro");
    this.channel = FileChannel.open(path, StandardOpenOption.WRITE);
    this.problems = problems;
    this.givenUp = givenUp;
  }

  Path path() {
    return path;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(b, off, len);
    boolean told = false;
    while (left.hasRemaining()) {
      try {
        position += channel.write(left, position);
      } catch (IOException e) {
        if (givenUp.getAsBoolean()) {
          throw e;
        }
        if (!told) {
          problems.accept("cannot write " + path + ": " + e.getMessage() + "; trying again");
          told = true;
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
