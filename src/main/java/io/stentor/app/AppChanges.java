package io.stentor.app;

import java.util.List;

/** Which apps are not as they were, by their ids. Immutable. */
public record AppChanges(List<String> added, List<String> changed, List<String> removed) {
    public static final AppChanges NONE = new AppChanges(List.of(), List.of(), List.of());
    private static final int MOST_NAMED = 10;

    public AppChanges {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }

    public boolean none() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    /** For the log, such as {@code 1 added (shop), 2 changed (chat, news)}. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        append(text, added, "added");
        append(text, changed, "changed");
        append(text, removed, "removed");
        return text.isEmpty() ? "none" : text.toString();
    }

    private static void append(StringBuilder text, List<String> ids, String what) {
        if (!ids.isEmpty()) {
            var named = String.join(", ", ids.subList(0, Math.min(ids.size(), MOST_NAMED)));
            text.append(text.isEmpty() ? "" : ", ")
                    .append(ids.size())
                    .append(' ')
                    .append(what)
                    .append(" (");
            text.append(named).append(ids.size() > MOST_NAMED ? ", …)" : ")");
        }
    }
}
