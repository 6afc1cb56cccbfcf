package hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubAddressTest {
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
  private static final String STRING =
      "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=" + SECRET;

  @Test
  void nothingNamedIsEmpty() {
    assertEquals(Optional.empty(), HubAddress.find(null, null, null, Map.of()));
    assertEquals(Optional.empty(), HubAddress.find(null, null, "telemetry", Map.of("EVENTHUB_CONNECTION_STRING", " ")));
  }

  @Test
  void optionsWinOverTheEnvironment() {
    Map<String, String> environment = Map.of("EVENTHUB_CONNECTION_STRING", STRING, "EVENTHUB_NAME", "fromEnvironment");
    assertEquals("fromEnvironment at ns.servicebus.windows.net",
        HubAddress.find(null, null, null, environment).orElseThrow().toString());
    assertEquals("mine at other.servicebus.windows.net",
        HubAddress.find(null, "other", "mine", environment).orElseThrow().toString());
    assertEquals("mine at a.example.com",
        HubAddress.find(null, null, "mine", Map.of("EVENTHUB_FQDN", "a.example.com")).orElseThrow().toString());
  }

  @Test
  void theEntityPathNamesTheEventHub() {
    assertEquals("path", HubAddress.ofConnectionString(STRING + ";EntityPath=path", "").eventHub());
    assertEquals("path", HubAddress.ofConnectionString(STRING + ";EntityPath=path", "path").eventHub());
    assertThrows(IllegalArgumentException.class,
        () -> HubAddress.ofConnectionString(STRING + ";EntityPath=path", "another"));
  }

  @Test
  void connectionStringAndNamespaceTogetherAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> HubAddress.find(STRING, "ns", "hub", Map.of()));
  }

  @Test
  void anEventHubMustBeNamed() {
    String message = assertThrows(IllegalArgumentException.class, () -> HubAddress.find(STRING, null, null, Map.of()))
        .getMessage();
    assertTrue(message.contains("--eventhub"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", SECRET, "Endpoint=sb://ns;" + SECRET, "Endpoint=https://ns/;SharedAccessKeyName=a;"
      + "SharedAccessKey=" + SECRET, "SharedAccessKeyName=a;SharedAccessKey=" + SECRET,
      "Endpoint=sb://ns/;SharedAccessKey=" + SECRET})
  void aMalformedConnectionStringIsRefusedInOneLineWithoutTheKey(String string) {
    String message = assertThrows(IllegalArgumentException.class,
        () -> HubAddress.ofConnectionString(string, "hub")).getMessage();
    assertTrue(message.startsWith("the connection string is malformed"), message);
    assertFalse(message.contains("c2Vj") || message.contains("\n"), message);
  }

  @Test
  void everyPortIsOne() {
    String string = STRING.replace("net/", "net:%d");
    for (int port : new int[] {1, 5672, 59999, 60123, 65535}) {
      assertEquals("hub at ns.servicebus.windows.net:" + port, HubAddress.ofConnectionString(string.formatted(port), "hub").toString());
    }
    assertThrows(IllegalArgumentException.class, () -> HubAddress.ofConnectionString(string.formatted(65536), "hub"));
  }

  @Test
  void theKeyIsNotInItsText() {
    assertFalse(HubAddress.ofConnectionString(STRING, "hub").toString().contains("c2Vj"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "sb://ns", "ns/", "-"})
  void aMalformedNamespaceIsRefused(String namespace) {
    assertThrows(IllegalArgumentException.class, () -> HubAddress.ofNamespace(namespace, "hub"));
  }
}
