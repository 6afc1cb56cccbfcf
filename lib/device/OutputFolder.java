package device;

import capture.CaptureException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The folder with the device files, held by one reader at a time. Batches are written whole or not at all: the journal
 * tells how long each file was, rows are appended, and the batch counts once the checkpoint that names it has taken the
 * place of the one before. For one thread, but for {@link #flush}'s callers' own care.
 */
final class OutputFolder implements Closeable {
  /** Where what is not for people is kept. */
  static final String STATE = ".capture-reader";

  private static final int MOST_WAITING_BYTES = 1 << 26;
  private static final int FORCING_THREADS = 16;

  private final Path folder;
  private final Path state;
  private final boolean durable;
  private final FileChannel lock;
  private final List<DeviceFile> touched = new ArrayList<>();
  private final List<DeviceFile> waiting = new ArrayList<>();
  private long waitingBytes;
  private Checkpoint checkpoint;
  private Journal journal;

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
  }

  private void recover(ReadListener listener) throws IOException {
    if (Files.exists(state.resolve(Journal.FILE))) {
      if (Journal.batch(state) > checkpoint.batch()) {
        int files = Journal.undo(folder, state);
        listener.message("repaired " + folder + ": a run that was cut off had left rows in " + files
            + (files == 1 ? " file" : " files") + ", which are taken back and read again");
      } else {
        listener.message("repaired " + folder + ": a run was cut off after its rows were safe; nothing had to be changed");
      }
      Files.delete(state.resolve(Journal.FILE));
    }
    try (Stream<Path> files = Files.list(state)) {
      for (Path temp : files.filter(f -> f.getFileName().toString().endsWith(".part")).toList()) {
        Files.delete(temp);
      }
    }
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  boolean isDurable() {
    return durable;
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

  /** Lets go of the device files at hand. Only between batches. */
  void forget() {
    waiting.clear();
    waitingBytes = 0;
  }

  /** A file that nobody sees, for what is going to take the place of another. */
  Path temporary(String name) {
    return state.resolve(name + ".part");
  }

  /** Counts memory that rows wait in; where it is too much, rows go to their files. */
  void counted(DeviceFile file, int bytes) throws IOException {
    if (bytes == file.bufferBytes()) {
      waiting.add(file); // it had none before
    }
    waitingBytes += bytes;
    if (waitingBytes > MOST_WAITING_BYTES) {
      waitingBytes = file.bufferBytes();
      List<DeviceFile> all = new ArrayList<>(waiting);
      waiting.clear();
      record(all.stream().filter(DeviceFile::hasWaiting).toList());
      for (DeviceFile f : all) {
        f.write();
        if (f != file) {
          f.release();
        }
      }
      waiting.add(file);
    }
  }

  /** Writes what waits for a file. */
  void flush(DeviceFile file) throws IOException {
    if (!file.isJournaled()) {
      // All at once, since each write of the journal may have to wait for the disk.
      List<DeviceFile> all = new ArrayList<>(waiting);
      all.removeIf(f -> f == file || !f.hasWaiting());
      all.add(file);
      record(all);
    }
    file.write();
  }

  private void record(List<DeviceFile> files) throws IOException {
    List<Journal.Undo> undos = new ArrayList<>();
    for (DeviceFile f : files) {
      if (!f.isJournaled()) {
        undos.add(new Journal.Undo(f.length(), 0, 0, f.fileName));
        f.setJournaled();
        touched.add(f);
      }
    }
    if (undos.isEmpty()) {
      return;
    }
    if (journal == null) {
      journal = Journal.start(state, checkpoint.batch() + 1, durable);
    }
    journal.write(undos);
  }

  /** To be called before a file is put in the place of another. */
  void replaced(DeviceFile file, long length, byte[] header) throws IOException {
    journal.write(List.of(new Journal.Undo(length, Journal.hash(header), header.length, file.fileName)));
    file.replaced(length);
  }

  /** Makes the batch count: all rows, and the checkpoint as it is now. */
  void commit() throws IOException {
    record(waiting.stream().filter(DeviceFile::hasWaiting).toList());
    for (DeviceFile f : waiting) {
      f.write();
    }
    if (durable) {
      forceAll();
    }
    checkpoint.nextBatch();
    checkpoint.setDurable(durable && checkpoint.isDurable());
    replaceCheckpoint();
    if (journal != null) {
      journal.close();
      journal = null;
      Files.delete(state.resolve(Journal.FILE));
    }
    for (DeviceFile f : touched) {
      f.committed();
    }
    touched.clear();
  }

  private void replaceCheckpoint() throws IOException {
    Path temp = temporary(Checkpoint.FILE);
    Files.write(temp, checkpoint.print().getBytes(StandardCharsets.UTF_8));
    if (durable) {
      DeviceFile.force(temp);
    }
    Files.move(temp, state.resolve(Checkpoint.FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (durable) {
      forceFolder(state);
    }
  }

  private void forceAll() throws IOException {
    forceAll(touched.stream().map(f -> path(f.fileName)).toList());
    forceFolder(folder);
  }

  /** Forces what earlier runs left to the operating system: with --keep they do not wait for the disk. */
  void forceEarlier() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      forceAll(files.filter(Files::isRegularFile).toList());
    }
    forceFolder(folder);
    checkpoint.setDurable(true);
  }

  /** A disk takes many such requests at once about as fast as one. */
  private static void forceAll(List<Path> files) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(FORCING_THREADS);
    try {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int t = 0; t < Math.min(FORCING_THREADS, files.size()); t++) {
        int first = t;
        calls.add(() -> {
          for (int i = first; i < files.size(); i += FORCING_THREADS) {
            DeviceFile.force(files.get(i));
          }
          return null;
        });
      }
      for (Future<Void> f : pool.invokeAll(calls)) {
        f.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      pool.shutdown();
    }
  }

  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    } catch (AccessDeniedException windows) {
      return; // Windows opens no folders, and needs none of this
    }
  }

  /** Takes everything back that was done since the last commit. The device files at hand must not be used again. */
  void rollback() throws IOException {
    touched.clear();
    waiting.clear();
    waitingBytes = 0;
    if (journal != null) {
      journal.close();
      journal = null;
      Journal.undo(folder, state);
      Files.delete(state.resolve(Journal.FILE));
    }
    checkpoint = Checkpoint.read(state);
  }

  /** Lets the folder go. What was not committed is lost, and taken back by the next reader if not by rollback. */
  @Override
  public void close() throws IOException {
    if (journal != null) {
      journal.close();
    }
    lock.close();
  }
}
