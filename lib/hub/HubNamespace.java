package hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all connections share: the event hubs, who may use them, and what goes wrong on demand. */
final class HubNamespace {
  private final String name;
  private final SasTokens tokens;
  private final Faults faults;
  private final Counters counters = new Counters();
  private final CaptureRecorder recorder;
  private final Retention retention;
  private final List<EventHubSettings> settings;
  private final Map<String, HubEntity> hubs = new LinkedHashMap<>();

  /** {@code recorder} is null where nothing is captured. */
  HubNamespace(String name, List<EventHubSettings> hubs, SasTokens tokens, Faults faults, CaptureRecorder recorder,
      Retention retention) {
    this.name = name;
    this.settings = List.copyOf(hubs);
    this.tokens = tokens;
    this.faults = faults;
    this.recorder = recorder;
    this.retention = retention;
    hubs.forEach(h -> this.hubs.put(HubEntity.key(h.name()), new HubEntity(h, recorder, retention)));
  }

  String name() {
    return name;
  }

  List<EventHubSettings> settings() {
    return settings;
  }

  SasTokens tokens() {
    return tokens;
  }

  Faults faults() {
    return faults;
  }

  Counters counters() {
    return counters;
  }

  Retention retention() {
    return retention;
  }

  /** The hub of this name, or null. */
  HubEntity hub(String name) {
    return hubs.get(HubEntity.key(name));
  }

  /** Whether senders should get no more credit, because capture is behind. */
  boolean isCrowded() {
    return recorder != null && recorder.isCrowded();
  }

  /** Whether no event can be taken, because capture is far behind. */
  boolean isFull() {
    return recorder != null && recorder.isFull();
  }
}
