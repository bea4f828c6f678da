package io.stentor.protocol;

/** RFC 8259 once more, word for word: what the tests compare the server's reader with. One text each. */
final class StrictJson {
    private final String text;
    private int at;

    private StrictJson(String text) {
        this.text = text;
    }

    /** Whether the text is one JSON value with nothing but white space around it. */
    static boolean accepts(String text) {
        var reader = new StrictJson(text);
        reader.space();
        boolean value = reader.value();
        reader.space();
        return value && reader.at == text.length();
    }

    private boolean value() {
        return switch (peek()) {
            case '{' -> members('{', '}', true);
            case '[' -> members('[', ']', false);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean members(char open, char close, boolean named) {
        take(open);
        space();
        if (take(close)) {
            return true;
        }
        do {
            space();
            if (named && !(string() && colon())) {
                return false;
            }
            if (!value()) {
                return false;
            }
            space();
        } while (take(','));
        return take(close);
    }

    private boolean colon() {
        space();
        boolean found = take(':');
        space();
        return found;
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c < ' ' || c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        char c = peek();
        at++;
        if (c != 'u') {
            return "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int i = 0; i < 4; i++) {
            if ("0123456789abcdefABCDEF".indexOf(peek()) < 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int from = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean word(String word) {
        boolean found = text.startsWith(word, at);
        at += found ? word.length() : 0;
        return found;
    }

    private void space() {
        while (" \t\n\r".indexOf(peek()) >= 0) {
            at++;
        }
    }

    private boolean take(char c) {
        boolean found = peek() == c;
        at += found ? 1 : 0;
        return found;
    }

    /** The next character; at the end one that no JSON has. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\uffff';
    }
}
