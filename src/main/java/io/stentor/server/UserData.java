package io.stentor.server;

import io.stentor.connection.User;
import io.stentor.protocol.Json;
import io.stentor.protocol.Json.DefectException;
import io.stentor.protocol.Json.Kind;
import io.stentor.protocol.Json.Value;
import io.stentor.protocol.Member;
import io.stentor.protocol.Utf8;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The {@code user_data} of a sign-in (protocol 5.1). Immutable.
 *
 * @param tooManyWatched whether the watchlist was longer than what is kept of it
 */
record UserData(User user, boolean tooManyWatched) {
    private static final int LONGEST = 10 * 1024;
    private static final int WATCHED = 100;

    /** Null when it breaks a rule. */
    static @Nullable UserData parse(String text) {
        if (Utf8.length(text) > LONGEST) {
            return null;
        }
        try {
            var members = Json.object(text, "id");
            var id = members.get("id");
            var info = members.get("user_info");
            var watched = watchlist(members.get("watchlist"));
            if (id == null || id.string() == null || !Member.isId(id.string()) || watched == null) {
                return null;
            }
            if (info != null && info.kind() != Kind.OBJECT && info.kind() != Kind.NULL) {
                return null;
            }
            var member = new Member(
                    id.string(), info == null || info.kind() == Kind.NULL ? "{}" : Json.compact(info.json()));
            var first = new LinkedHashSet<String>();
            watched.stream().limit(WATCHED).forEach(first::add);
            return new UserData(new User(member, first), watched.size() > WATCHED);
        } catch (DefectException malformed) {
            return null;
        }
    }

    private static @Nullable LinkedHashSet<String> watchlist(@Nullable Value value) {
        var users = new LinkedHashSet<String>();
        if (value == null || value.kind() == Kind.NULL) {
            return users;
        }
        if (value.kind() != Kind.ARRAY) {
            return null;
        }
        for (var user : Json.elements(value, LONGEST)) {
            if (user.string() == null) {
                return null;
            }
            users.add(user.string());
        }
        return users;
    }
}
