package io.stentor.protocol;

import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Kind;
import io.stentor.protocol.Json.Value;
import org.jspecify.annotations.Nullable;

/**
 * A user in a presence channel (protocol 3.2). Immutable.
 *
 * @param info JSON of any kind, as it was sent; {@code {}} when there was none
 */
public record Member(String userId, String info) {
    private static final int LONGEST_ID = 128;

    /** Reads {@code channel_data}; null when it breaks a rule of protocol 3.2, its size apart. */
    public static @Nullable Member parse(String channelData) {
        try {
            var members = Json.object(channelData, "user_id");
            var id = id(members.get("user_id"));
            var info = members.get("user_info");
            return id == null
                    ? null
                    : new Member(id, info == null || info.kind() == Kind.NULL ? "{}" : Json.compact(info.json()));
        } catch (DefectException malformed) {
            return null;
        }
    }

    /** A string, or an integer, which becomes one; zero has one text, though JSON has two. */
    private static @Nullable String id(@Nullable Value value) {
        if (value == null) {
            return null;
        }
        boolean integer = value.kind() == Kind.NUMBER && value.json().matches("-?[0-9]+");
        var id = integer ? value.json().replaceFirst("^-0$", "0") : value.string();
        return id == null || !isId(id) ? null : id;
    }

    /** Whether a text can be a user's id: not empty, at most 128 characters. */
    public static boolean isId(String text) {
        return !text.isEmpty() && text.codePointCount(0, text.length()) <= LONGEST_ID;
    }
}
