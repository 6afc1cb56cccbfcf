package capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes under a hidden name beside the target, then links it to its own. For one thread. */
final class FolderOutput extends CaptureOutput {
  private final Path target;
  private final Path hidden;
  private final FileChannel channel;

  /** Starts the hidden file; the folder is there. */
  FolderOutput(Path target) throws IOException {
    this.target = target;
    this.hidden = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    this.channel = FileChannel.open(hidden, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(b, off, len);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw CaptureFolder.failed("cannot write " + target, e);
    }
  }

  @Override
  public void commit() throws CaptureException {
    try {
      channel.force(true);
      publish();
    } catch (FileAlreadyExistsException e) {
      throw new CaptureException(target + ": exists already; it was not overwritten", e);
    } catch (IOException e) {
      throw CaptureFolder.failed("cannot write " + target, e);
    }
  }

  /** A link, unlike a move, fails where the target exists; file systems without links get the move. */
  private void publish() throws IOException {
    try {
      Files.createLink(target, hidden);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      Files.move(hidden, target);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(hidden);
  }
}
