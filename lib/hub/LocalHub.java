//DEPS com.azure:azure-storage-blob:12.35.1
//DEPS org.apache.qpid:proton-j:0.34.1
//SOURCES ../capture/CaptureStore.java
//SOURCES AccessKey.java
//SOURCES AccessRight.java
//SOURCES AmqpBytes.java
//SOURCES AmqpConnection.java
//SOURCES AmqpErrors.java
//SOURCES AmqpServer.java
//SOURCES AmqpSocket.java
//SOURCES Authorization.java
//SOURCES ByteSize.java
//SOURCES CaptureMapping.java
//SOURCES CaptureRecorder.java
//SOURCES CaptureSettings.java
//SOURCES CaptureUploader.java
//SOURCES CaptureValues.java
//SOURCES CaptureWindow.java
//SOURCES CapturedBlob.java
//SOURCES CbsRequests.java
//SOURCES ConnectionHelp.java
//SOURCES ConnectionLinks.java
//SOURCES ConsumeLink.java
//SOURCES ConsumerGroup.java
//SOURCES Counters.java
//SOURCES DecimalText.java
//SOURCES DeliveryWriter.java
//SOURCES EmulatorConfig.java
//SOURCES EncodedMessage.java
//SOURCES EndedLink.java
//SOURCES EntityPath.java
//SOURCES EventHubSettings.java
//SOURCES Fault.java
//SOURCES Faults.java
//SOURCES Grant.java
//SOURCES HubAddress.java
//SOURCES HubEntity.java
//SOURCES HubException.java
//SOURCES HubNamespace.java
//SOURCES IncomingMessage.java
//SOURCES LinkHandler.java
//SOURCES Links.java
//SOURCES LocalCertificate.java
//SOURCES LocalHubBuilder.java
//SOURCES ManagementRequests.java
//SOURCES MessageReader.java
//SOURCES Partition.java
//SOURCES PartitionKeys.java
//SOURCES PartitionLog.java
//SOURCES PublishLink.java
//SOURCES Reading.java
//SOURCES RequestLink.java
//SOURCES Retention.java
//SOURCES SasTokens.java
//SOURCES SpoolFile.java
//SOURCES SpoolFolder.java
//SOURCES StartPosition.java
//SOURCES StoredEvent.java
//SOURCES Telemetry.java
//SOURCES TelemetrySender.java
//SOURCES WholeFrames.java
package hub;

import capture.CaptureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Event Hubs on this machine, for any client that speaks AMQP to the service: hubs, partitions, consumer groups, shared
 * access keys, and Capture into a folder or container. Events are in memory; what is captured is what lasts.
 *
 * <pre>{@code
 * try (LocalHub hub = LocalHub.start()) {
 *   new EventHubClientBuilder().connectionString(hub.connectionString(LocalHub.DEFAULT_EVENT_HUB))...
 * }
 * }</pre>
 *
 * <p>Safe for any number of threads.
 */
public final class LocalHub implements AutoCloseable {
  /** The event hub there is where none is named. */
  public static final String DEFAULT_EVENT_HUB = "telemetry";
  /** How many partitions an event hub has unless told. */
  public static final int DEFAULT_PARTITIONS = 4;
  /** How long closing goes on with a disk or store that fails. */
  private static final long PATIENCE_MILLIS = 5_000;

  private final LocalHubBuilder settings;
  private final List<AccessKey> keys;
  private final Faults faults = new Faults();
  private final HubNamespace namespace;
  private final AmqpServer server;
  private final CaptureRecorder recorder;
  private final CaptureUploader uploader;
  private boolean closed;

  LocalHub(LocalHubBuilder settings) throws IOException {
    this.settings = settings;
    this.keys = settings.keys.isEmpty() ? List.of(AccessKey.root(AccessKey.randomKey())) : List.copyOf(settings.keys);
    boolean captures = settings.store != null;
    Consumer<String> onProblem = careful(settings.onProblem);
    SpoolFolder spool = new SpoolFolder(onProblem);
    uploader = captures ? new CaptureUploader(settings.captureSettings(), faults, spool, careful(settings.onCaptured), onProblem) : null;
    recorder = captures ? new CaptureRecorder(settings.captureSettings(), uploader, spool, onProblem, this::onRelieved) : null;
    List<EventHubSettings> hubs = settings.hubs.isEmpty()
        ? List.of(new EventHubSettings(DEFAULT_EVENT_HUB, DEFAULT_PARTITIONS, List.of())) : settings.hubs;
    namespace = new HubNamespace(settings.namespace, hubs, new SasTokens(keys), faults, recorder,
        new Retention(settings.retention, settings.retentionBytes));
    server = listen(settings, namespace);
    if (captures) {
      recorder.start();
      uploader.start();
    }
    server.start();
  }

