//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
package hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code Config.json} of Microsoft's Event Hubs emulator: {@code UserConfig.NamespaceConfig[].Name} and {@code
 * .Entities[]} with {@code Name}, {@code PartitionCount} and {@code ConsumerGroups[].Name}. Source: "Test locally with
 * the Event Hubs emulator", the sample configuration. Other settings, such as logging, are left alone.
 *
 * @param namespace the namespace's name
 * @param hubs its event hubs, at least one
 */
public record EmulatorConfig(String namespace, List<EventHubSettings> hubs) {
  /** The key in every example of the emulator's documentation: whoever has it in a connection string need not change it. */
  static final String EMULATOR_KEY = "SAS_KEY_VALUE";

  /** Reads a file. Throws IllegalArgumentException that names the file and what is wrong in it. */
  public static EmulatorConfig read(Path file) {
    try {
      JsonNode namespaces = new ObjectMapper().readTree(Files.readAllBytes(file)).path("UserConfig").path("NamespaceConfig");
      if (namespaces.size() != 1) {
        throw wrong(file, "UserConfig.NamespaceConfig must hold one namespace", null);
      }
      List<EventHubSettings> hubs = new ArrayList<>();
      for (JsonNode entity : namespaces.get(0).path("Entities")) {
        List<String> groups = new ArrayList<>();
        entity.path("ConsumerGroups").forEach(g -> groups.add(g.path("Name").asText()));
        hubs.add(new EventHubSettings(entity.path("Name").asText(), entity.path("PartitionCount").asInt(), groups));
      }
      if (hubs.isEmpty()) {
        throw wrong(file, "there is no event hub in Entities", null);
      }
      return new EmulatorConfig(namespaces.get(0).path("Name").asText("local"), List.copyOf(hubs));
    } catch (NoSuchFileException e) {
      throw wrong(file, "no such file", e);
    } catch (JacksonException e) {
      throw wrong(file, "not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw wrong(file, e.getMessage(), e);
    }
  }

  private static IllegalArgumentException wrong(Path file, String why, Throwable cause) {
    return new IllegalArgumentException(file + ": " + why + "; the emulator's Config.json was expected", cause);
  }

  /** Adds all this to a hub that is to be. {@code emulatorKey}: whether clients may use the emulator's well-known key. */
  public void applyTo(LocalHubBuilder builder, boolean emulatorKey) {
    builder.namespace(namespace);
    hubs.forEach(builder::eventHub);
    if (emulatorKey) {
      builder.key(EMULATOR_KEY);
    }
  }
}
