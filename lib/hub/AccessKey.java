package hub;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * A shared access policy: a name, its key and what the key allows.
 *
 * @param name as in {@code SharedAccessKeyName}
 * @param key as in {@code SharedAccessKey}; used as text, not decoded, as the service does
 * @param rights what it allows; never empty
 */
public record AccessKey(String name, String key, Set<AccessRight> rights) {
  /** The name of the policy that every namespace of the service is born with. */
  public static final String ROOT = "RootManageSharedAccessKey";

  /** Checks that both can stand in a connection string. Throws IllegalArgumentException, without the key. */
  public AccessKey {
    if (name.isBlank() || name.indexOf(';') >= 0 || key.isBlank() || key.indexOf(';') >= 0 || rights.isEmpty()) {
      throw new IllegalArgumentException("access key '" + name + "': name and key must not be empty or hold ';', and it needs a right");
    }
    rights = Set.copyOf(rights.contains(AccessRight.MANAGE) ? EnumSet.allOf(AccessRight.class) : rights);
  }

  /** The root policy, which allows everything, with this key. */
  public static AccessKey root(String key) {
    return new AccessKey(ROOT, key, EnumSet.allOf(AccessRight.class));
  }

  /** A new random key in the service's form: 32 bytes in Base64. */
  public static String randomKey() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The policy's name and rights; not the key. */
  @Override
  public String toString() {
    return "AccessKey[" + name + " " + rights + "]";
  }
}
