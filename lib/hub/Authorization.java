package hub;

import hub.SasTokens.TokenRefused;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What the tokens of one connection allow it. For the hub's own thread only. */
final class Authorization {
  /** A client refreshes a few; more would only be there to use up memory. */
  private static final int MOST_GRANTS = 1024;

  private final HubNamespace namespace;
  private final Supplier<Set<String>> hosts;
  private final Map<String, Grant> grants = new LinkedHashMap<>();

  Authorization(HubNamespace namespace, Supplier<Set<String>> hosts) {
    this.namespace = namespace;
    this.hosts = hosts;
  }

  /** Takes a token for an audience, or says why not. */
  void put(String token, String audience) throws TokenRefused {
    Grant grant = check(token, audience);
    if (grants.size() >= MOST_GRANTS && !grants.containsKey(grant.path())) {
      throw new TokenRefused("a connection can have tokens for " + MOST_GRANTS + " audiences");
    }
    grants.put(grant.path(), grant);
  }

  private Grant check(String token, String audience) throws TokenRefused {
    if (namespace.faults().next(Fault.TokenRefused.class) != null) {
      throw new TokenRefused("InvalidSignature: refused, as asked for");
    }
    return namespace.tokens().check(token, audience, hosts.get(), Instant.now());
  }

  /** Whether an accepted token allows this for an entity. */
  boolean allows(String path, AccessRight right, Instant now) {
    return grants.values().stream().anyMatch(g -> g.allows(path, right, now));
  }

  /** Whether a token sent along with a request, or else an accepted one, allows anything at all for a hub. */
  void checkRead(String token, String eventHub) throws TokenRefused {
    Instant now = Instant.now();
    if (token != null) {
      if (!Grant.covers(check(token, null).path(), eventHub)) {
        throw new TokenRefused("InvalidAudience: the token is for another entity than '" + eventHub + "'");
      }
    } else if (!allows(eventHub, AccessRight.SEND, now) && !allows(eventHub, AccessRight.LISTEN, now)) {
      throw new TokenRefused("Unauthorized access. No token was given for '" + eventHub + "'.");
    }
  }
}
