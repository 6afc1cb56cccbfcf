package explore;

import capture.CaptureName;
import java.util.Comparator;

/**
 * Which partition a capture is of.
 *
 * @param eventHub namespace and event hub, the namespace left out where the name tells none (IoT Hub's)
 * @param partition its id
 */
record PartitionKey(String eventHub, String partition) implements Comparable<PartitionKey> {
  /** What captures whose names tell nothing are of. */
  static final PartitionKey UNKNOWN = new PartitionKey("", "");

  private static final Comparator<PartitionKey> ORDER = Comparator.comparing(PartitionKey::eventHub)
      .thenComparing(k -> k.partition.length()).thenComparing(PartitionKey::partition);

  /** What a name tells; null tells nothing. */
  static PartitionKey of(CaptureName name) {
    return name == null ? UNKNOWN : new PartitionKey(hub(name), name.partition());
  }

  /** Namespace and event hub, as far as a name tells them. */
  static String hub(CaptureName name) {
    return name.namespace().isEmpty() ? name.eventHub() : name.namespace() + "/" + name.eventHub();
  }

  /** By event hub, then partition, 2 before 10. */
  @Override
  public int compareTo(PartitionKey other) {
    return ORDER.compare(this, other);
  }
}
