package explore;

/**
 * What a chart is split by.
 *
 * @param field a field of the JSON bodies
 */
public record By(String field) {
}
