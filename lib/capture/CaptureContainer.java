//DEPS com.azure:azure-storage-blob:12.35.1
package capture;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.ConsistentReadControl;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Capture files in a container of Azure Blob Storage, or of the Azurite emulator. {@link ContainerAddress} finds it. */
public final class CaptureContainer implements CaptureStore {
  private static final int CHUNK_BYTES = 4 << 20;
  private static final String SUFFIX = ".avro";

  private final BlobContainerClient client;
  private final BlobContainerClient reads;

  /** With a second client that makes no retries: where reading breaks, {@link ResumingStream} does. */
  CaptureContainer(BlobContainerClient client, BlobContainerClient reads) {
    this.client = client;
    this.reads = reads;
  }

  @Override
  public String location() {
    return client.getBlobContainerUrl();
  }

  @Override
  public String identity() {
    return location();
  }

  private String address(String name) {
    return location() + "/" + name;
  }

  @Override
  public Stream<CaptureBlob> list(String prefix) throws CaptureException {
    Iterator<BlobItem> items = listing(() -> {
      Iterator<BlobItem> it = client.listBlobs(new ListBlobsOptions().setPrefix(prefix), null).iterator();
      it.hasNext(); // the first page: no such container, no access
      return it;
    });
    Iterator<CaptureBlob> blobs = new Iterator<>() {
      @Override
      public boolean hasNext() {
        return unchecked(items::hasNext);
      }

      @Override
      public CaptureBlob next() {
        return blob(unchecked(items::next));
      }
    };
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(blobs, Spliterator.ORDERED), false)
        .filter(b -> b.name().endsWith(SUFFIX));
  }

  private static CaptureBlob blob(BlobItem b) {
    return new CaptureBlob(b.getName(), b.getProperties().getContentLength(), b.getProperties().getETag(),
        b.getProperties().getLastModified().toInstant());
  }

  private <T> T listing(Callable<T> call) throws CaptureException {
    return StorageErrors.call("cannot list " + location(), call);
  }

  private <T> T unchecked(Callable<T> call) {
    try {
      return listing(call);
    } catch (CaptureException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CaptureLevel level(String prefix) throws CaptureException {
    return listing(() -> {
      List<String> folders = new ArrayList<>();
      List<CaptureBlob> blobs = new ArrayList<>();
      for (BlobItem b : client.listBlobsByHierarchy("/", new ListBlobsOptions().setPrefix(prefix), null)) {
        if (Boolean.TRUE.equals(b.isPrefix())) {
          folders.add(b.getName().substring(prefix.length(), b.getName().length() - 1));
        } else if (b.getName().endsWith(SUFFIX)) {
          blobs.add(blob(b));
        }
      }
      return new CaptureLevel(folders, blobs);
    });
  }

  @Override
  public InputStream read(CaptureBlob blob) {
    String what = "cannot read " + address(blob.name());
    BlobClient bytes = reads.getBlobClient(blob.name());
    return new ResumingStream(blob.sizeBytes(), from -> StorageErrors.call(what, () -> bytes.openInputStream(
        new BlobInputStreamOptions().setBlockSize(CHUNK_BYTES).setRange(new BlobRange(from))
            .setConsistentReadControl(ConsistentReadControl.ETAG).setRequestConditions(unchanged(blob)))),
        e -> unreadable(blob, what, e), StorageErrors::isFinal);
  }

  /** A read on condition of the etag may be told the same of a blob that changed and of one that is gone. */
  private CaptureException unreadable(CaptureBlob blob, String what, Exception e) {
    CaptureException told = StorageErrors.unreadable(what, e);
    try {
      boolean isGone = told instanceof UnreadableCaptureException u && !u.isGone()
          && !StorageErrors.call(what, reads.getBlobClient(blob.name())::exists);
      return isGone ? new UnreadableCaptureException(what + ": the blob is gone", e, true) : told;
    } catch (CaptureException unknown) {
      return told;
    }
  }

  @Override
  public boolean delete(CaptureBlob blob) throws CaptureException {
    return delete(blob, CaptureLease.NONE);
  }

  @Override
  public boolean delete(CaptureBlob blob, CaptureLease lease) throws CaptureException {
    String id = lease instanceof ContainerLease held ? held.id() : null;
    return StorageErrors.callIfThere("cannot delete " + address(blob.name()), () -> client.getBlobClient(blob.name())
        .deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, unchanged(blob).setLeaseId(id), null, null));
  }

  private static BlobRequestConditions unchanged(CaptureBlob blob) {
    return new BlobRequestConditions().setIfMatch(blob.etag());
  }

  @Override
  public Optional<CaptureLease> lease(CaptureBlob blob) throws CaptureException {
    ContainerLease lease = new ContainerLease(new BlobLeaseClientBuilder()
        .blobClient(client.getBlobClient(blob.name())).buildClient(), blob.etag(), address(blob.name()));
    return lease.renew() ? Optional.of(lease) : Optional.empty();
  }

  @Override
  public CaptureOutput create(String name) {
    return new ContainerOutput(client.getBlobClient(name).getBlockBlobClient(), address(name));
  }
}
