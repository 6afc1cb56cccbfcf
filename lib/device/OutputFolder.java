package device;

import capture.CaptureException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder with the device files, held by one reader at a time. Batches are written whole or not at all: the journal
 * tells how long each file was, rows are appended, and the batch counts once the checkpoint that names it has taken the
 * place of the one before. For one thread; {@link OutputBatch#write} is for any.
 */
final class OutputFolder implements Closeable {
  /** Where what is not for people is kept. */
  static final String STATE = ".capture-reader";

  private final Path folder;
  private final Path state;
  private final boolean durable;
  private final FileChannel lock;
  private OutputBatch batch;
  private Checkpoint checkpoint;

  private OutputFolder(Path folder, boolean durable, FileChannel lock) {
    this.folder = folder;
    this.state = folder.resolve(STATE);
    this.durable = durable;
    this.lock = lock;
  }

  /**
   * Takes a folder, which is made where there is none, and repairs what a reader that died left in it.
   *
   * @param durable whether batches are forced to disk before they count
   */
  static OutputFolder open(Path folder, boolean durable, ReadListener listener) throws IOException {
    try {
      Files.createDirectories(folder.resolve(STATE));
      FileChannel lock = FileChannel.open(folder.resolve(STATE).resolve("lock"), StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
      OutputFolder opened = new OutputFolder(folder, durable, lock);
      try {
        opened.take(listener);
        return opened;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (AccessDeniedException e) {
      throw new CaptureException(folder + ": permission denied; name a folder that can be written with -o", e);
    } catch (FileAlreadyExistsException e) {
      throw new CaptureException(folder + ": is a file; name a folder with -o", e);
    } catch (FileSystemException e) {
      throw new CaptureException(folder + ": cannot be written (" + e.getFile() + ": " + CaptureException.reason(e)
          + "); name another folder with -o", e);
    }
  }

  private void take(ReadListener listener) throws IOException {
    try {
      FileLock taken = lock.tryLock();
      if (taken == null) {
        throw new OverlappingFileLockException();
      }
    } catch (OverlappingFileLockException e) {
      throw new CaptureException(folder + ": another reader is writing to this folder; wait for it, or name another"
          + " folder with -o", e);
    }
    checkpoint = Checkpoint.read(state);
    recover(listener);
    begin();
  }

  private void begin() {
    batch = new OutputBatch(state, durable, checkpoint.batch() + 1);
  }

  private void recover(ReadListener listener) throws IOException {
    if (Files.exists(state.resolve(Journal.FILE))) {
      int files = undo();
      listener.message("repaired " + folder + ": " + (files < 0 ? "a run was cut off after its rows were safe; nothing had to be"
          + " changed" : "a run that was cut off had left rows in " + files + (files == 1 ? " file" : " files")
          + ", which are taken back and read again"));
    }
    try (Stream<Path> files = Files.list(state)) {
      for (Path temp : files.filter(f -> f.getFileName().toString().endsWith(".part")).toList()) {
        Files.delete(temp);
      }
    }
  }

  /**
   * Takes back what was written since the last commit.
   *
   * @return how many files had to be changed; below 0 if the commit had come to its end
   */
  private int undo() throws IOException {
    int files = Journal.batch(state) > checkpoint.batch() ? Journal.undo(folder, state) : -1;
    Journal.delete(state);
    return files;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** What is written since the last commit. */
  OutputBatch batch() {
    return batch;
  }

  /** A file in the folder. */
  Path path(String name) {
    return folder.resolve(name);
  }

  /** The names of files with this ending, without it. */
  List<String> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(suffix))
          .map(n -> n.substring(0, n.length() - suffix.length())).toList();
    }
  }

  boolean exists(String name) {
    return Files.exists(path(name));
  }

  /** A file that nobody sees, for what is going to take the place of another. */
  Path temporary(String name) {
    return state.resolve(name + ".part");
  }

  /** Writes all rows of the batch; they do not count yet. */
  void finish() throws IOException {
    batch.finish();
    if (durable) {
      forceFolder(folder);
    }
  }

  /** Makes the batch count, which is finished, and the checkpoint as it is now. */
  void commit() throws IOException {
    checkpoint.nextBatch();
    checkpoint.setDurable(durable && checkpoint.isDurable());
    replaceCheckpoint();
    batch.committed(checkpoint.batch() + 1);
  }

  private void replaceCheckpoint() throws IOException {
    Path temp = temporary(Checkpoint.FILE);
    Path file = state.resolve(Checkpoint.FILE);
    try {
      checkpoint.write(temp);
      if (durable) {
        DeviceFile.force(temp);
      }
      Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (durable) {
        forceFolder(state);
      }
    } catch (IOException e) {
      throw notWritten(file, e);
    }
  }

  /** One line for a file in a folder of ours that could not be written; not the store's failure, so no CaptureException. */
  static IOException notWritten(Path file, IOException e) {
    return new IOException("cannot write " + file + ": " + CaptureException.reason(e), e);
  }

  /** Forces what earlier runs left to the operating system: with --keep they do not wait for the disk. */
  void forceEarlier() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      OutputBatch.forceAll(files.filter(Files::isRegularFile).toList());
    }
    forceFolder(folder);
    Path file = state.resolve(Checkpoint.FILE);
    if (Files.exists(file)) {
      DeviceFile.force(file);
    }
    forceFolder(state);
    checkpoint.setDurable(true);
  }

  /** Waits until what a folder holds is on disk: which files there are. */
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    } catch (AccessDeniedException windows) {
      return; // Windows opens no folders, and needs none of this
    }
  }

  /** Takes everything back that was done since the last commit. The device files at hand must not be used again. */
  void rollback() throws IOException {
    batch.close();
    checkpoint = Checkpoint.read(state); // the one that was about to be replaced, or, if that failed late, the new one
    if (Files.exists(state.resolve(Journal.FILE))) {
      undo();
    }
    begin();
  }

  /** Lets the folder go. What was not committed is lost, and taken back by the next reader if not by rollback. */
  @Override
  public void close() throws IOException {
    if (batch != null) {
      batch.close();
    }
    lock.close();
  }
}
