//DEPS org.slf4j:slf4j-nop:1.7.36
//SOURCES AvroBlocks.java
//SOURCES AvroEvents.java
//SOURCES CaptureBlob.java
//SOURCES CaptureChunk.java
//SOURCES CaptureChunks.java
//SOURCES CaptureContainer.java
//SOURCES CaptureException.java
//SOURCES CaptureFile.java
//SOURCES CaptureFileWriter.java
//SOURCES CaptureFolder.java
//SOURCES CaptureLease.java
//SOURCES CaptureLevel.java
//SOURCES CaptureName.java
//SOURCES CaptureNameFormat.java
//SOURCES CaptureOutput.java
//SOURCES CaptureSchema.java
//SOURCES CaptureSearch.java
//SOURCES CaptureSelection.java
//SOURCES CapturedEvent.java
//SOURCES ContainerAddress.java
//SOURCES ContainerLease.java
//SOURCES ContainerOutput.java
//SOURCES DamagedCaptureException.java
//SOURCES EventBytes.java
//SOURCES FolderOutput.java
//SOURCES Gzip.java
//SOURCES ResumingStream.java
//SOURCES Secrets.java
//SOURCES StorageErrors.java
//SOURCES TimeText.java
//SOURCES UnreadableCaptureException.java
package capture;

import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where capture files are stored: a folder, or a container of Blob Storage. Safe for use by several threads. Every
 * method that reaches the store throws {@link CaptureException} with one line that names the blob and the store.
 */
public sealed interface CaptureStore permits CaptureFolder, CaptureContainer {
  /** The container, or folder, that is meant where none is named. */
  String DEFAULT_NAME = "capture";

  /**
   * The store a location stands for: {@code https://ACCOUNT.blob.core.windows.net/CONTAINER[?SAS]}, a container's name
   * where the environment configures a storage account, else a path. Nothing is read or made yet.
   *
   * @param location as above; null for container {@code capture} where a storage account is configured, else the
   *     folder {@code capture}
   * @param environment AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_KEY,
   *     AZURE_STORAGE_SAS_TOKEN as in {@link System#getenv()}; a URL without SAS and key uses DefaultAzureCredential
   * @throws CaptureException if the location or a setting is malformed (a secret is never repeated)
   */
  static CaptureStore open(String location, Map<String, String> environment) throws CaptureException {
    String name = location == null || location.isBlank() ? DEFAULT_NAME : location.strip();
    if (name.matches("(?i)https?://\\S*")) {
      return ContainerAddress.ofUrl(name, environment);
    }
    if (name.matches("(?is)https?://.*|.*[?&]sig=.*")) {
      throw new CaptureException(name + ": is not the URL of a container; " + ContainerAddress.EXPECTED);
    }
    // The rules for container names; whoever means a folder of such a name writes ./name.
    if (isConfigured(environment) && name.matches("[a-z0-9](-?[a-z0-9]){2,62}")) {
      return ContainerAddress.ofName(name, environment);
    }
    try {
      return new CaptureFolder(Path.of(name));
    } catch (InvalidPathException e) {
      throw new CaptureException("'" + name + "' is no path here: " + e.getReason() + CaptureFolder.LOCALE, e);
    }
  }

  /** Whether the environment names a storage account, so that a bare name means a container. */
  static boolean isConfigured(Map<String, String> environment) {
    return Stream.of("AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_ACCOUNT")
        .anyMatch(key -> !environment.getOrDefault(key, "").isBlank());
  }

  /**
   * The {@code .avro} blobs whose names start with {@code prefix} (empty for all), in the order of their names. The
   * stream is to be closed; a container is listed page by page as it is read, and what fails then is thrown as
   * UncheckedIOException around a CaptureException.
   *
   * @throws CaptureException if there is no such folder or container, or it cannot be listed
   */
  Stream<CaptureBlob> list(String prefix) throws CaptureException;

  /**
   * One level of the tree of names, sorted.
   *
   * @param prefix empty, or ending in {@code /}
   */
  CaptureLevel level(String prefix) throws CaptureException;

  /**
   * The bytes of a blob, streamed. If the blob was written anew since it was listed, reading fails rather than mixing
   * the two. To be closed by the caller.
   *
   * @throws UnreadableCaptureException if this blob cannot be read, though others may; thrown here or by the stream
   */
  InputStream read(CaptureBlob blob) throws CaptureException;

  /** Deletes a blob if it is still the one that was listed. False, and nothing done, if it changed or is gone. */
  boolean delete(CaptureBlob blob) throws CaptureException;

  /**
   * Holds a blob that is still the one that was listed, for {@value CaptureLease#SECONDS} s. A folder has no leases and
   * always gives {@link CaptureLease#NONE}.
   *
   * @return empty if another reader holds the blob, or it is gone or changed
   */
  Optional<CaptureLease> lease(CaptureBlob blob) throws CaptureException;

  /** As {@link #delete(CaptureBlob)}, of a blob that is held; false also if it is not held any more. */
  boolean delete(CaptureBlob blob, CaptureLease lease) throws CaptureException;

  /**
   * A new blob, which nobody sees before {@link CaptureOutput#commit}. The name gets no ending added. To be closed by
   * the caller, committed or not.
   */
  CaptureOutput create(String name) throws CaptureException;

  /** The store's address for people: a path or a URL, without any secret. */
  String location();

  /** What tells this store from every other: the same however its location was written. */
  String identity();
}
