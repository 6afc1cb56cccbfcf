package hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One partition of an event hub: its log, where it is captured, and who reads it. For the hub's own thread only. */
final class Partition {
  private final String id;
  private final PartitionLog log = new PartitionLog();
  private final CaptureRecorder recorder;
  private final CaptureRecorder.Track track;
  private final Retention retention;
  private final Map<String, ConsumerGroup> groups = new HashMap<>();

  /** {@code recorder} is null where nothing is captured. */
  Partition(String eventHub, String id, List<String> groups, CaptureRecorder recorder, Retention retention) {
    this.id = id;
    this.recorder = recorder;
    this.track = recorder == null ? null : recorder.track(eventHub, id, System.currentTimeMillis());
    this.retention = retention;
    groups.forEach(g -> this.groups.put(HubEntity.key(g), new ConsumerGroup(g)));
    retention.add(log);
  }

  String id() {
    return id;
  }

  PartitionLog log() {
    return log;
  }

  /** The readers of a consumer group, or null if there is no such group. */
  ConsumerGroup group(String name) {
    return groups.get(HubEntity.key(name));
  }

  /** Takes events, all at one time, and wakes whoever waits for them. */
  void append(List<EncodedMessage> messages) {
    if (recorder == null) {
      store(messages);
    } else {
      synchronized (recorder) { // the time is taken inside, which is what lets windows close exactly
        recorder.add(track, store(messages));
      }
    }
    retention.added();
    for (ConsumerGroup group : groups.values()) {
      group.wake();
    }
  }

  private List<StoredEvent> store(List<EncodedMessage> messages) {
    long now = System.currentTimeMillis();
    List<StoredEvent> stored = new ArrayList<>(messages.size());
    for (EncodedMessage m : messages) {
      StoredEvent e = log.append(m, now);
      retention.count(e.sizeBytes());
      stored.add(e);
    }
    return stored;
  }
}
