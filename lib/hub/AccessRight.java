package hub;

/** What a key allows its holder, in Event Hubs' own words. Manage includes the other two. */
public enum AccessRight {
  /** Send events. */
  SEND,
  /** Receive events. */
  LISTEN,
  /** Both, and whatever else the service would allow. */
  MANAGE
}
