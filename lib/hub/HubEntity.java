package hub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An event hub: its partitions, and which of them an event without partition goes to. For the hub's own thread only. */
final class HubEntity {
  private final String name;
  private final Instant createdAt = Instant.now();
  private final List<Partition> partitions = new ArrayList<>();
  private int nextPartition;

  HubEntity(EventHubSettings settings, CaptureRecorder recorder, Retention retention) {
    this.name = settings.name();
    for (int i = 0; i < settings.partitions(); i++) {
      partitions.add(new Partition(name, Integer.toString(i), settings.consumerGroups(), recorder, retention));
    }
  }

  /** A name as it is looked up: the service does not tell upper from lower case. */
  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  String name() {
    return name;
  }

  Instant createdAt() {
    return createdAt;
  }

  List<Partition> partitions() {
    return partitions;
  }

  /** The partition of this id, or null. */
  Partition partition(String id) {
    return partitions.stream().filter(p -> p.id().equals(id)).findFirst().orElse(null);
  }

  /** Where events without a partition go: by their key, or to each partition in turn. */
  Partition choose(String partitionKey) {
    if (partitionKey != null) {
      return partitions.get(PartitionKeys.partitionOf(partitionKey, partitions.size()));
    }
    nextPartition = (nextPartition + 1) % partitions.size();
    return partitions.get(nextPartition);
  }
}
