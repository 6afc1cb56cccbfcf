//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Script;
import support.Terminal;

/**
 * The session in docs/exploring.md, typed into a pseudo-terminal, with the screen compared. Where the environment has
 * REWRITE_DOCS set, docs/exploring.md and its pictures are written anew instead.
 */
class TranscriptTest {
  private static final Path DOCS = Script.PROJECT.resolve("docs");
  private static final String FENCE = "```";

  @TempDir
  Path folder;

  /** Paths are those of this run, and of the reader's. */
  private List<String> answer(Terminal terminal, String typed) throws Exception {
    String here = folder.toRealPath().toString();
    return terminal.ask(typed).stream().map(l -> l.replace(here, "/home/you")).toList();
  }

  @Test
  void theSessionInTheDocsIsWhatTheScreenShows() throws Exception {
    Garden.write(folder.resolve("garden"));
    List<String> docs = Files.readAllLines(DOCS.resolve("exploring.md"));
    List<String> now = new ArrayList<>();
    try (Terminal terminal = new Terminal(80, 24, folder, Map.of(), Terminal.jbang("garden"))) {
      terminal.await(Terminal.PROMPT);
      boolean isCode = false;
      boolean isSession = false;
      for (String line : docs) {
        if (line.startsWith(FENCE)) {
          isSession = !isCode && line.equals(FENCE);
          isCode = !isCode;
        }
        if (isSession && line.startsWith(Terminal.PROMPT)) {
          now.add(line);
          now.addAll(answer(terminal, line.substring(Terminal.PROMPT.length() + 1)));
        } else if (!isSession || line.equals(FENCE)) {
          now.add(line);
        }
      }
    }
    if (System.getenv("REWRITE_DOCS") != null) {
      Files.write(DOCS.resolve("exploring.md"), now);
      for (String picture : List.of("temperature.png", "timeline.png")) {
        Files.copy(folder.resolve(picture), DOCS.resolve(picture), StandardCopyOption.REPLACE_EXISTING);
      }
      docs = now;
    }
    assertEquals(String.join("\n", docs), String.join("\n", now), "REWRITE_DOCS=1 ./jbang tests/AllTests.java Transcript rewrites it");
    for (String picture : List.of("temperature.png", "timeline.png")) {
      var image = ImageIO.read(DOCS.resolve(picture).toFile());
      assertEquals("900x450", image.getWidth() + "x" + image.getHeight());
      assertTrue(Files.size(folder.resolve(picture)) > 1000);
    }
    assertEquals(Garden.EVENTS + 1, Files.readAllLines(folder.resolve("garden.csv")).size());
  }

  /** Whatever the README shows of a session, docs/exploring.md shows too, and that is compared above. */
  @Test
  void theReadmeShowsNothingElse() throws Exception {
    String docs = Files.readString(DOCS.resolve("exploring.md"));
    String readme = Files.readString(Script.PROJECT.resolve("README.md"));
    String shown = readme.substring(readme.indexOf("    jshell> "), readme.indexOf("![The temperature"));
    for (String answer : shown.strip().split("\n\n")) {
      assertTrue(docs.contains(answer.strip().replaceAll("(?m)^ {4}", "") + "\n"), answer);
    }
    for (String word : Help.words()) {
      assertTrue(docs.contains(word + "(") || docs.contains("`" + word + "`"), word);
    }
  }
}