  /** A listener whose own errors do not stop capture. */
  private static <T> Consumer<T> careful(Consumer<T> listener) {
    return news -> {
      try {
        listener.accept(news);
      } catch (RuntimeException e) {
        // its own business: the capture file is written, or will be
      }
    };
  }

  private static AmqpServer listen(LocalHubBuilder settings, HubNamespace namespace) throws IOException {
    SSLContext tls = null;
    if (settings.certificate != null) {
      LocalCertificate certificate = LocalCertificate.create(settings.host);
      certificate.write(settings.certificate);
      tls = certificate.context();
    }
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(settings.host), settings.port);
      return new AmqpServer(namespace, address, tls);
    } catch (UnknownHostException e) {
      throw new IOException("cannot listen at " + settings.host + ": no such host", e);
    } catch (IOException e) {
      boolean isTaken = e instanceof BindException && String.valueOf(e.getMessage()).startsWith("Address already in use");
      throw new IOException("cannot listen at " + settings.host + ":" + settings.port + ": " + e.getMessage()
          + (isTaken ? "; is another one running? --port 0 takes any free port" : ""), e);
    }
  }

  /** Starts one with all defaults: any free port of this machine, hub {@value #DEFAULT_EVENT_HUB}, no capture. */
  public static LocalHub start() throws IOException {
    return builder().start();
  }

  /** For anything else. */
  public static LocalHubBuilder builder() {
    return new LocalHubBuilder();
  }

  private void onRelieved() {
    server.execute(server::relieve);
  }

  /** The port it listens at. */
  public int port() {
    return server.port();
  }

  /** The name or address clients connect to; {@code localhost} for a hub that listens at every address. */
  public String host() {
    return settings.isAnyAddress() ? "localhost" : settings.host.contains(":") ? "[" + settings.host + "]" : settings.host;
  }

  /** The namespace in the names of capture files. */
  public String namespace() {
    return settings.namespace;
  }

  /** The event hubs it has. */
  public List<EventHubSettings> eventHubs() {
    return namespace.settings();
  }

  /** For the namespace, by the first policy. It holds the key. */
  public String connectionString() {
    return connectionString(keys.get(0));
  }

  /** For one event hub, by the first policy. It holds the key. */
  public String connectionString(String eventHub) {
    return connectionString() + ";EntityPath=" + eventHub;
  }

  /** For the namespace, by a policy given to the builder. It holds the key. */
  public String connectionString(AccessKey key) {
    return "Endpoint=sb://" + host() + ":" + port() + ";SharedAccessKeyName=" + key.name() + ";SharedAccessKey=" + key.key()
        + (settings.certificate == null ? ";UseDevelopmentEmulator=true" : "");
  }

  /** The shared access policies, with their keys. */
  public List<AccessKey> keys() {
    return keys;
  }

  /** Makes something go wrong. Several can be asked for; they happen in turn. */
  public void fault(Fault fault) {
    faults.add(fault);
  }

  /** What it has done so far. */
  public Counters counters() {
    return namespace.counters();
  }

  /**
   * Stops: ends every connection, then writes every open capture window that has events. Doing it twice does nothing.
   *
   * @throws UncheckedIOException if captured events could not be stored; its message is one line that says why and where
   *     they are kept. Unchecked, since this is what a shutdown hook, a test and JShell call
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      server.close();
      if (recorder != null) {
        closeCapture();
      }
    } catch (CaptureException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("the local hub did not stop as it should: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new CaptureException("interrupted before every captured event was written", e));
    }
  }

  private void closeCapture() throws IOException, InterruptedException {
    try {
      recorder.close(PATIENCE_MILLIS);
    } finally { // what is written already is stored, whatever became of the rest
      uploader.close(PATIENCE_MILLIS);
    }
  }
}
