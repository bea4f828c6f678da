package io.stentor.matrix;

import io.stentor.conformance.container.Container;
import io.stentor.conformance.container.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What Failsafe has reported of the suite on one server. */
final class Reports {
    /** What stands before the reason where the report has nothing but the trace: the class of the exception. */
    private static final Pattern EXCEPTION = Pattern.compile("^[\\w.$]+: ");

    private static final Pattern PARAMETERS = Pattern.compile("[({\\[].*", Pattern.DOTALL);

    private final Container container;
    private final List<Element> cases = new ArrayList<>();

    /** @param directory of that server, with a file for each class; it need not exist */
    Reports(Container container, Path directory) throws IOException {
        this.container = container;
        if (Files.isDirectory(directory)) {
            try (var files = Files.newDirectoryStream(directory, "TEST-*.xml")) {
                for (var file : files) {
                    read(file);
                }
            }
        }
    }

    private void read(Path file) throws IOException {
        try {
            var found = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getElementsByTagName("testcase");
            cases.addAll(elements(found));
        } catch (ParserConfigurationException | SAXException broken) {
            throw new IOException(file + " is no report", broken);
        }
    }

    /** Every test with its parameters, whatever came of it. */
    TreeSet<String> ids() {
        var ids = new TreeSet<String>();
        cases.forEach(test -> ids.add(test.getAttribute("classname") + '#' + test.getAttribute("name")));
        return ids;
    }

    /** @param launch of the server, if there was one */
    Row row(Optional<Launch> launch) {
        var jdk = launch.map(Launch::jdk).orElse("");
        var war = launch.map(Launch::war).orElse("");
        var failure = launch.map(Launch::failure).orElse("was not run");
        var counted = failure.isEmpty() ? cases : List.<Element>of();
        int failed = (int) counted.stream()
                .filter(test -> child(test, "failure").isPresent()
                        || child(test, "error").isPresent())
                .count();
        var skipped = new ArrayList<Row.Skip>();
        for (var test : counted) {
            child(test, "skipped").ifPresent(skip -> skipped.add(new Row.Skip(name(test), reason(skip))));
        }
        return new Row(container.id(), container.version(), jdk, war, failure, counted.size(), failed, skipped);
    }

    private static String name(Element test) {
        var type = test.getAttribute("classname");
        var method = PARAMETERS.matcher(test.getAttribute("name")).replaceFirst("");
        return type.substring(type.lastIndexOf('.') + 1) + '.' + method;
    }

    private static String reason(Element skip) {
        var message = skip.getAttribute("message");
        if (message.isEmpty()) {
            var trace = skip.getTextContent().strip().lines().findFirst().orElse("");
            message = EXCEPTION.matcher(trace).replaceFirst("");
        }
        return message.replaceFirst("^Assumption failed: ", "");
    }

    private static Optional<Element> child(Element parent, String name) {
        return elements(parent.getElementsByTagName(name)).stream().findFirst();
    }

    private static List<Element> elements(NodeList nodes) {
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
