package hub;

import java.time.Instant;
import java.util.Set;

/**
 * What one accepted token allows one connection.
 *
 * @param path the entity it is for, in lower case and without slashes at its ends; empty for the whole namespace
 * @param rights what the key behind it allows
 * @param expiry when it ends
 */
record Grant(String path, Set<AccessRight> rights, Instant expiry) {
  /** Whether this allows the right for an entity, now. */
  boolean allows(String entityPath, AccessRight right, Instant now) {
    return now.isBefore(expiry) && rights.contains(right) && covers(path, entityPath);
  }

  /** Whether an audience reaches an entity: it is the same path, or one above it. */
  static boolean covers(String path, String entityPath) {
    String entity = EntityPath.normal(entityPath);
    return path.isEmpty() || entity.equals(path) || entity.startsWith(path + "/");
  }
}
