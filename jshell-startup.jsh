//DESCRIPTION Explore captured events in a JShell session
//DEPS lib/explore/Explore.java
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --limit-modules=java.se,jdk.jshell,jdk.unsupported,jdk.zipfs,jdk.crypto.ec,jdk.charsets,jdk.localedata,jdk.httpserver

import java.time.*;
import capture.*;
import explore.*;
import static explore.Explore.*;
import static org.dflib.Exp.$col;
import static org.dflib.Exp.$double;
import static org.dflib.Exp.$str;

start(args);
