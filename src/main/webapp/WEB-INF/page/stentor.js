// A module, so strict and with a scope of its own. What comes from outside goes into the page as text, never as HTML.

const READY_INTERVAL_MS = 10_000;
const ANSWER_TIMEOUT_MS = 8_000;
const COPY_FEEDBACK_MS = 2_000;
const MAX_ROWS = 200;
const MAX_SHOWN_DATA = 4_000;
const DEFAULT_CHANNEL = "my-channel";
const DEFAULT_EVENT = "greeting";

const byId = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];

/** Where this page, and so its server, is: nothing else tells. */
const server = (() => {
  const secure = location.protocol === "https:";
  return {
    secure,
    host: location.hostname,
    port: Number(location.port) || (secure ? 443 : 80),
    authority: location.host,
    // "" at the root, else for example "/ctx".
    prefix: new URL(".", location.href).pathname.slice(0, -1),
  };
})();

/** What page.json said; null until it did. */
let facts = null;

// ---- Server status

async function askReady() {
  try {
    const response = await fetch("ready", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    if (response.ok) {
      return "up";
    }
    // Another 503 is a proxy's, whose server does not answer.
    const draining = response.status === 503 && (await response.text()).trim() === "DRAINING";
    return draining ? "draining" : "unreachable";
  } catch {
    return "unreachable";
  }
}

async function checkServer() {
  showStatus(await askReady());
  if (facts === null) {
    await loadFacts();
  }
}

function showStatus(status) {
  const pill = byId("status");
  // Writing the same word again would make screen readers repeat it.
  if (pill.dataset.status !== status) {
    pill.dataset.status = status;
    pill.textContent = status;
  }
}

function watchServer() {
  checkServer();
  setInterval(() => document.hidden || checkServer(), READY_INTERVAL_MS);
  document.addEventListener("visibilitychange", () => document.hidden || checkServer());
}

// ---- What this server is

async function loadFacts() {
  const problem = byId("page-problem");
  try {
    const response = await fetch("page.json", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    facts = await response.json();
    problem.hidden = true;
    showFacts();
  } catch {
    problem.textContent = "The server does not say which apps it has. This page asks again every 10 seconds.";
    problem.hidden = false;
  }
}

function showFacts() {
  byId("version").textContent = facts.version;
  for (const element of all("[data-mode]")) {
    element.hidden = element.dataset.mode !== facts.mode;
  }
  if (isDemo()) {
    byId("key").value = facts.key;
    byId("key").readOnly = true;
  }
  if (facts.mode === "empty") {
    showConfiguration();
  }
  showSnippets();
}

function isDemo() {
  return facts !== null && facts.mode === "demo";
}

// ---- How to configure an app

function showConfiguration() {
  // Random, since a secret from an example would be everybody's.
  const app = { id: "my-app", key: randomHex(10), secret: randomHex(20) };
  const apps = JSON.stringify([app]);
  byId("configure-context").textContent = `<context-param>
  <param-name>stentor.apps</param-name>
  <param-value>${apps}</param-value>
</context-param>`;
  byId("configure-environment").textContent = `STENTOR_APPS='${apps}'`;
  byId("configure-file").textContent = JSON.stringify({ apps: [app] }, null, 2);
}

function randomHex(bytes) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- Snippets

function showSnippets() {
  const key = byId("key").value.trim() || "YOUR_APP_KEY";
  byId("snippet-js").textContent = pusherJsSnippet(key);
  byId("snippet-echo").textContent = echoSnippet(key);
  byId("snippet-java").textContent = javaSnippet(key);
  byId("snippet-publish").textContent = publishSnippet(key);
}

/** A string literal of JavaScript and, but for odd characters, of Java. */
function literal(text) {
  return JSON.stringify(text);
}

function clientOptions() {
  return [
    `wsHost: ${literal(server.host)},`,
    `wsPort: ${server.port},`,
    `wssPort: ${server.port},`,
    ...(server.prefix ? [`wsPath: ${literal(server.prefix)},`] : []),
    `forceTLS: ${server.secure},`,
    `enabledTransports: ["ws", "wss"],`,
    `cluster: "mt1", // required by pusher-js, without effect here`,
    `disableStats: true,`,
  ]
    .map((line) => `  ${line}`)
    .join("\n");
}

function pusherJsSnippet(key) {
  return `import Pusher from "pusher-js";

const pusher = new Pusher(${literal(key)}, {
${clientOptions()}
});

const channel = pusher.subscribe("${DEFAULT_CHANNEL}");
channel.bind("${DEFAULT_EVENT}", (data) => console.log(data));`;
}

function echoSnippet(key) {
  return `import Echo from "laravel-echo";
import Pusher from "pusher-js";

window.Pusher = Pusher;

const echo = new Echo({
  broadcaster: "pusher",
  key: ${literal(key)},
${clientOptions()}
});

// The leading dot: an event's name without Laravel's namespace.
echo.channel("${DEFAULT_CHANNEL}").listen(".${DEFAULT_EVENT}", (data) => console.log(data));`;
}

function javaSnippet(key) {
  const port = server.secure ? `.setWssPort(${server.port})` : `.setWsPort(${server.port})`;
  return `PusherOptions options = new PusherOptions()
    .setHost(${literal(server.host)})
    ${port}
    .setUseTLS(${server.secure});
Pusher pusher = new Pusher(${literal(key)}, options);
pusher.connect();

Channel channel = pusher.subscribe("${DEFAULT_CHANNEL}");
channel.bind("${DEFAULT_EVENT}", event -> System.out.println(event.getData()));`;
}

function publishSnippet(key) {
  // Below a path the port goes into the host: the SDK puts its own port last.
  const address = server.prefix
    ? `host: ${literal(server.authority + server.prefix)},`
    : `host: ${literal(server.host)},\n  port: ${server.port},`;
  return `import Pusher from "pusher";

const pusher = new Pusher({
  appId: ${literal(isDemo() ? "app-id" : "YOUR_APP_ID")},
  key: ${literal(key)},
  secret: ${literal(isDemo() ? "app-secret" : "YOUR_APP_SECRET")},
  ${address}
  useTLS: ${server.secure},
});

await pusher.trigger("${DEFAULT_CHANNEL}", "${DEFAULT_EVENT}", { text: "Hello!" });`;
}

function showPrefix() {
  for (const element of all("[data-prefix]")) {
    element.textContent = server.prefix;
  }
  for (const element of all("[data-below-root]")) {
    element.hidden = server.prefix === "";
  }
}

// ---- Tabs

function select(tab, tabs) {
  for (const other of tabs) {
    const selected = other === tab;
    other.setAttribute("aria-selected", String(selected));
    other.tabIndex = selected ? 0 : -1;
    byId(other.getAttribute("aria-controls")).hidden = !selected;
  }
}

function tabFor(pressed, current, tabs) {
  const at = tabs.indexOf(current);
  switch (pressed) {
    case "ArrowRight":
      return tabs[(at + 1) % tabs.length];
    case "ArrowLeft":
      return tabs[(at + tabs.length - 1) % tabs.length];
    case "Home":
      return tabs[0];
    case "End":
      return tabs[tabs.length - 1];
    default:
      return null;
  }
}

function enableTabs() {
  const tabs = all("[role=tab]");
  for (const tab of tabs) {
    tab.addEventListener("click", () => select(tab, tabs));
    tab.addEventListener("keydown", (event) => {
      // Alt and an arrow is the browser's: back and forward.
      const next = event.altKey || event.ctrlKey || event.metaKey ? null : tabFor(event.key, tab, tabs);
      if (next) {
        event.preventDefault();
        select(next, tabs);
        next.focus();
      }
    });
  }
}

// ---- Copying

async function copy(text) {
  try {
    // Not there on plain http from another machine.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "visually-hidden";
  area.readOnly = true;
  area.value = text;
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    focused?.focus({ preventScroll: true });
  }
}

async function copySnippet(button) {
  const code = byId(button.dataset.copy);
  if (await copy(code.textContent)) {
    showCopied(button, "Copied", "Copied.");
  } else {
    getSelection().selectAllChildren(code);
    showCopied(button, "Selected", "Selected. Copy it with the keyboard.");
  }
}

function showCopied(button, word, announcement) {
  const label = button.firstElementChild;
  label.textContent = word;
  byId("announcement").textContent = announcement;
  setTimeout(() => {
    label.textContent = "Copy";
    byId("announcement").textContent = "";
  }, COPY_FEEDBACK_MS);
}

function enableCopying() {
  for (const button of all("[data-copy]")) {
    button.addEventListener("click", () => copySnippet(button));
  }
}

// ---- Try-out: connection

/** The client of the try-out; null while there is none. */
let pusher = null;

/** The channel it listens to. */
let channel = null;

function connect() {
  const wrong = wrongInput();
  showProblem(wrong?.problem ?? "", wrong?.input);
  if (wrong) {
    wrong.input.focus();
    return;
  }
  if (typeof window.Pusher !== "function") {
    showProblem("pusher.min.js did not load, so there is nothing to connect with. Reload the page.");
    return;
  }
  const key = byId("key").value.trim();
  pusher = new window.Pusher(encodeURIComponent(key), {
    wsHost: server.host,
    wsPort: server.port,
    wssPort: server.port,
    ...(server.prefix ? { wsPath: server.prefix } : {}),
    forceTLS: server.secure,
    // Nothing but this server is ever asked: no fallback, no statistics. On plain http there is no TLS to fall back on.
    enabledTransports: server.secure ? ["ws", "wss"] : ["ws"],
    cluster: "mt1",
    enableStats: false,
  });
  const { connection } = pusher;
  connection.bind("state_change", ({ current }) => showState(current));
  connection.bind("error", (error) => showProblem(describe(error, key)));
  // It began to connect before it could be listened to.
  showState(connection.state);
  listen();
}

function disconnect() {
  pusher.disconnect();
  showProblem("");
}

function isActive() {
  return pusher !== null && pusher.connection.state !== "disconnected" && pusher.connection.state !== "failed";
}

function listen() {
  channel?.unbind_all();
  if (channel && pusher.channel(channel.name) === channel) {
    pusher.unsubscribe(channel.name);
  }
  const name = byId("channel").value.trim();
  channel = pusher.subscribe(name);
  channel.bind_global((event, data) => addEvent(name, event, data));
}

function changeChannel() {
  if (!isActive()) {
    return;
  }
  const wrong = wrongInput();
  showProblem(wrong?.problem ?? "", wrong?.input);
  if (!wrong) {
    listen();
  }
}

/** The first input that cannot be used, and why; null when all can. */
function wrongInput() {
  const [key, channelName] = [byId("key"), byId("channel")];
  if (key.value.trim() === "") {
    return { input: key, problem: "An app key is needed." };
  }
  if (channelName.value.trim() === "") {
    return { input: channelName, problem: "A channel is needed." };
  }
  if (/^(private|presence)-/.test(channelName.value.trim())) {
    const problem =
      "This page can only try public channels: those beginning with private- or presence- need your own back end " +
      "to authorize each subscription.";
    return { input: channelName, problem };
  }
  return null;
}

function showState(state) {
  byId("state").textContent = state;
  byId("socket-id").textContent = state === "connected" ? pusher.connection.socket_id : "";
  byId("connect").textContent = isActive() ? "Disconnect" : "Connect";
  // A demo's key stays as it is, another one while it is in use.
  byId("key").readOnly = isDemo() || isActive();
  if (state === "connected") {
    showProblem("");
  } else if (state === "unavailable" && byId("problem").textContent === "") {
    showProblem(`No connection to ${server.authority} so far; pusher-js goes on trying.`);
  } else if (state === "failed") {
    showProblem("This browser has no WebSocket.");
  }
}

function showProblem(problem, input) {
  byId("problem").textContent = problem;
  for (const each of [byId("key"), byId("channel")]) {
    each.removeAttribute("aria-invalid");
  }
  input?.setAttribute("aria-invalid", "true");
}

/** Says in words what pusher-js calls an error: sometimes the server's own, sometimes one wrapped in another. */
function describe(error, key) {
  const { code, message } = error?.data ?? error?.error?.data ?? {};
  const sentence = withoutStop(message || "The connection was lost");
  return code ? `${sentence} (${code}). ${advice(code, key)}`.trim() : `${sentence}.`;
}

function withoutStop(sentence) {
  return sentence.replace(/\.$/, "");
}

function advice(code, key) {
  switch (code) {
    case 4001:
      return `This server has no app with the key “${key}”.`;
    case 4004:
      return "The app is switched off in the server's configuration.";
    case 4005:
      return `The app does not allow connections from pages of ${location.origin}.`;
    default:
      return (code >= 4100 && code < 4300) || code < 4000 ? "pusher-js tries again by itself." : "";
  }
}

// ---- Try-out: log

/** Rows that came since the log was last drawn. */
let pendingRows = [];

function addEvent(channelName, event, data) {
  if (pendingRows.length === 0) {
    requestAnimationFrame(drawPendingRows);
  }
  pendingRows.push({ time: new Date(), channelName, event, data });
  // A hidden page draws nothing, however much comes.
  pendingRows = pendingRows.slice(-MAX_ROWS);
}

/** Once per frame, so that a flood of events does not lay the page out for each. */
function drawPendingRows() {
  const [box, log] = [byId("log-box"), byId("log")];
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 8;
  log.append(...pendingRows.map(row));
  pendingRows = [];
  while (log.childElementCount > MAX_ROWS) {
    log.firstElementChild.remove();
  }
  // Whoever scrolled back is reading.
  if (atEnd) {
    box.scrollTop = box.scrollHeight;
  }
}

function row({ time, channelName, event, data }) {
  const clock = element("time", "", time.toTimeString().slice(0, 8));
  clock.dateTime = time.toISOString();
  const item = document.createElement("li");
  item.append(
    clock,
    " ",
    element("span", "channel", channelName),
    " ",
    element("strong", "event", event),
    " ",
    element("span", "data", shown(data)),
  );
  return item;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function shown(data) {
  const text = typeof data === "string" ? data : (JSON.stringify(data) ?? "");
  return text.length > MAX_SHOWN_DATA ? `${text.slice(0, MAX_SHOWN_DATA)}… (${text.length} characters)` : text;
}

// ---- Try-out: publishing, in demo mode

async function publish() {
  const event = {
    name: byId("publish-name").value.trim(),
    channel: byId("channel").value.trim(),
    data: byId("publish-data").value,
  };
  try {
    const response = await fetch("try", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(event),
    });
    if (response.ok) {
      const hint = pusher?.connection.state === "connected" ? "" : " Connect to see events come in.";
      showPublished(`Published ${event.name} to ${event.channel}.${hint}`, false);
    } else {
      showPublished(`Not published. ${await refusal(response)}`, true);
    }
  } catch {
    showPublished("Not published. The server cannot be reached.", true);
  }
}

async function refusal(response) {
  try {
    const { error } = await response.json();
    if (typeof error === "string") {
      return `The server says: ${withoutStop(error)} (status ${response.status}).`;
    }
  } catch {
    // No JSON, so it is no answer of Stentor's.
  }
  return `The answer has status ${response.status}.`;
}

function showPublished(text, isProblem) {
  const result = byId("publish-result");
  result.classList.toggle("problem", isProblem);
  result.textContent = text;
}

// ---- Start

function onSubmit(form, action) {
  byId(form).addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
}

function start() {
  showPrefix();
  showSnippets();
  enableTabs();
  enableCopying();
  byId("key").addEventListener("input", showSnippets);
  byId("channel").addEventListener("change", changeChannel);
  onSubmit("connect-form", () => (isActive() ? disconnect() : connect()));
  onSubmit("publish-form", publish);
  watchServer();
}

start();
