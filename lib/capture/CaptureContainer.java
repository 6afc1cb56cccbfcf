//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-core-http-jdk-httpclient:1.1.7
//DEPS com.azure:azure-identity:1.18.3
package capture;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobUrlParts;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobLeaseRequestConditions;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ConsistentReadControl;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobAcquireLeaseOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.specialized.BlobLeaseClient;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import com.azure.storage.blob.specialized.BlockBlobClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Capture files in a container of Azure Blob Storage, or of the Azurite emulator. */
public final class CaptureContainer implements CaptureStore {
  private static final int CHUNK_BYTES = 4 << 20;
  private static final String SUFFIX = ".avro";

  private static final int MOST_TRIES = 5;

  private final BlobContainerClient client;
  /** The same without retries: {@link ResumingStream} makes them. */
  private final BlobContainerClient reads;
  private final String location;

  private CaptureContainer(BlobContainerClient client, BlobContainerClient reads) {
    this.client = client;
    this.reads = reads;
    this.location = client.getBlobContainerUrl();
  }

  /** The container a URL names; a SAS in it is used and kept out of every message. */
  static CaptureContainer ofUrl(String url, Map<String, String> environment) throws CaptureException {
    String bare = url.replaceFirst("\\?.*", "");
    BlobUrlParts parts;
    try {
      parts = BlobUrlParts.parse(url);
    } catch (RuntimeException e) {
      throw new CaptureException(bare + ": not the URL of a container; https://ACCOUNT.blob.core.windows.net/CONTAINER"
          + "[?SAS] was expected");
    }
    if (parts.getBlobContainerName() == null || parts.getBlobContainerName().isEmpty()) {
      throw new CaptureException(bare + ": names no container; https://ACCOUNT.blob.core.windows.net/CONTAINER[?SAS]"
          + " was expected");
    }
    String container = parts.getBlobContainerName();
    String endpoint = bare.replaceFirst("/" + java.util.regex.Pattern.quote(container) + "(/.*)?$", "");
    BlobServiceClientBuilder builder = builder().endpoint(endpoint);
    int sas = url.indexOf('?');
    if (sas >= 0) {
      builder.sasToken(url.substring(sas + 1));
    } else {
      authorize(builder, parts.getAccountName(), environment);
    }
    return build(builder, container);
  }

  /** The container of this name in the account that the environment configures. */
  static CaptureContainer ofName(String container, Map<String, String> environment) throws CaptureException {
    String connection = environment.getOrDefault("AZURE_STORAGE_CONNECTION_STRING", "");
    if (!connection.isBlank()) {
      try {
        return build(builder().connectionString(connection), container);
      } catch (RuntimeException e) {
        // The SDK's message may repeat the string, and with it the key.
        throw new CaptureException("AZURE_STORAGE_CONNECTION_STRING is malformed; copy it from the storage account's"
            + " 'Access keys' (DefaultEndpointsProtocol=...;AccountName=...;AccountKey=...)");
      }
    }
    String account = environment.get("AZURE_STORAGE_ACCOUNT");
    if (!account.matches("[a-z0-9]{3,24}")) {
      throw new CaptureException("AZURE_STORAGE_ACCOUNT is '" + account + "', not the name of a storage account"
          + " (3 to 24 small letters and digits)");
    }
    BlobServiceClientBuilder builder = builder().endpoint("https://" + account + ".blob.core.windows.net");
    authorize(builder, account, environment);
    return build(builder, container);
  }

  private static BlobServiceClientBuilder builder() {
    return new BlobServiceClientBuilder().httpClient(new JdkHttpClientBuilder().build());
  }

  /** Key, else SAS, else whoever DefaultAzureCredential finds. */
  private static void authorize(BlobServiceClientBuilder builder, String account, Map<String, String> environment)
      throws CaptureException {
    String key = environment.getOrDefault("AZURE_STORAGE_KEY", "").strip();
    String sas = environment.getOrDefault("AZURE_STORAGE_SAS_TOKEN", "").strip();
    if (!key.isEmpty()) {
      try {
        Base64.getDecoder().decode(key);
      } catch (IllegalArgumentException e) {
        throw new CaptureException("AZURE_STORAGE_KEY is not a storage account's key (it is not base64)");
      }
      builder.credential(new StorageSharedKeyCredential(account, key));
    } else if (!sas.isEmpty()) {
      builder.sasToken(sas.startsWith("?") ? sas.substring(1) : sas);
    } else {
      builder.credential(new DefaultAzureCredentialBuilder().build());
    }
  }

