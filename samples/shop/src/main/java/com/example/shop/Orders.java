package com.example.shop;

import io.stentor.boot.Stentor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import java.util.List;

/** A bean that publishes: no HTTP, no signature, the same way to every subscriber. */
@ApplicationScoped
public class Orders {
    @Inject
    private Stentor stentor;

    public void place(String item) {
        var data = Json.createObjectBuilder().add("item", item).build();
        stentor.publish("app-id", List.of("orders"), "order.created", data.toString());
    }
}
