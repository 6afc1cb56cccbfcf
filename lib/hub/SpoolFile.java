package hub;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A window's file while it is not yet stored. For one thread. */
final class SpoolFile extends OutputStream {
  private final SpoolFolder folder;
  private final Path path;
  private final FileChannel channel;
  private long position;

  SpoolFile(SpoolFolder folder) throws IOException {
    this.folder = folder;
    this.path = folder.create();
    this.channel = FileChannel.open(path, StandardOpenOption.WRITE);
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
    folder.insist("write " + path, () -> {
      while (left.hasRemaining()) {
        position += channel.write(left, position);
      }
      return null;
    });
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
