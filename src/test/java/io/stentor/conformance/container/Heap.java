package io.stentor.conformance.container;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What another JVM of this user holds, as it tells over JMX: asked of the heap itself, not of a log. */
public final class Heap implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private Heap(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
    }

    // The address is that of a process which the suite has started.
    @SuppressWarnings("BanJNDI")
    static Heap of(long pid) throws IOException {
        try {
            var jvm = VirtualMachine.attach(Long.toString(pid));
            try {
                var address = new JMXServiceURL(jvm.startLocalManagementAgent());
                return new Heap(JMXConnectorFactory.connect(address));
            } finally {
                jvm.detach();
            }
        } catch (AttachNotSupportedException closed) {
            throw new IOException("process " + pid + " cannot be asked", closed);
        }
    }

    /** Collects what nothing holds any more, classes too. */
    public void collect() throws IOException {
        command("gcRun");
    }

    /** How many class loaders there are that have loaded the class of this name. */
    public int loadersOf(String className) throws IOException {
        var line = Pattern.compile("[\\s:]" + Pattern.quote(className) + "$", Pattern.MULTILINE);
        return (int) line.matcher(command("vmClassloaders", "show-classes"))
                .results()
                .count();
    }

    /** The names of the threads that live, sorted; those with the same name each. */
    public List<String> threads() throws IOException {
        var threads = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .map(thread -> thread.getThreadName())
                .sorted()
                .toList();
    }

    /** The names of all MBeans. */
    public TreeSet<String> mbeans() throws IOException {
        var names = new TreeSet<String>();
        beans.queryNames(null, null).forEach(name -> names.add(name.getCanonicalName()));
        return names;
    }

    private String command(String operation, String... arguments) throws IOException {
        try {
            var diagnostics = new ObjectName("com.sun.management:type=DiagnosticCommand");
            return arguments.length == 0
                    ? (String) beans.invoke(diagnostics, operation, null, null)
                    : (String) beans.invoke(
                            diagnostics, operation, new Object[] {arguments}, new String[] {String[].class.getName()});
        } catch (JMException refused) {
            throw new IOException(operation, refused);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
