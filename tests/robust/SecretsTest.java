//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package robust;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import support.ReaderProcess;
import support.Script;

/** A key or signature that was typed at the wrong place, or wrongly, is not repeated. */
class SecretsTest {
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I";
  private static final String SAS = "sv=2022-11-02&sr=c&sig=" + SECRET + "%3D";
  private static final String URL = "https://account.blob.core.windows.net/capture?" + SAS;
  private static final String CONNECTION = "DefaultEndpointsProtocol=https;AccountName=account;AccountKey=" + SECRET + "=";

  static final List<List<String>> ARGS = List.of(List.of(URL.substring(8)), List.of(URL, "out"), List.of(URL + " x"), List.of(URL + "{"),
      List.of(URL.replace("?", "?\n")), List.of(URL.replace("/capture", "")), List.of(URL.replace("https", "htps")), List.of("?" + SAS),
      List.of(CONNECTION), List.of("--by", CONNECTION), List.of("--name-format", URL), List.of("--since", SAS), List.of("-o", URL, "x"));
  static final List<Map<String, String>> ENVIRONMENTS = List.of(Map.of("AZURE_STORAGE_ACCOUNT", CONNECTION),
      Map.of("AZURE_STORAGE_CONNECTION_STRING", URL), Map.of("AZURE_STORAGE_CONNECTION_STRING", CONNECTION + ";;x"),
      Map.of("AZURE_STORAGE_ACCOUNT", URL), Map.of("AZURE_STORAGE_ACCOUNT", "nosuchaccount0", "AZURE_STORAGE_SAS_TOKEN", SAS + " {"));

  @TempDir
  Path folder;

  private void check(Script script) {
    String said = script.out() + script.err();
    assertNotEquals(0, script.exit(), said);
    assertFalse(said.contains(SECRET.substring(0, 12)), said);
    assertFalse(said.contains("\tat "), said);
  }

  @ParameterizedTest
  @FieldSource("ARGS")
  void inWhatWasTyped(List<String> args) throws Exception {
    check(ReaderProcess.run(folder, args.toArray(String[]::new)));
  }

  @ParameterizedTest
  @FieldSource("ENVIRONMENTS")
  void inTheEnvironment(Map<String, String> environment) throws Exception {
    check(Script.run(folder, environment, "CaptureReader.java", "capture"));
  }

  @ParameterizedTest
  @FieldSource("ARGS")
  void inAnyScript(List<String> args) throws Exception {
    for (String script : List.of("Sender.java", "LocalHub.java")) {
      check(Script.run(folder, Map.of(), script, Stream.concat(args.stream(), Stream.of("--nonsense")).toArray(String[]::new)));
    }
  }
}
