//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-core-http-jdk-httpclient:1.1.7
//DEPS com.azure:azure-identity:1.18.3
package capture;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobUrlParts;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/** Which container a location means, and with what authorization. No secret gets into a message. */
final class ContainerAddress {
  static final String EXPECTED = "https://ACCOUNT.blob.core.windows.net/CONTAINER[?SAS] was expected";
  private static final String CONNECTION = "AZURE_STORAGE_CONNECTION_STRING";
  private static final int MOST_TRIES = 5;

  private ContainerAddress() {
  }

  /** The container a URL names; a SAS in it is used and kept out of every message. */
  static CaptureContainer ofUrl(String url, Map<String, String> environment) throws CaptureException {
    String bare = url.replaceFirst("(?s)\\?.*", "");
    BlobUrlParts parts = parts(bare);
    String container = parts.getBlobContainerName();
    String endpoint = bare.replaceFirst("/" + Pattern.quote(container) + "/*$", "");
    String sas = url.indexOf('?') < 0 ? "" : url.substring(url.indexOf('?') + 1).strip();
    if (!sas.isEmpty()) {
      return build(builder().endpoint(endpoint).sasToken(sas), container);
    }
    String connection = environment.getOrDefault(CONNECTION, "");
    BlobServiceClientBuilder connected = connection.isBlank() ? null : connected(connection);
    if (connected != null && connected.buildClient().getAccountUrl().equalsIgnoreCase(endpoint)) {
      return build(connected, container);
    }
    // A key or SAS of one account is not for another's host.
    String account = environment.getOrDefault("AZURE_STORAGE_ACCOUNT", "").strip();
    String named = String.valueOf(parts.getAccountName()).replaceFirst("-secondary$", "");
    boolean isOther = !account.isEmpty() && !account.equalsIgnoreCase(named);
    return build(authorized(endpoint, parts.getAccountName(), isOther ? Map.of() : environment), container);
  }

  private static BlobUrlParts parts(String bare) throws CaptureException {
    BlobUrlParts parts;
    try {
      parts = BlobUrlParts.parse(URI.create(bare).toString());
    } catch (RuntimeException e) {
      throw new CaptureException(bare + ": not the URL of a container; " + EXPECTED);
    }
    if (parts.getBlobContainerName() == null || parts.getBlobContainerName().isEmpty()) {
      throw new CaptureException(bare + ": names no container; " + EXPECTED);
    }
    String blob = parts.getBlobName();
    if (blob != null && !blob.isEmpty()) {
      throw new CaptureException(bare + ": names a blob or folder in container " + parts.getBlobContainerName() + "; "
          + EXPECTED + ", without what is in it");
    }
    return parts;
  }

  /** The container of this name in the account that the environment configures. */
  static CaptureContainer ofName(String container, Map<String, String> environment) throws CaptureException {
    String connection = environment.getOrDefault(CONNECTION, "");
    if (!connection.isBlank()) {
      return build(connected(connection), container);
    }
    String account = environment.get("AZURE_STORAGE_ACCOUNT");
    if (!account.matches("[a-z0-9]{3,24}")) {
      throw new CaptureException("AZURE_STORAGE_ACCOUNT is '" + account + "', not the name of a storage account"
          + " (3 to 24 small letters and digits)");
    }
    return build(authorized("https://" + account + ".blob.core.windows.net", account, environment), container);
  }

  private static BlobServiceClientBuilder connected(String connection) throws CaptureException {
    try {
      BlobServiceClientBuilder builder = builder().connectionString(connection);
      builder.buildClient(); // some of it is looked at only here
      return builder;
    } catch (RuntimeException e) {
      // The SDK's message may repeat the string, and with it the key.
      throw new CaptureException("AZURE_STORAGE_CONNECTION_STRING is malformed; copy it from the storage account's"
          + " 'Access keys' (DefaultEndpointsProtocol=...;AccountName=...;AccountKey=...)");
    }
  }

  private static BlobServiceClientBuilder builder() {
    return new BlobServiceClientBuilder().httpClient(new JdkHttpClientBuilder().build());
  }

  /** Key, else SAS, else whoever DefaultAzureCredential finds. */
  private static BlobServiceClientBuilder authorized(String endpoint, String account, Map<String, String> environment)
      throws CaptureException {
    BlobServiceClientBuilder builder = builder().endpoint(endpoint);
    String key = environment.getOrDefault("AZURE_STORAGE_KEY", "").strip();
    String sas = environment.getOrDefault("AZURE_STORAGE_SAS_TOKEN", "").strip().replaceFirst("^\\?", "");
    if (!key.isEmpty()) {
      requireBase64(key);
      return builder.credential(new StorageSharedKeyCredential(account, key));
    }
    if (!sas.isEmpty()) {
      return builder.sasToken(sas);
    }
    if (!endpoint.startsWith("https:")) {
      throw new CaptureException(endpoint + ": over http a key or a SAS is needed; set AZURE_STORAGE_KEY, or "
          + CONNECTION + " to this account's");
    }
    return builder.credential(new DefaultAzureCredentialBuilder().build());
  }

  private static void requireBase64(String key) throws CaptureException {
    try {
      Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      throw new CaptureException("AZURE_STORAGE_KEY is not a storage account's key (it is not base64)");
    }
  }

  private static CaptureContainer build(BlobServiceClientBuilder builder, String container) {
    // When a download was answered with an error that passes, the SDK's retry subscribes to the answer's body a second
    // time, which azure-core-http-jdk-httpclient 1.1.7 answers with "This publisher has already one subscriber".
    // ResumingStream makes the retries of reads.
    BlobContainerClient reads = client(builder, container, 1);
    return new CaptureContainer(client(builder, container, MOST_TRIES), reads);
  }

  private static BlobContainerClient client(BlobServiceClientBuilder builder, String container, int mostTries) {
    return builder.retryOptions(new RequestRetryOptions(RetryPolicyType.EXPONENTIAL, mostTries, Duration.ofSeconds(60),
        Duration.ofMillis(400), Duration.ofSeconds(10), null)).buildClient().getBlobContainerClient(container);
  }
}
