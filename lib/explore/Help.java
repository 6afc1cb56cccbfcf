package explore;

import java.util.LinkedHashMap;
import java.util.Map;

/** The words, a line and a page each. */
final class Help {
  private static final Map<String, String> PAGES = pages();

  private Help() {
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    String name = "";
    for (String line : HelpText.ALL.split("\n")) {
      name = line.startsWith(" ") || line.startsWith("#") ? name : line.replaceFirst("\\(.*", "");
      if (!line.startsWith("#")) {
        pages.merge(name, line + "\n", String::concat);
      }
    }
    return pages;
  }

  /** All words by heading, a line each. */
  static String overview() {
    StringBuilder out = new StringBuilder();
    HelpText.ALL.lines().filter(l -> !l.startsWith(" "))
        .forEach(l -> out.append(l.startsWith("#") ? l.substring(2) : "  " + l).append('\n'));
    return out.toString();
  }

  /** The page of a word, with or without its parentheses; one line if there is no such word. */
  static String page(String word) {
    String name = word == null ? "" : word.replaceFirst("\\(.*", "").strip();
    return PAGES.getOrDefault(name, "no word " + name + "; there are: " + String.join(" ", PAGES.keySet()));
  }

  /** The names of all words that have a page. */
  static java.util.Set<String> words() {
    return PAGES.keySet();
  }
}
