//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-core-http-jdk-httpclient:1.1.7
package robust;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.LeaseStateType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import support.Azurite;
import support.CaptureTree.Blob;

/** A container in Azurite, written and looked at with the stock SDK. */
record Container(Azurite azurite, String name, BlobContainerClient client) {
  static Container create(Azurite azurite, String name) {
    BlobContainerClient client = new BlobServiceClientBuilder().httpClient(new JdkHttpClientBuilder().build())
        .connectionString(azurite.connectionString()).buildClient().getBlobContainerClient(name);
    client.create();
    return new Container(azurite, name, client);
  }

  /** Writes blobs, over those of the same name. */
  void write(List<Blob> blobs) throws IOException {
    write(blobs, name -> name);
  }

  /** Writes blobs under names made of their own. */
  void write(List<Blob> blobs, UnaryOperator<String> naming) throws IOException {
    for (Blob blob : blobs) {
      client.getBlobClient(naming.apply(blob.name())).upload(BinaryData.fromBytes(blob.bytes()), true);
    }
  }

  /** The names of the blobs that are there. */
  List<String> names() {
    return client.listBlobs().stream().map(BlobItem::getName).sorted().toList();
  }

  /** How many blobs somebody holds a lease on. */
  long leased() {
    return client.listBlobs().stream().filter(b -> b.getProperties().getLeaseState() == LeaseStateType.LEASED).count();
  }

  /** What a reader's environment must hold to find it. */
  Map<String, String> environment() {
    return environment(azurite.port());
  }

  /** The same, by way of another port. */
  Map<String, String> environment(int port) {
    return Map.of("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString().replace(":" + azurite.port() + "/", ":" + port + "/"));
  }
}
