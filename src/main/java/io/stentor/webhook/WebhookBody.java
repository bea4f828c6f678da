package io.stentor.webhook;

import io.stentor.app.WebhookEventType;
import io.stentor.event.ServerEvent;
import io.stentor.event.ServerEvent.CacheMissed;
import io.stentor.event.ServerEvent.ChannelOccupied;
import io.stentor.event.ServerEvent.ChannelVacated;
import io.stentor.event.ServerEvent.ClientEventReceived;
import io.stentor.event.ServerEvent.MemberAdded;
import io.stentor.event.ServerEvent.MemberRemoved;
import io.stentor.event.ServerEvent.OfChannel;
import io.stentor.event.ServerEvent.SubscriptionCountChanged;
import io.stentor.protocol.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything a webhook says, each with its JSON (protocol 9.1). */
final class WebhookBody {
    private static final Map<Class<? extends ServerEvent>, WebhookEventType> TYPES = Map.of(
            ChannelOccupied.class, WebhookEventType.CHANNEL_OCCUPIED,
            ChannelVacated.class, WebhookEventType.CHANNEL_VACATED,
            MemberAdded.class, WebhookEventType.MEMBER_ADDED,
            MemberRemoved.class, WebhookEventType.MEMBER_REMOVED,
            ClientEventReceived.class, WebhookEventType.CLIENT_EVENT,
            CacheMissed.class, WebhookEventType.CACHE_MISS,
            SubscriptionCountChanged.class, WebhookEventType.SUBSCRIPTION_COUNT);

    private final StringBuilder json;
    private boolean first = true;

    /** @param millis when the oldest event of the body arose, since 1970 */
    WebhookBody(long millis) {
        json = new StringBuilder(256).append("{\"time_ms\":").append(millis).append(",\"events\":[");
    }

    /** What an event is called here; null for those that webhooks do not tell of. */
    static @Nullable WebhookEventType type(ServerEvent event) {
        return TYPES.get(event.getClass());
    }

    /**
     * Appends an event.
     * <pre>
     * {"name":"channel_occupied","channel":"c"}
     * {"name":"channel_vacated","channel":"c"}
     * {"name":"member_added","channel":"presence-c","user_id":"42"}
     * {"name":"member_removed","channel":"presence-c","user_id":"42"}
     * {"name":"client_event","channel":"private-c","event":"client-x","data":"…","socket_id":"1.2","user_id":"42"}
     * {"name":"cache_miss","channel":"cache-c"}
     * {"name":"subscription_count","channel":"c","subscription_count":12}
     * </pre>
     */
    WebhookBody add(WebhookEventType type, OfChannel event) {
        json.append(first ? "" : ",");
        first = false;
        json.append("{\"name\":\"").append(type.text()).append('"');
        member("channel", event.channel().text());
        if (event instanceof MemberAdded added) {
            member("user_id", added.member().userId());
        } else if (event instanceof MemberRemoved removed) {
            member("user_id", removed.userId());
        } else if (event instanceof ClientEventReceived sent) {
            clientEvent(sent);
        } else if (event instanceof SubscriptionCountChanged changed) {
            json.append(",\"subscription_count\":").append(changed.count());
        }
        json.append('}');
        return this;
    }

    /** {@code data} is a string whatever the client sent: what was one stays as it was written, the rest is encoded. */
    private void clientEvent(ClientEventReceived sent) {
        member("event", sent.event());
        if (sent.data().startsWith("\"")) {
            json.append(",\"data\":").append(sent.data());
        } else {
            member("data", sent.data());
        }
        member("socket_id", sent.socketId().toString());
        if (sent.userId() != null) {
            member("user_id", sent.userId());
        }
    }

    private void member(String name, String value) {
        Json.quote(value, json.append(",\"").append(name).append("\":"));
    }

    /** The whole body; nothing can be added after it. */
    String text() {
        return json.append("]}").toString();
    }
}