  private static CaptureContainer build(BlobServiceClientBuilder builder, String container) {
    // When a download was answered with an error that passes, the SDK's retry subscribes to the answer's body a second
    // time, which azure-core-http-jdk-httpclient 1.1.7 answers with "This publisher has already one subscriber".
    BlobContainerClient reads = builder.retryOptions(retries(1)).buildClient().getBlobContainerClient(container);
    return new CaptureContainer(builder.retryOptions(retries(MOST_TRIES)).buildClient().getBlobContainerClient(container), reads);
  }

  private static RequestRetryOptions retries(int most) {
    return new RequestRetryOptions(RetryPolicyType.EXPONENTIAL, most, Duration.ofSeconds(60), Duration.ofMillis(400),
        Duration.ofSeconds(10), null);
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public Stream<CaptureBlob> list(String prefix) throws CaptureException {
    Iterator<BlobItem> items = call("cannot list " + location, () -> {
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
        BlobItem b = unchecked(items::next);
        return new CaptureBlob(b.getName(), b.getProperties().getContentLength(), b.getProperties().getETag(),
            b.getProperties().getLastModified().toInstant());
      }
    };
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(blobs, Spliterator.ORDERED), false)
        .filter(b -> b.name().endsWith(SUFFIX));
  }

  private <T> T unchecked(Callable<T> call) {
    try {
      return call("cannot list " + location, call);
    } catch (CaptureException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> folders(String prefix) throws CaptureException {
    return call("cannot list " + location, () -> {
      List<String> names = new ArrayList<>();
      for (BlobItem b : client.listBlobsByHierarchy("/", new ListBlobsOptions().setPrefix(prefix), null)) {
        if (Boolean.TRUE.equals(b.isPrefix())) {
          names.add(b.getName().substring(prefix.length(), b.getName().length() - 1));
        }
      }
      return names;
    });
  }

  @Override
  public InputStream read(CaptureBlob blob) throws CaptureException {
    String what = "cannot read " + location + "/" + blob.name();
    return new ResumingStream(blob.sizeBytes(), from -> call(what, () -> reads.getBlobClient(blob.name())
        .openInputStream(new BlobInputStreamOptions().setBlockSize(CHUNK_BYTES).setRange(new BlobRange(from))
            .setConsistentReadControl(ConsistentReadControl.ETAG).setRequestConditions(unchanged(blob)))),
        e -> unreadable(what, e), CaptureContainer::isFinal);
  }

  /** Whether another attempt would end the same. */
  private static boolean isFinal(Throwable e) {
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

  /** Why reading ended: because of this blob, or because of the store. */
  private CaptureException unreadable(String what, Exception e) {
    BlobStorageException b = answer(e);
    boolean thisBlob = b != null && (isGone(b) || b.getStatusCode() == 416);
    return thisBlob ? new UnreadableCaptureException(what + ": " + reason(b), e, b.getStatusCode() == 404) : failure(what, e);
  }

  @Override
  public boolean delete(CaptureBlob blob) throws CaptureException {
    return delete(blob, CaptureLease.NONE);
  }

  @Override
  public boolean delete(CaptureBlob blob, CaptureLease lease) throws CaptureException {
    return call("cannot delete " + location + "/" + blob.name(), () -> {
      try {
        client.getBlobClient(blob.name()).deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE,
            unchanged(blob).setLeaseId(lease instanceof Held held ? held.client.getLeaseId() : null), null, null);
        return true;
      } catch (BlobStorageException e) {
        if (isGone(e)) {
          return false;
        }
        throw e;
      }
    });
  }

  /** The blob is gone, changed, or another reader's. */
  private static boolean isGone(BlobStorageException e) {
    return e.getStatusCode() == 412 || e.getStatusCode() == 409 || e.getStatusCode() == 404
        && !BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode());
  }

  @Override
  public Optional<CaptureLease> lease(CaptureBlob blob) throws CaptureException {
    Held held = new Held(blob);
    return held.take() ? Optional.of(held) : Optional.empty();
  }

  /** A lease as Blob Storage has them; taking one does not change the etag. */
  private final class Held implements CaptureLease {
    private final CaptureBlob blob;
    private final BlobLeaseClient client;

    Held(CaptureBlob blob) {
      this.blob = blob;
      this.client = new BlobLeaseClientBuilder()
          .blobClient(CaptureContainer.this.client.getBlobClient(blob.name())).buildClient();
    }

    /** Also renews it where this reader has it: the lease's id is the same. */
    boolean take() throws CaptureException {
      return call("cannot lease " + location + "/" + blob.name(), () -> {
        try {
          client.acquireLeaseWithResponse(new BlobAcquireLeaseOptions(SECONDS).setRequestConditions(
              new BlobLeaseRequestConditions().setIfMatch(blob.etag())), null, null);
          return true;
        } catch (BlobStorageException e) {
          if (isGone(e)) {
            return false;
          }
          throw e;
        }
      });
    }

    @Override
    public boolean renew() throws CaptureException {
      return take();
    }

    @Override
    public void release() throws CaptureException {
      call("cannot release " + location + "/" + blob.name(), () -> {
        try {
          client.releaseLease();
        } catch (BlobStorageException e) {
          if (!isGone(e)) {
            throw e;
          }
        }
        return null;
      });
    }
  }

  private static BlobRequestConditions unchanged(CaptureBlob blob) {
    return new BlobRequestConditions().setIfMatch(blob.etag());
  }

  @Override
  public CaptureOutput create(String name) {
    return new Output(name);
  }

  /** Runs a call of the SDK and turns what it throws into one line. */
  private <T> T call(String what, Callable<T> call) throws CaptureException {
    try {
      return call.call();
    } catch (CaptureException e) {
      throw e;
    } catch (Exception e) {
      throw failure(what, e);
    }
  }

  private CaptureException failure(String what, Exception e) {
    return e instanceof CaptureException c ? c : new CaptureException(what + ": " + reason(e), e);
  }

  private String reason(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof BlobStorageException b) {
        return reason(b);
      }
      if (t instanceof java.net.UnknownHostException || t instanceof java.nio.channels.UnresolvedAddressException) {
        return "no such host; check the storage account's name and the network";
      }
      if (t instanceof java.net.ConnectException || t instanceof java.net.http.HttpTimeoutException) {
        return "no answer from the host; check its address and the network";
      }
      if (t.getClass().getName().startsWith("com.azure.identity.")) {
        return "nobody is signed in; run 'az login', or set AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_KEY";
      }
    }
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

  /** Stages blocks and commits them as one block blob. Holds one block in memory. */
  private final class Output extends CaptureOutput {
    private final String name;
    private final BlockBlobClient blob;
    private final List<String> blocks = new ArrayList<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream(1 << 14);

    Output(String name) {
      this.name = name;
      this.blob = client.getBlobClient(name).getBlockBlobClient();
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      block.write(b, off, len);
      if (block.size() >= CHUNK_BYTES) {
        stage();
      }
    }

    private void stage() throws CaptureException {
      String id = Base64.getEncoder()
          .encodeToString(String.format("%08d", blocks.size()).getBytes(StandardCharsets.US_ASCII));
      call("cannot write " + location + "/" + name, () -> {
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
      call("cannot write " + location + "/" + name, () -> {
        try {
          blob.commitBlockListWithResponse(new BlockBlobCommitBlockListOptions(blocks)
              .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*")), null, null);
          return null;
        } catch (BlobStorageException e) {
          if (BlobErrorCode.BLOB_ALREADY_EXISTS.equals(e.getErrorCode())) {
            throw new CaptureException(location + "/" + name + ": exists already; it was not overwritten", e);
          }
          throw e;
        }
      });
    }
  }
}
