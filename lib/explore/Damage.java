package explore;

/**
 * A capture that could not be read to its end: damaged, or, in a folder, not readable. The events before the damage were
 * read and count.
 *
 * @param name the blob's
 * @param reason one line that names the blob and says what is wrong with it
 */
public record Damage(String name, String reason) {
}
