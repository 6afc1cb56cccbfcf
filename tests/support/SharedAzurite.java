//DEPS org.junit.jupiter:junit-jupiter:6.1.3
package support;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests that ask for an {@link Azurite} the one of the whole run, which JUnit closes at its end. */
public final class SharedAzurite implements BeforeAllCallback, ParameterResolver {
  /** Before any parameter is asked for, since here a class is skipped where there is no Node. */
  @Override
  public void beforeAll(ExtensionContext context) {
    azurite(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Azurite.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return azurite(context);
  }

  private static Azurite azurite(ExtensionContext context) {
    return context.getRoot().getStore(Namespace.create(SharedAzurite.class)).computeIfAbsent(Azurite.class, key -> start(), Azurite.class);
  }

  private static Azurite start() {
    try {
      return Azurite.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
