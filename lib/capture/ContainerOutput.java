//DEPS com.azure:azure-storage-blob:12.35.1
package capture;

import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Stages blocks and commits them as one block blob. Holds one block in memory. For one thread. */
final class ContainerOutput extends CaptureOutput {
  private static final int BLOCK_BYTES = 4 << 20;

  private final BlockBlobClient blob;
  private final String address;
  private final List<String> blocks = new ArrayList<>();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream(1 << 14);

  /** A blob to be; {@code address} is what errors call it. */
  ContainerOutput(BlockBlobClient blob, String address) {
    this.blob = blob;
    this.address = address;
  }

  @Override
  public void write(byte[] b, int off, int len) throws CaptureException {
    block.write(b, off, len);
    if (block.size() >= BLOCK_BYTES) {
      stage();
    }
  }

  private void stage() throws CaptureException {
    String number = String.format(Locale.ROOT, "%08d", blocks.size()); // other locales may have other digits
    String id = Base64.getEncoder().encodeToString(number.getBytes(StandardCharsets.US_ASCII));
    StorageErrors.call("cannot write " + address, () -> {
      blob.stageBlock(id, new ByteArrayInputStream(block.toByteArray()), block.size());
      return null;
    });
    blocks.add(id);
    block.reset();
  }

  @Override
  public void commit() throws CaptureException {
    if (block.size() > 0) {
      stage();
    }
    StorageErrors.call("cannot write " + address, () -> {
      try {
        return blob.commitBlockListWithResponse(new BlockBlobCommitBlockListOptions(blocks)
            .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*")), null, null);
      } catch (BlobStorageException e) {
        if (BlobErrorCode.BLOB_ALREADY_EXISTS.equals(e.getErrorCode())) {
          throw new CaptureException(address + ": exists already; it was not overwritten", e);
        }
        throw e;
      }
    });
  }
}
