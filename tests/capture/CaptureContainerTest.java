//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-core-http-jdk-httpclient:1.1.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Azurite;
import support.SharedAzurite;

/** A container is a store of captures. */
@ExtendWith(SharedAzurite.class)
class CaptureContainerTest extends CaptureStoreTest {
  private static Azurite azurite;
  private static int number;

  @BeforeAll
  static void use(Azurite shared) {
    azurite = shared;
  }

  private static BlobContainerClient client(String container) {
    return new BlobServiceClientBuilder().httpClient(new JdkHttpClientBuilder().build())
        .connectionString(azurite.connectionString()).buildClient().getBlobContainerClient(container);
  }

  @Override
  CaptureStore store() throws IOException {
    String name = "store" + number++;
    client(name).create();
    return CaptureStore.open(name, Map.of("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString()));
  }

  @Override
  CaptureStore missing() throws IOException {
    return CaptureStore.open(azurite.accountUrl() + "/missing", Map.of("AZURE_STORAGE_KEY", Azurite.KEY));
  }

  @Override
  void overwrite(CaptureStore store, String name, byte[] bytes) {
    client(store.location().replaceFirst(".*/", "")).getBlobClient(name).upload(BinaryData.fromBytes(bytes), true);
  }

  @Test
  void aUrlMayEndInASlashButNotNameAFolderInTheContainer() throws IOException {
    Map<String, String> key = Map.of("AZURE_STORAGE_KEY", Azurite.KEY);
    String url = azurite.accountUrl() + "/" + azurite.accountUrl().replaceFirst(".*/", "");
    assertEquals(url, CaptureStore.open(url + "/", key).location(), "a container of the account's name");
    String message = assertThrows(CaptureException.class,
        () -> CaptureStore.open(url + "/ns/hub?sig=secret", Map.of())).getMessage();
    assertTrue(message.startsWith(url + "/ns/hub: ") && message.contains("container"), message);
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void aUrlOfTheAccountThatIsConnectedNeedsNoOtherKey() throws IOException {
    client("connected").create();
    Map<String, String> connected = Map.of("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString());
    assertEquals(0, CaptureStore.open(azurite.accountUrl() + "/connected", connected).list("").count());
  }

  @Test
  void whatAUrlLacksIsOneLine() {
    String url = azurite.accountUrl() + "/lacking";
    for (String location : List.of(url, url + "?", "https://a b.blob.core.windows.net/c")) {
      String message = assertThrows(CaptureException.class, () -> CaptureStore.open(location, Map.of("AZURE_STORAGE_SAS_TOKEN", "?")))
          .getMessage();
      assertTrue(message.contains("AZURE_STORAGE_KEY") || message.contains("not the URL of a container"), message);
    }
  }
}
