package hub;

import java.nio.file.Path;

/** What a person needs to connect: the connection string, and a snippet for each SDK. Stateless. */
public final class ConnectionHelp {
  private ConnectionHelp() {
  }

  /**
   * Several lines of text, the last with its line end.
   *
   * @param certificate the certificate's file where the hub speaks TLS, else null
   */
  public static String text(LocalHub hub, Path certificate) {
    String name = hub.eventHubs().get(0).name();
    StringBuilder s = new StringBuilder("Event Hubs at " + hub.host() + ":" + hub.port() + (certificate == null ? "" : " (TLS)") + ", with ");
    String comma = "";
    for (EventHubSettings h : hub.eventHubs()) {
      s.append(comma).append(h.name()).append(" (").append(h.partitions()).append(h.partitions() == 1 ? " partition)" : " partitions)");
      comma = ", ";
    }
    s.append("\n\n");
    for (AccessKey key : hub.keys()) {
      s.append(hub.keys().size() == 1 ? "" : "Policy " + key.name() + ":\n").append(hub.connectionString(key)).append("\n\n");
    }
    return s + (certificate == null ? plain(name) : tls(name, hub.host() + ":" + hub.port(), certificate)) + "\n";
  }

  private static String plain(String hub) {
    return """
        Java        new EventHubClientBuilder().connectionString(CONNECTION_STRING, "%1$s").buildProducerClient()
        JavaScript  new EventHubProducerClient(CONNECTION_STRING, "%1$s")
        Python      EventHubProducerClient.from_connection_string(CONNECTION_STRING, eventhub_name="%1$s")
        """.formatted(hub);
  }

  private static String tls(String hub, String address, Path certificate) {
    return """
        Java        new EventHubClientBuilder().connectionString(CONNECTION_STRING, "%1$s").customEndpointAddress("https://%2$s").buildProducerClient()
                    after: keytool -importcert -noprompt -file %3$s -keystore trust.p12 -storepass changeit
                    with:  -Djavax.net.ssl.trustStore=trust.p12 -Djavax.net.ssl.trustStorePassword=changeit
        JavaScript  new EventHubProducerClient(CONNECTION_STRING, "%1$s")    with: NODE_EXTRA_CA_CERTS=%3$s
        Python      EventHubProducerClient.from_connection_string(CONNECTION_STRING, eventhub_name="%1$s", connection_verify="%3$s")
                    (it goes to port 5671 whatever the connection string says; other clients to any)
        """.formatted(hub, address, certificate);
  }
}
