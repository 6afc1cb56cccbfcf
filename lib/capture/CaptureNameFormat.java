package capture;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How capture blobs are named: a pattern with the nine tokens {@code {Namespace} {EventHub} {PartitionId} {Year}
 * {Month} {Day} {Hour} {Minute} {Second}}, each at least once, in any order. Names end in {@code .avro}, which the
 * pattern does not say. Source: "Capture events through Azure Event Hubs", section on setting up Capture.
 *
 * <p>Immutable; safe for any number of threads.
 */
public final class CaptureNameFormat {
  /** The longest capture window the service can be set to. */
  public static final Duration LONGEST_WINDOW = Duration.ofMinutes(15);

  private static final Pattern TOKEN = Pattern.compile("\\{(\\w*)}");
  private static final String SUFFIX = ".avro";
  private static final Map<String, String> TOKENS = tokens();

  /** What the service uses unless told otherwise. */
  public static final CaptureNameFormat DEFAULT =
      of("{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}");

  /** What IoT Hub message routing uses unless told otherwise; it has no namespace, and no seconds. */
  static final String IOT_HUB = "{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}";
  private static final Pattern IOT_HUB_REGEX = Pattern.compile(regex(IOT_HUB) + "\\.avro");

  private final String pattern;
  private final Pattern regex;

  private CaptureNameFormat(String pattern) {
    this.pattern = pattern;
    this.regex = Pattern.compile(regex(pattern) + "\\.avro");
  }

  private static Map<String, String> tokens() {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String name : List.of("Namespace", "EventHub", "PartitionId")) {
      tokens.put(name, "[^/]+?");
    }
    tokens.put("Year", "\\d{4}");
    for (String name : List.of("Month", "Day", "Hour", "Minute", "Second")) {
      tokens.put(name, "\\d{2}");
    }
    return tokens;
  }

  /** The format a pattern stands for. Throws IllegalArgumentException that names the token at fault. */
  public static CaptureNameFormat of(String pattern) {
    Matcher m = TOKEN.matcher(pattern);
    List<String> found = new ArrayList<>();
    while (m.find()) {
      if (!TOKENS.containsKey(m.group(1))) {
        throw new IllegalArgumentException("name format '" + pattern + "': unknown token {" + m.group(1) + "}; known are {"
            + String.join("} {", TOKENS.keySet()) + "}");
      }
      found.add(m.group(1));
    }
    for (String token : TOKENS.keySet()) {
      if (!found.contains(token)) {
        throw new IllegalArgumentException("name format '" + pattern + "': token {" + token + "} is missing; all of {"
            + String.join("} {", TOKENS.keySet()) + "} are needed, in any order");
      }
    }
    return new CaptureNameFormat(pattern);
  }

  /** A regular expression for part of a pattern; the first use of each token is a group of that name. */
  static String regex(String pattern) {
    StringBuilder out = new StringBuilder();
    List<String> seen = new ArrayList<>();
    Matcher m = TOKEN.matcher(pattern);
    int from = 0;
    while (m.find()) {
      String token = m.group(1);
      out.append(Pattern.quote(pattern.substring(from, m.start())));
      out.append(seen.contains(token) ? "\\k<" + token + ">" : "(?<" + token + ">" + TOKENS.get(token) + ")");
      seen.add(token);
      from = m.end();
    }
    return out.append(Pattern.quote(pattern.substring(from))).toString();
  }

  /**
   * What a blob's name tells, or empty if it is neither of this format nor of IoT Hub's own, {@code
   * {iothub}/{partition}/{YYYY}/{MM}/{DD}/{HH}/{mm}}, which tells no namespace: it is empty then.
   */
  public Optional<CaptureName> parse(String blobName) {
    Matcher m = regex.matcher(blobName);
    Matcher iot = IOT_HUB_REGEX.matcher(blobName);
    return m.matches() ? name(m, m.group("Namespace"), number(m, "Second"))
        : iot.matches() ? name(iot, "", 0) : Optional.empty();
  }

  private static Optional<CaptureName> name(Matcher m, String namespace, int second) {
    try {
      LocalDateTime start = LocalDateTime.of(number(m, "Year"), number(m, "Month"), number(m, "Day"), number(m, "Hour"),
          number(m, "Minute"), second);
      return Optional.of(new CaptureName(namespace, m.group("EventHub"), m.group("PartitionId"),
          start.toInstant(ZoneOffset.UTC)));
    } catch (DateTimeException noSuchDate) {
      return Optional.empty();
    }
  }

  private static int number(Matcher m, String token) {
    return Integer.parseInt(m.group(token));
  }

  /** The blob name for a window, with {@code .avro}. */
  public String print(CaptureName name) {
    LocalDateTime t = LocalDateTime.ofInstant(name.windowStart(), ZoneOffset.UTC);
    return TOKEN.matcher(pattern).replaceAll(m -> Matcher.quoteReplacement(switch (m.group(1)) {
      case "Namespace" -> name.namespace();
      case "EventHub" -> name.eventHub();
      case "PartitionId" -> name.partition();
      case "Year" -> String.format(Locale.ROOT, "%04d", t.getYear());
      case "Month" -> twoDigits(t.getMonthValue());
      case "Day" -> twoDigits(t.getDayOfMonth());
      case "Hour" -> twoDigits(t.getHour());
      case "Minute" -> twoDigits(t.getMinute());
      default -> twoDigits(t.getSecond());
    })) + SUFFIX;
  }

  private static String twoDigits(int n) {
    return n < 10 ? "0" + n : Integer.toString(n);
  }

  /** The pattern it was made of. */
  @Override
  public String toString() {
    return pattern;
  }
}
