//DEPS com.azure:azure-storage-blob:12.35.1
package capture;

import com.azure.storage.blob.models.BlobLeaseRequestConditions;
import com.azure.storage.blob.options.BlobAcquireLeaseOptions;
import com.azure.storage.blob.specialized.BlobLeaseClient;

/** A lease as Blob Storage has them; taking one does not change the etag. Safe for use by several threads. */
final class ContainerLease implements CaptureLease {
  private final BlobLeaseClient client;
  private final String etag;
  private final String address;

  /**
   * Nothing is held yet: {@link #renew} takes it.
   *
   * @param etag what the blob must still be
   * @param address what errors call the blob
   */
  ContainerLease(BlobLeaseClient client, String etag, String address) {
    this.client = client;
    this.etag = etag;
    this.address = address;
  }

  /** The id that goes with what is done to the blob while it is held. */
  String id() {
    return client.getLeaseId();
  }

  /** Acquiring also renews it where this reader has it: the lease's id is the same. */
  @Override
  public boolean renew() throws CaptureException {
    return StorageErrors.callIfThere("cannot lease " + address,
        () -> client.acquireLeaseWithResponse(new BlobAcquireLeaseOptions(SECONDS)
            .setRequestConditions(new BlobLeaseRequestConditions().setIfMatch(etag)), null, null));
  }

  @Override
  public void release() throws CaptureException {
    StorageErrors.callIfThere("cannot release " + address, client::releaseLease);
  }
}
