package io.stentor.boot;

import java.util.concurrent.ThreadFactory;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Threads for code of the application: the container's own where it has some (Jakarta Concurrency 3.0, section 3.4),
 * since only on those the application finds its JNDI names, transactions and security.
 */
final class ListenerThreads {
    private static final String MANAGED = "java:comp/DefaultManagedThreadFactory";

    private ListenerThreads() {}

    @SuppressWarnings("BanJNDI")
    static ThreadFactory factory(ThreadFactory otherwise) {
        try {
            return new InitialContext().lookup(MANAGED) instanceof ThreadFactory managed ? managed : otherwise;
        } catch (NamingException none) {
            return otherwise;
        }
    }
}
