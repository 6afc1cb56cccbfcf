//DESCRIPTION Explore captured events in a JShell session
//DEPS lib/explore/Explore.java
// Logging that is configured by a class that does nothing: else JShell tells a new user of its preferences' folder.
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.util.logging.config.class=java.lang.Object --enable-native-access=ALL-UNNAMED --limit-modules=java.se,jdk.jshell,jdk.unsupported,jdk.zipfs,jdk.crypto.ec,jdk.charsets,jdk.localedata,jdk.httpserver

import java.time.*;
import capture.*;
import explore.*;
import static explore.Explore.*;
import static org.dflib.Exp.$col;
import static org.dflib.Exp.$double;
import static org.dflib.Exp.$str;

start(args);
