package io.stentor.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The query of a request, decoded and in order; names may repeat. Immutable. */
public record Parameters(List<Map.Entry<String, String>> pairs) {

    public static Parameters none() {
        return new Parameters(List.of());
    }

    /** One more, behind the others. */
    public Parameters plus(String name, String value) {
        var more = new ArrayList<>(pairs);
        more.add(Map.entry(name, value));
        return new Parameters(List.copyOf(more));
    }

    /** This value in the place of any of that name. */
    public Parameters with(String name, String value) {
        return without(name).plus(name, value);
    }

    public Parameters without(String name) {
        return new Parameters(
                pairs.stream().filter(pair -> !pair.getKey().equals(name)).toList());
    }

    /** Percent-encoded, as it goes into a request line. */
    public String encoded() {
        return pairs.stream()
                .map(pair -> encoded(pair.getKey()) + '=' + encoded(pair.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
