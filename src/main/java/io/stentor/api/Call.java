package io.stentor.api;

import io.stentor.api.RequestBody.Reader;
import io.stentor.api.Routes.Match;
import io.stentor.app.App;
import io.stentor.app.Apps;
import io.stentor.app.RequestSignature;
import io.stentor.protocol.Query;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One request to one route, checked in the order of protocol 8.2: first what its head says, then, when its body is there,
 * the rest. A large body, or one of unknown length, is not listened to before the head is known to be the app's.
 *
 * <p>The head is read before the body is waited for: asked afterwards, on the thread that brings the body, Open Liberty tells
 * the query of whichever request the first thread is at by then.
 */
final class Call implements Reader {
    private static final System.Logger LOG = System.getLogger(Call.class.getName());

    /** Set by who lets a request be answered by a thread that must not wait, having asked whether there is room. */
    private static final String PROMPT = "io.stentor.prompt";

    private static final byte[] NO_BODY = {};

    /** Bytes of a body that anybody may send. */
    private static final int SMALL = 64 * 1024;

    private static final int LONGEST_QUERY = 16 * 1024;
    private static final int MOST_PARAMETERS = 256;

    private final Parts parts;
    private final Match match;
    private final HttpServletRequest request;
    private final Answers answers;
    private final String method;
    private final String uri;
    private final @Nullable String rawQuery;
    private final @Nullable String idempotencyKey;
    private final boolean prompt;

    Call(Parts parts, Match match, HttpServletRequest request, Answers answers) {
        this.parts = parts;
        this.match = match;
        this.request = request;
        this.answers = answers;
        this.method = request.getMethod();
        this.uri = request.getRequestURI();
        this.rawQuery = request.getQueryString();
        this.idempotencyKey = request.getHeader("X-Idempotency-Key");
        this.prompt = request.getAttribute(PROMPT) != null;
    }

    void begin() throws IOException {
        try {
            checkHead();
        } catch (ApiError refused) {
            parts.body().dismiss(request, answers.response(), () -> answers.send(refused));
            return;
        }
        parts.body().read(request, this);
    }

    private void checkHead() {
        var allowed = match.route().method();
        if (!allowed.equals(method)) {
            throw ApiError.methodNotAllowed(allowed);
        }
        if (parts.body().isTooLarge(request)) {
            throw parts.body().tooLarge();
        }
        var app = app();
        long length = request.getContentLengthLong();
        if (length < 0 || length > SMALL) {
            authenticate(signature(query(), NO_BODY).complaintOfStranger(app, now()));
        }
    }

    @Override
    public void read(byte[] body) throws IOException {
        try {
            answers.send(answer(body));
        } catch (ApiError refused) {
            answers.send(refused);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "a request to the HTTP API failed", bug);
            answers.send(ApiError.internal());
        }
    }

    @Override
    public void refused(ApiError why) throws IOException {
        answers.send(why);
    }

    private Answer answer(byte[] body) {
        var app = app();
        var query = query();
        authenticate(signature(query, body).complaint(app, now()));
        if (!app.enabled()) {
            throw ApiError.appDisabled();
        }
        parts.limits().admit(app, match.route().kind());
        var path = match.path();
        return match.route()
                .action()
                .answer(new ApiRequest(
                        parts.server(),
                        app,
                        path.groupCount() > 1 ? Query.decode(path.group(2), false) : "",
                        query,
                        idempotencyKey,
                        body,
                        prompt,
                        parts.jsonb()));
    }

    private App app() {
        var id = Query.decode(match.path().group(1), false);
        var apps = parts.server().apps();
        return apps.byId(id)
                .orElseThrow(
                        () -> apps.state() == Apps.State.UNKNOWN ? ApiError.appsUnknown() : ApiError.appNotFound());
    }

    private long now() {
        return parts.clock().instant().getEpochSecond();
    }

    private Query query() {
        var query = rawQuery == null || rawQuery.length() <= LONGEST_QUERY ? Query.parse(rawQuery) : null;
        if (query == null || query.parameters().size() > MOST_PARAMETERS) {
            throw ApiError.authFailed(
                    "Query has more than " + LONGEST_QUERY + " characters or " + MOST_PARAMETERS + " parameters");
        }
        return query;
    }

    private RequestSignature signature(Query query, byte[] body) {
        return new RequestSignature(method, match.path().group(), uri, query, body);
    }

    private static void authenticate(@Nullable String complaint) {
        if (complaint != null) {
            throw ApiError.authFailed(complaint);
        }
    }
}
