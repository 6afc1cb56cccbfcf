package explore;

import capture.CaptureBlob;
import capture.CaptureStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Blobs of containers, kept on this machine so that the second question downloads nothing. A file's name is made of the
 * container's address, the blob's name and its ETag, so that a blob that was written anew is another file. Files come in
 * whole, by renaming; when they are more than the limit, those longest not used go. Safe for several threads, and for
 * several sessions at once. Only this user can read them.
 *
 * @param folder where they are
 * @param limitBytes how many bytes they may have together; 0 keeps nothing
 */
record Cache(Path folder, long limitBytes) {
  private static final String SUFFIX = ".capture";
  private static final String PART = ".part";
  private static final long DEFAULT_MB = 1000;

  /**
   * As the environment says: CAPTURE_CACHE is the folder, else {@code eventhubs-capture} in XDG_CACHE_HOME or
   * {@code ~/.cache}; CAPTURE_CACHE_MB the limit in megabytes, else 1000.
   *
   * @throws IllegalArgumentException if CAPTURE_CACHE_MB is no number
   */
  static Cache of(Map<String, String> environment) {
    String home = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = home.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(home);
    String folder = environment.getOrDefault("CAPTURE_CACHE", "");
    String limit = environment.getOrDefault("CAPTURE_CACHE_MB", Long.toString(DEFAULT_MB)).strip();
    if (!limit.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("CAPTURE_CACHE_MB is '" + limit + "', not a number of megabytes, such as 1000");
    }
    return new Cache(folder.isBlank() ? base.resolve("eventhubs-capture") : Path.of(folder),
        Long.parseLong(limit) * 1_000_000);
  }

  /**
   * The bytes of a blob, from here if it is here, and as long as it is listed, else downloaded as a whole first; where this
   * folder cannot be written, straight from the store. To be closed.
   */
  InputStream read(CaptureStore store, CaptureBlob blob) throws IOException {
    Path file = folder.resolve(key(store.location() + "\n" + blob.name() + "\n" + blob.etag()) + SUFFIX);
    if (size(file) != blob.sizeBytes()) { // not here, or torn, as by a crash or a full disk
      return download(store, blob, file);
    }
    InputStream in;
    try {
      in = Files.newInputStream(file);
    } catch (FileSystemException e) {
      return download(store, blob, file);
    }
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now())); // when it was used
    } catch (FileSystemException e) {
      return in; // another session cleared it away; what is open stays
    }
    return in;
  }

  private InputStream download(CaptureStore store, CaptureBlob blob, Path file) throws IOException {
    Path part;
    try {
      Files.createDirectories(folder);
      part = Files.createTempFile(folder, "", PART); // for this user only
    } catch (FileSystemException e) {
      return store.read(blob);
    }
    return download(store, blob, file, part);
  }

  private InputStream download(CaptureStore store, CaptureBlob blob, Path file, Path part) throws IOException {
    try (InputStream in = store.read(blob)) {
      try (OutputStream out = Files.newOutputStream(part)) { // a copy over it would be everybody's
        in.transferTo(out);
      }
      if (Files.size(part) > limitBytes) {
        return Files.newInputStream(part, StandardOpenOption.DELETE_ON_CLOSE);
      }
      makeRoom(Files.size(part));
      InputStream whole = Files.newInputStream(part); // open before another session can clear it away
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return whole;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /** Deletes the files longest not used until so many bytes more are within the limit. */
  private void makeRoom(long bytes) throws IOException {
    synchronized (Cache.class) {
      List<Path> files;
      try (Stream<Path> all = Files.list(folder)) {
        files = all.filter(f -> f.toString().endsWith(SUFFIX) || isLeft(f))
            .sorted(Comparator.comparing(Cache::lastUsed)).toList();
      }
      long total = bytes + files.stream().mapToLong(Cache::size).sum();
      for (Path f : files) {
        if (total <= limitBytes) {
          return;
        }
        total -= size(f);
        Files.deleteIfExists(f);
      }
    }
  }

  /** What a session that was killed was downloading. */
  private static boolean isLeft(Path file) {
    return file.toString().endsWith(PART) && lastUsed(file).isBefore(Instant.now().minus(Duration.ofDays(1)));
  }

  private static Instant lastUsed(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH; // another session deleted it
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private static String key(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }
}
