//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.0
package hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
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

  private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Reads a file. Throws IllegalArgumentException, one line that names the file and what is wrong in it. */
  public static EmulatorConfig read(Path file) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("'" + file + "' is a folder; the emulator's Config.json was expected");
    }
    try {
      JsonNode namespaces = JSON.readTree(Files.readAllBytes(file)).path("UserConfig").path("NamespaceConfig");
      if (!namespaces.isArray() || namespaces.size() != 1) {
        throw new IllegalArgumentException("UserConfig.NamespaceConfig must be a list of one namespace");
      }
      EmulatorConfig config = of(namespaces.get(0));
      config.applyTo(new LocalHubBuilder(), false); // which checks the names
      return config;
    } catch (NoSuchFileException e) {
      throw wrong(file, "no such file", e);
    } catch (AccessDeniedException e) {
      throw wrong(file, "permission denied", e);
    } catch (JacksonException e) {
      throw wrong(file, "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    } catch (IOException | IllegalArgumentException e) {
      throw wrong(file, e.getMessage(), e);
    }
  }

  private static EmulatorConfig of(JsonNode namespace) {
    List<EventHubSettings> hubs = new ArrayList<>();
    for (JsonNode entity : list(namespace, "Entities")) {
      List<String> groups = new ArrayList<>();
      list(entity, "ConsumerGroups").forEach(group -> groups.add(text(group, "Name", "a consumer group")));
      hubs.add(new EventHubSettings(text(entity, "Name", "an event hub"), partitions(entity), groups));
    }
    if (hubs.isEmpty()) {
      throw new IllegalArgumentException("there is no event hub in Entities");
    }
    return new EmulatorConfig(text(namespace, "Name", "the namespace"), List.copyOf(hubs));
  }

  private static Iterable<JsonNode> list(JsonNode of, String field) {
    JsonNode list = of.path(field);
    if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
      throw new IllegalArgumentException(field + " must be a list");
    }
    return list;
  }

  private static String text(JsonNode of, String field, String what) {
    if (!of.path(field).isTextual()) {
      throw new IllegalArgumentException(what + " has no " + field);
    }
    return of.path(field).textValue();
  }

  /** A number, or one in quotes, as the emulator's own examples have it. */
  private static int partitions(JsonNode entity) {
    try {
      return Integer.parseInt(entity.path("PartitionCount").asText());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("event hub '" + entity.path("Name").asText() + "': PartitionCount must be a number", e);
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
