package io.stentor.conformance.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Status line and header fields of an HTTP/1.1 answer. Reads byte by byte, so that nothing behind the empty line is
 * taken.
 *
 * @param headers by name, in any case; every line of a repeated one
 */
record HttpHead(int status, String statusLine, Map<String, List<String>> headers) {

    static HttpHead read(InputStream in) throws IOException {
        var statusLine = line(in);
        if (!statusLine.matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
            throw new IOException("No status line: " + statusLine);
        }
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("No header field: " + line);
            }
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new HttpHead(Integer.parseInt(statusLine.substring(9, 12)), statusLine, headers);
    }

    /** All lines of one field as one, null when there is none. */
    String header(String name) {
        var lines = headers.get(name);
        return lines == null ? null : String.join(", ", lines);
    }

    /** Up to the next line feed, which is taken too. */
    static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The server closed the connection" + (line.isEmpty() ? "" : " after: " + line));
            }
            line.append((char) c);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    static byte[] bytes(String head) {
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }
}
