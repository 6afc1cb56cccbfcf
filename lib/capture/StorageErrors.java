//DEPS com.azure:azure-storage-blob:12.35.1
package capture;

import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.Callable;

/** What the SDK of Blob Storage throws, as one line for people. Safe for use by several threads. */
final class StorageErrors {
  private StorageErrors() {
  }

  /**
   * Runs a call of the SDK.
   *
   * @param what what could not be done if it fails, with the blob or container: {@code cannot list ...}
   */
  static <T> T call(String what, Callable<T> call) throws CaptureException {
    try {
      return call.call();
    } catch (Exception e) {
      throw failure(what, e);
    }
  }

  /**
   * Runs a call that is about one blob.
   *
   * @return false, and nothing is done, if the blob is gone, changed, or another reader's
   */
  static boolean callIfThere(String what, Runnable call) throws CaptureException {
    return call(what, () -> {
      try {
        call.run();
        return true;
      } catch (BlobStorageException e) {
        if (isGone(e)) {
          return false;
        }
        throw e;
      }
    });
  }

  /** The one line for a failure; what is one already stays as it is. */
  static CaptureException failure(String what, Exception e) {
    return e instanceof CaptureException c ? c : new CaptureException(what + ": " + reason(e), e);
  }

  /** Why reading ended: because of this blob, or because of the store. */
  static CaptureException unreadable(String what, Exception e) {
    BlobStorageException b = answer(e);
    boolean thisBlob = b != null && (isGone(b) || b.getStatusCode() == 416);
    return thisBlob ? new UnreadableCaptureException(what + ": " + reason(b), e, b.getStatusCode() == 404) : failure(what, e);
  }

  /** Whether another attempt would end the same. */
  static boolean isFinal(Throwable e) {
    BlobStorageException b = answer(e);
    return b != null && b.getStatusCode() >= 400 && b.getStatusCode() < 500 && b.getStatusCode() != 408
        && b.getStatusCode() != 429;
  }

  /** What the service answered; null if it did not. */
  private static BlobStorageException answer(Throwable e) {
    Throwable t = e;
    while (t != null && !(t instanceof BlobStorageException)) {
      t = t.getCause();
    }
    return (BlobStorageException) t;
  }

  private static boolean isGone(BlobStorageException e) {
    return e.getStatusCode() == 412 || e.getStatusCode() == 409 || e.getStatusCode() == 404
        && !BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode());
  }

  private static String reason(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof BlobStorageException b) {
        return reason(b);
      }
      if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException) {
        return "no such host; check the storage account's name and the network";
      }
      if (t instanceof ConnectException || t instanceof HttpTimeoutException) {
        return "no answer from the host; check its address and the network";
      }
      if (t.getClass().getName().startsWith("com.azure.identity.")) {
        return "nobody is signed in; run 'az login', or set AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_KEY";
      }
    }
    return rootReason(e);
  }

  private static String rootReason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return text.lines().findFirst().orElse("");
  }

  private static String reason(BlobStorageException b) {
    BlobErrorCode code = b.getErrorCode();
    return switch (b.getStatusCode()) {
      case 404 -> BlobErrorCode.CONTAINER_NOT_FOUND.equals(code) ? "no such container; check its name"
          : BlobErrorCode.BLOB_NOT_FOUND.equals(code) ? "the blob is gone" : "not found (" + code + ")";
      case 401, 403 -> "access denied (" + code + "); check the key or SAS, or that you have the role"
          + " 'Storage Blob Data Contributor'";
      case 409 -> "in use or in the way (" + code + ")";
      case 412 -> "was written anew while it was read; run again";
      default -> "the service answered " + b.getStatusCode() + " (" + code + "); try again later";
    };
  }
}
