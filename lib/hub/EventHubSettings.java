package hub;

import java.util.ArrayList;
import java.util.List;

/**
 * An event hub to be: its name, how many partitions and which consumer groups.
 *
 * @param name 1 to 256 letters, digits, periods, hyphens and underscores, the first and last a letter or digit
 * @param partitions 1 to {@value #MOST_PARTITIONS}; their ids are the numbers from 0
 * @param consumerGroups their names; {@code $Default} is always one of them
 */
public record EventHubSettings(String name, int partitions, List<String> consumerGroups) {
  /** The consumer group every event hub has. */
  public static final String DEFAULT_GROUP = "$Default";
  /** The largest number the service allows anywhere: per hub in a dedicated cluster. */
  public static final int MOST_PARTITIONS = 1024;

  /** Checks the limits. Throws IllegalArgumentException that names the hub. */
  public EventHubSettings {
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?")) {
      throw new IllegalArgumentException("event hub '" + name + "': a name is 1 to 256 letters, digits, '.', '-' and '_', "
          + "the first and last a letter or digit");
    }
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw new IllegalArgumentException("event hub '" + name + "': " + partitions + " partitions; 1 to " + MOST_PARTITIONS + " are possible");
    }
    List<String> groups = new ArrayList<>(List.of(DEFAULT_GROUP));
    for (String group : consumerGroups) {
      if (!group.equalsIgnoreCase(DEFAULT_GROUP) && !group.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,48}[A-Za-z0-9])?")) {
        throw new IllegalArgumentException("event hub '" + name + "': consumer group '" + group
            + "': a name is 1 to 50 letters, digits, '.', '-' and '_', the first and last a letter or digit");
      }
      if (groups.stream().noneMatch(group::equalsIgnoreCase)) {
        groups.add(group);
      }
    }
    consumerGroups = List.copyOf(groups);
  }

  /** Reads {@code NAME[:PARTITIONS[:GROUP,GROUP...]]}; 4 partitions unless told. */
  public static EventHubSettings parse(String text) {
    String[] parts = text.split(":", 3);
    int partitions;
    try {
      partitions = parts.length > 1 ? Integer.parseInt(parts[1]) : LocalHub.DEFAULT_PARTITIONS;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "': '" + parts[1] + "' is not a number of partitions; NAME[:PARTITIONS[:GROUP,...]] was expected");
    }
    return new EventHubSettings(parts[0], partitions, parts.length > 2 ? List.of(parts[2].split(",")) : List.of());
  }
}
