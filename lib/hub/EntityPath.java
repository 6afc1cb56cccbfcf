package hub;

import java.util.Locale;

/**
 * What an AMQP address means to Event Hubs: {@code $cbs}, {@code [HUB/]$management}, {@code HUB}, {@code
 * HUB/Partitions/N} or {@code HUB/ConsumerGroups/GROUP/Partitions/N}; Python puts {@code amqps://HOST/} before it.
 *
 * @param kind which of them
 * @param path the whole address without scheme and host
 * @param eventHub the hub's name; null for {@code $cbs} and a bare {@code $management}
 * @param consumerGroup null but for a receiver
 * @param partition the partition's id; null where the address names none
 */
record EntityPath(Kind kind, String path, String eventHub, String consumerGroup, String partition) {
  /** The forms of an address. */
  enum Kind { CBS, MANAGEMENT, HUB, PARTITION, CONSUMER, UNKNOWN }

  /** Reads an address; what fits no form, or is null, is UNKNOWN. */
  static EntityPath of(String address) {
    String path = address == null ? "" : pathOf(address);
    String[] p = path.split("/");
    if (path.equals("$cbs")) {
      return new EntityPath(Kind.CBS, path, null, null, null);
    }
    if (p[p.length - 1].equals("$management")) {
      return new EntityPath(Kind.MANAGEMENT, path, p.length > 1 ? p[0] : null, null, null);
    }
    if (p.length == 1 && !path.isEmpty()) {
      return new EntityPath(Kind.HUB, path, p[0], null, null);
    }
    if (p.length == 3 && p[1].equalsIgnoreCase("Partitions")) {
      return new EntityPath(Kind.PARTITION, path, p[0], null, p[2]);
    }
    if (p.length == 5 && p[1].equalsIgnoreCase("ConsumerGroups") && p[3].equalsIgnoreCase("Partitions")) {
      return new EntityPath(Kind.CONSUMER, path, p[0], p[2], p[4]);
    }
    return new EntityPath(Kind.UNKNOWN, path, null, null, null);
  }

  /** An address or audience without scheme, host and leading slashes. */
  static String pathOf(String address) {
    int scheme = address.indexOf("://");
    String rest = address;
    if (scheme >= 0) {
      int slash = address.indexOf('/', scheme + 3);
      rest = slash < 0 ? "" : address.substring(slash);
    }
    return rest.replaceAll("^/+|/+$", "");
  }

  /** A path as it is compared: in lower case, and a hub's management stands for the hub. */
  static String normal(String path) {
    String lower = path.toLowerCase(Locale.ROOT).replaceAll("^/+|/+$", "");
    return lower.endsWith("$management") ? lower.replaceAll("/?\\$management$", "") : lower;
  }
}
