package explore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The words, a line and a page each. */
final class Help {
  private static final Map<String, String> PAGES = pages();

  private Help() {
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    String name = "";
    for (String line : HelpText.ALL.split("\n")) {
      name = line.startsWith(" ") || line.startsWith("#") ? name : name(line);
      if (!line.startsWith("#")) {
        pages.merge(name, line + "\n", String::concat);
      }
    }
    return pages;
  }

  private static String name(String word) {
    return word.replaceFirst("\\(.*", "").strip();
  }

  /** All words by heading, a line each. */
  static String overview() {
    StringBuilder out = new StringBuilder();
    HelpText.ALL.lines().filter(l -> !l.startsWith(" "))
        .forEach(l -> out.append(l.startsWith("#") ? l.substring(2) : "  " + l).append('\n'));
    return out.toString();
  }

  /** The page of a word, with or without its parentheses. Throws IllegalArgumentException if there is no such word. */
  static String page(String word) {
    String name = name(Given.some("a word", word));
    if (!PAGES.containsKey(name)) {
      throw new IllegalArgumentException("no word '" + name + "'; there are: " + String.join(" ", PAGES.keySet()));
    }
    return PAGES.get(name);
  }

  /** The names of all words that have a page. */
  static Set<String> words() {
    return PAGES.keySet();
  }
}
