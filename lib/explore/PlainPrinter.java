//DEPS org.dflib:dflib:1.2.0
package explore;

import org.dflib.DataFrame;
import org.dflib.Series;
import org.dflib.print.Printer;

/**
 * How frames and series look where JShell shows a value by itself: as DFLib prints them, without what rules a terminal.
 *
 * @param printer prints what is made plain, on one line
 */
record PlainPrinter(Printer printer) implements Printer {
  @Override
  public StringBuilder print(StringBuilder to, DataFrame frame) {
    return to.append(Text.plain(printer.toString(frame)));
  }

  @Override
  public StringBuilder print(StringBuilder to, Series<?> series) {
    return to.append(Text.plain(printer.toString(series)));
  }
}
