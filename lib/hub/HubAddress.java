//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS com.azure:azure-messaging-eventhubs:5.21.3
//DEPS com.azure:azure-identity:1.18.3
package hub;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which event hub to connect to, and as whom: by a connection string, or by a namespace with DefaultAzureCredential.
 * Immutable. A key is held, and never printed: {@link #toString} and every message leave it out.
 */
public final class HubAddress {
  private static final String SUFFIX = ".servicebus.windows.net";
  /** 0 to 65535. */
  private static final String PORT = "([0-5]?\\d{1,4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5])";
  private static final int REACHABLE_MILLIS = 10_000;

  private final String host;
  private final String eventHub;
  private final String connectionString;

  private HubAddress(String host, String eventHub, String connectionString) {
    this.host = host;
    this.eventHub = eventHub;
    this.connectionString = connectionString;
  }

  /**
   * The event hub that options and environment name, options first; empty where neither names a namespace.
   *
   * @param connectionString an option's value, or null
   * @param namespace an option's value, or null
   * @param eventHub an option's value, or null
   * @param environment EVENTHUB_CONNECTION_STRING, EVENTHUB_FQDN, EVENTHUB_NAME as in {@link System#getenv()}
   * @throws IllegalArgumentException if something is missing, malformed or said twice; a key is never repeated
   */
  public static Optional<HubAddress> find(String connectionString, String namespace, String eventHub,
      Map<String, String> environment) {
    if (connectionString != null && namespace != null) {
      throw new IllegalArgumentException("--connection-string and --namespace both say where to connect; give one");
    }
    String name = eventHubName(eventHub, environment);
    String string = connectionString != null || namespace != null ? connectionString
        : environment.get("EVENTHUB_CONNECTION_STRING");
    if (string != null && (connectionString != null || !string.isBlank())) {
      return Optional.of(ofConnectionString(string, name));
    }
    String host = namespace != null ? namespace : environment.getOrDefault("EVENTHUB_FQDN", "");
    return host.isBlank() && namespace == null ? Optional.empty() : Optional.of(ofNamespace(host, name));
  }

  /** The name of an event hub by option, which may be null, or else EVENTHUB_NAME; empty where neither names one. */
  public static String eventHubName(String option, Map<String, String> environment) {
    return option != null ? option : environment.getOrDefault("EVENTHUB_NAME", "");
  }

  /**
   * The event hub of a connection string.
   *
   * @param eventHub its name; may be empty where the string has an EntityPath
   */
  public static HubAddress ofConnectionString(String connectionString, String eventHub) {
    Map<String, String> parts = parts(connectionString);
    String endpoint = parts.getOrDefault("endpoint", "");
    if (!endpoint.matches("(?i)sb://[^/:\\s]+(:" + PORT + ")?/?")) {
      throw malformed("it has no Endpoint=sb://HOST/");
    }
    boolean hasKey = parts.containsKey("sharedaccesskeyname") && parts.containsKey("sharedaccesskey");
    if (!hasKey && !parts.containsKey("sharedaccesssignature")) {
      throw malformed("it has no SharedAccessKeyName and SharedAccessKey");
    }
    String path = parts.getOrDefault("entitypath", "");
    if (!path.isEmpty() && !eventHub.isEmpty() && !path.equals(eventHub)) {
      throw new IllegalArgumentException("the connection string is for event hub '" + path + "', not for '" + eventHub
          + "'; leave one of the names out");
    }
    String name = path.isEmpty() ? requireName(eventHub) : path;
    return new HubAddress(endpoint.substring(5).replace("/", ""), name, connectionString.strip());
  }

  /** The event hub of a namespace, by DefaultAzureCredential. A namespace without dots gets Azure's own domain. */
  public static HubAddress ofNamespace(String namespace, String eventHub) {
    String host = namespace.strip().toLowerCase(Locale.ROOT);
    if (!host.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
      throw new IllegalArgumentException("'" + namespace + "' is not a namespace; NAME" + SUFFIX + " was expected");
    }
    return new HubAddress(host.contains(".") ? host : host + SUFFIX, requireName(eventHub), null);
  }

  private static String requireName(String eventHub) {
    if (eventHub.isBlank()) {
      throw new IllegalArgumentException("no event hub is named; use --eventhub NAME or EVENTHUB_NAME");
    }
    return eventHub.strip();
  }

  /** The parts of {@code Key=Value;...}, keys in small letters. */
  private static Map<String, String> parts(String connectionString) {
    Map<String, String> parts = new HashMap<>();
    for (String part : connectionString.strip().split(";")) {
      int equals = part.indexOf('=');
      if (equals < 1 && !part.isBlank()) {
        throw malformed("it is not made of Key=Value parts with ';' between them");
      }
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip().toLowerCase(Locale.ROOT), part.substring(equals + 1).strip());
      }
    }
    return parts;
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException("the connection string is malformed: " + why
        + "; copy it from 'Shared access policies' (Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...)");
  }

  /** The event hub's name. */
  public String eventHub() {
    return eventHub;
  }

  /** A builder for the SDK's clients that connects here. */
  public EventHubClientBuilder clientBuilder() {
    if (connectionString == null) {
      TokenCredential credential = new DefaultAzureCredentialBuilder().build();
      return new EventHubClientBuilder().credential(host, eventHub, credential);
    }
    boolean hasPath = parts(connectionString).containsKey("entitypath");
    return hasPath ? new EventHubClientBuilder().connectionString(connectionString)
        : new EventHubClientBuilder().connectionString(connectionString, eventHub);
  }

  /**
   * Looks the host up and opens a TCP connection to it, so that a wrong name or a closed port is told of at once: the SDK
   * answers both with more than a minute of retries and then a timeout.
   *
   * @throws HubException if the host is not known or does not answer within {@value #REACHABLE_MILLIS} ms
   */
  public void checkReachable() throws HubException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(name()), port()), REACHABLE_MILLIS);
    } catch (UnknownHostException e) {
      throw new HubException(this + ": no such host; check the namespace's name and the network", e);
    } catch (IOException e) {
      throw new HubException(this + ": no answer on port " + port() + "; check the address, and that a firewall lets AMQP"
          + " through", e);
    }
  }

  private String name() {
    return host.replaceFirst(":.*", "");
  }

  /** The emulator's own port, else AMQP over TLS: what the SDK takes where a connection string names none. */
  int port() {
    return host.contains(":") ? Integer.parseInt(host.replaceFirst(".*:", "")) : isEmulator() ? 5672 : 5671;
  }

  /** Whether it is on this machine, and not known to be without TLS. */
  boolean isLocal() {
    return name().matches("localhost|127\\..*") && !isEmulator();
  }

  private boolean isEmulator() {
    return connectionString != null && "true".equalsIgnoreCase(parts(connectionString).get("usedevelopmentemulator"));
  }

  /** {@code EVENTHUB at HOST}, for people. */
  @Override
  public String toString() {
    return eventHub + " at " + host;
  }
}
