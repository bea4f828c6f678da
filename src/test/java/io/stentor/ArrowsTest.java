package io.stentor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.stentor.protocol.Json;
import jakarta.json.bind.JsonbBuilder;
import java.util.concurrent.TimeUnit;

/** Which room may use which: the arrows of the package map point down, and the core knows no container. */
@AnalyzeClasses(packages = "io.stentor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    private static final String PROTOCOL = "io.stentor.protocol";
    private static final String CONFIG = "io.stentor.config";
    private static final String APP = "io.stentor.app";
    private static final String EVENT = "io.stentor.event";
    private static final String WEBHOOK = "io.stentor.webhook";
    private static final String WEBHOOK_HTTP = "io.stentor.webhook.http..";
    private static final String CONNECTION = "io.stentor.connection";
    private static final String CHANNEL = "io.stentor.channel";
    private static final String CLUSTER = "io.stentor.cluster";
    private static final String SERVER = "io.stentor.server";
    private static final String BOOT = "io.stentor.boot..";
    private static final String LAUNCH = "io.stentor.launch..";
    private static final String API = "io.stentor.api..";
    private static final String CONSOLE = "io.stentor.console..";
    private static final String TRANSPORT = "io.stentor.transport..";
    private static final String[] CORE = {PROTOCOL, CONFIG, EVENT, APP, CONNECTION, CHANNEL, CLUSTER, WEBHOOK, SERVER};

    @ArchTest
    static final ArchRule protocolIsTheWireAlone = room(PROTOCOL);

    @ArchTest
    static final ArchRule configKnowsTheWire = room(CONFIG, PROTOCOL);

    @ArchTest
    static final ArchRule eventsKnowTheWire = room(EVENT, PROTOCOL);

    @ArchTest
    static final ArchRule appsKnowConfigAndTheWire = room(APP, CONFIG, PROTOCOL);

    @ArchTest
    static final ArchRule connectionsKnowAppsAndWhatIsBelow = room(CONNECTION, APP, CONFIG, PROTOCOL);

    @ArchTest
    static final ArchRule channelsKnowConnectionsAndWhatIsBelow =
            room(CHANNEL, CONNECTION, APP, EVENT, CONFIG, PROTOCOL);

    @ArchTest
    static final ArchRule theClusterKnowsNeitherChannelsNorConnections = room(CLUSTER, APP, CONFIG, PROTOCOL);

    @ArchTest
    static final ArchRule webhooksKnowEventsAndApps = room(WEBHOOK, APP, EVENT, CONFIG, PROTOCOL);

    @ArchTest
    static final ArchRule theClientOfWebhooksKnowsNoOtherRoom =
            room("io.stentor.webhook.http", WEBHOOK, APP, CONFIG, PROTOCOL);

    @ArchTest
    static final ArchRule theTableOfAppsKnowsNoOtherRoom =
            room("io.stentor.app.jdbc", APP, CONFIG, PROTOCOL, "javax.sql", "javax.naming");

    @ArchTest
    static final ArchRule oneRoomKnowsDatabases = noClasses()
            .that()
            .resideOutsideOfPackage("io.stentor.app.jdbc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule oneRoomMakesRequests = noClasses()
            .that()
            .resideOutsideOfPackage(WEBHOOK_HTTP)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..");

    @ArchTest
    static final ArchRule theServerKnowsTheWholeCore = room(SERVER, CORE);

    @ArchTest
    static final ArchRule theCoreKnowsNoContainer = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "jakarta.websocket..", "jakarta.enterprise..", "jakarta.inject..");

    @ArchTest
    static final ArchRule oneClassOfTheCoreKnowsTheJsonLibrary = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .and(not(belongToAnyOf(Json.class)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..");

    @ArchTest
    static final ArchRule answersKnowServletsAndNoOtherRoom = room("io.stentor.answer", "jakarta.servlet..");

    @ArchTest
    static final ArchRule theApiKnowsNoOtherEdge = edge(API, TRANSPORT, CONSOLE, WEBHOOK_HTTP);

    @ArchTest
    static final ArchRule theConsoleKnowsNoOtherEdge = edge(CONSOLE, TRANSPORT, API, WEBHOOK_HTTP);

    @ArchTest
    static final ArchRule theTransportKnowsNoOtherEdge = edge(TRANSPORT, API, CONSOLE, WEBHOOK_HTTP);

    @ArchTest
    static final ArchRule nobodyUsesBoot = noClasses()
            .that()
            .resideOutsideOfPackage(BOOT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BOOT);

    @ArchTest
    static final ArchRule nobodyUsesTheLauncher = noClasses()
            .that()
            .resideOutsideOfPackage(LAUNCH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LAUNCH);

    @ArchTest
    static final ArchRule theLauncherUsesNoOtherRoom = noClasses()
            .that()
            .resideInAnyPackage(LAUNCH)
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.stentor..").and(not(resideInAnyPackage(LAUNCH))));

    @ArchTest
    static final ArchRule onlyBootMakesJsonb = noClasses()
            .that()
            .resideOutsideOfPackage(BOOT)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(JsonbBuilder.class);

    /** A thread local would outlive the web application on the container's threads. */
    @ArchTest
    static final ArchRule nothingIsKeptPerThread = noFields().should().haveRawType(assignableTo(ThreadLocal.class));

    @ArchTest
    static final ArchRule onlyTheLauncherPrints =
            noClasses().that().resideOutsideOfPackage(LAUNCH).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .callMethodWhere(target(name("sleep"))
                    .and(target(owner(assignableTo(Thread.class).or(assignableTo(TimeUnit.class))))));

    /** JSON is left to {@link #oneClassOfTheCoreKnowsTheJsonLibrary}. */
    private static ArchRule room(String room, String... below) {
        return classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", room)
                        .or(resideInAnyPackage(below))
                        .or(resideInAnyPackage("jakarta.json..")));
    }

    private static ArchRule edge(String edge, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(edge)
                .should()
                .dependOnClassesThat(resideInAnyPackage(others).or(resideInAnyPackage(BOOT, LAUNCH)));
    }
}
