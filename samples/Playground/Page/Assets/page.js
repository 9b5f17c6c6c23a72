// Shows what /events sends. No framework and no build: a browser of the last years runs it as it is.
const $ = id => document.getElementById(id);
const svgNamespace = "http://www.w3.org/2000/svg";
const clock = new Intl.DateTimeFormat([], { timeStyle: "medium", hourCycle: "h23" });
const stateWords = { Empty: "none yet", Fresh: "fresh", Advisory: "early window", Mandatory: "about to end", Expired: "expired" };
const stateShapes = { Fresh: ["fresh", 12], Advisory: ["early", 8], Mandatory: ["late", 4], Expired: ["late", 4] };
const mostRows = 8;
const mostHappenings = 100;

let paused = false;
let latest = null;
let held = [];
let lastHappening = 0;

// --- Small things

const time = text => new Date(text).getTime();
const seconds = value => value >= 100 ? `${Math.round(value)} s` : `${value.toFixed(1)} s`;
const span = value => value >= 3600 ? `${value / 3600} h` : value >= 60 ? `${Math.round(value / 60)} min` : `${value} s`;

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function shape(parent, name, attributes, text) {
  const node = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

function canvas(svg, height) {
  const width = Math.max(svg.clientWidth, 240);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  svg.replaceChildren();
  return width;
}

function rows(body, lines) {
  body.replaceChildren(...lines.map(cells => {
    const row = document.createElement("tr");
    for (const cell of cells) row.insertCell().textContent = cell;
    return row;
  }));
}

// --- Credentials

function articleOf(key) {
  const name = `credential ${key}`;
  let article = [...$("credentials").children].find(child => child.dataset.key === name);
  if (!article) {
    article = $("credential").content.cloneNode(true).firstElementChild;
    article.dataset.key = name;
    article.querySelector("h3").textContent = key;
    $("credentials").append(article);
  }
  return article;
}

function showCredential(state, { current, generations }) {
  const article = articleOf(current.key);
  const now = time(state.now);
  const age = current.issuedAt ? (now - time(current.issuedAt)) / 1000 : null;
  const rest = current.expiresAt ? (time(current.expiresAt) - now) / 1000 : null;
  const number = name => article.querySelector(`[data-of="${name}"]`);
  const words = current.isRejected ? "refused" : stateWords[current.state] ?? current.state;
  put(number("generation"), String(current.generation));
  put(number("state"), words);
  put(number("age"), age === null ? "–" : seconds(age));
  put(number("rest"), rest === null ? "–" : seconds(Math.max(rest, 0)));
  put(number("refreshes"), String(state.refreshes.succeeded));
  put(number("failures"), String(state.refreshes.failed));
  number("failures").classList.toggle("bad", current.failures > 0);

  const svg = article.querySelector("svg");
  svg.setAttribute("aria-label", age === null
    ? "Timeline: there is no credential yet."
    : `Timeline: generation ${current.generation} is ${words}, ${seconds(age)} old and good for ${seconds(Math.max(rest, 0))}. ` +
      `${state.refreshes.succeeded} refreshes, ${state.refreshes.failed} failed.`);
  drawTimeline(svg, state, now, generations.slice(-mostRows));
  rows(article.querySelector("tbody"), generations.toReversed().map(g => [
    g.number, g.userName ?? "not known yet", clock.format(time(g.issuedAt)), g.replacedAt ? clock.format(time(g.replacedAt)) : "in use", clock.format(time(g.expiresAt)),
  ]));
}

function drawTimeline(svg, state, now, generations) {
  const rowHeight = 20;
  const top = 18;
  const axis = top + generations.length * rowHeight;
  const width = canvas(svg, axis + 34);
  if (generations.length === 0) return;

  const left = 34;
  const last = Math.max(...generations.map(g => time(g.expiresAt)));
  const from = Math.min(time(generations[0].issuedAt), now - 20_000);
  const to = Math.max(last, now + 5_000);
  const x = at => left + (width - left - 4) * (Math.min(Math.max(at, from), to) - from) / (to - from);
  const bar = (name, height, y, begin, end) => {
    if (end > begin) shape(svg, "rect", { class: name, x: x(begin), y: y + (12 - height) / 2, width: Math.max(x(end) - x(begin), 1), height });
  };

  generations.forEach((g, index) => {
    const y = top + index * rowHeight;
    shape(svg, "text", { x: 0, y: y + 10, class: "quiet" }, g.number);
    const served = g.replacedAt ? time(g.replacedAt) : now;
    g.spans.forEach((part, i) => {
      const [name, height] = stateShapes[part.state] ?? ["rest", 12];
      bar(name, height, y, time(part.from), i === g.spans.length - 1 ? served : time(part.to));
    });
    bar("rest", 11, y, served, time(g.expiresAt));
  });

  shape(svg, "line", { class: "axis", x1: left, x2: width, y1: axis + 2, y2: axis + 2 });
  for (const at of state.refreshes.succeededAt.map(time).filter(at => at >= from)) shape(svg, "text", { class: "ok", x: x(at) - 5, y: axis + 16 }, "▲");
  for (const at of state.refreshes.failedAt.map(time).filter(at => at >= from)) shape(svg, "text", { class: "bad", x: x(at) - 5, y: axis + 16 }, "✕");
  shape(svg, "line", { class: "now", x1: x(now), x2: x(now), y1: top - 4, y2: axis + 4 });
  shape(svg, "text", { x: x(now), y: 10, "text-anchor": "middle" }, "now");
  shape(svg, "text", { class: "quiet", x: left, y: axis + 31 }, clock.format(from));
  shape(svg, "text", { class: "quiet", x: width, y: axis + 31, "text-anchor": "end" }, clock.format(to));
}

// --- Ages, sessions, orders

function showAges({ targetSeconds, oldestSeconds, buckets }) {
  const total = buckets.reduce((sum, b) => sum + b.count, 0);
  const over = buckets.at(-1).count;
  const label = b => b.upTo === null ? `more than ${span(targetSeconds)}` : span(b.upTo);
  put($("ages-summary"), total === 0
    ? "No login yet."
    : `${total} logins, the oldest credential ${seconds(oldestSeconds)} old; ${over} with one older than the target of ${span(targetSeconds)}.`);
  rows($("ages-rows"), buckets.map(b => [label(b), b.count]));

  const height = 150;
  const foot = 126;
  const width = canvas($("ages"), height);
  const most = Math.max(...buckets.map(b => b.count), 1);
  const step = width / buckets.length;
  buckets.forEach((b, index) => {
    const size = b.count === 0 ? 0 : Math.max(2, 96 * b.count / most);
    shape($("ages"), "rect", { class: b.upTo === null ? "late" : "fresh", x: index * step + 2, y: foot - size, width: step - 4, height: size });
    if (b.count > 0) shape($("ages"), "text", { x: (index + .5) * step, y: foot - size - 4, "text-anchor": "middle" }, b.count);
    if (index % 2 === 0 && b.upTo !== null) shape($("ages"), "text", { class: "quiet", x: (index + .5) * step, y: foot + 16, "text-anchor": "middle" }, span(b.upTo).replace(" ", "\u2009"));
  });
  const target = width - step;
  shape($("ages"), "line", { class: "axis", x1: 0, x2: width, y1: foot, y2: foot });
  shape($("ages"), "line", { class: "target", x1: target, x2: target, y1: 14, y2: foot });
  shape($("ages"), "text", { x: target - 4, y: 24, "text-anchor": "end" }, `target ${span(targetSeconds)}`);
}

function showSessions(sessions) {
  if (!sessions) {
    put($("sessions-summary"), "PostgreSQL does not answer.");
    rows($("sessions"), []);
    return;
  }
  const total = sessions.reduce((sum, s) => sum + s.count, 0);
  put($("sessions-summary"), `${total} open at the server.`);
  rows($("sessions"), sessions.toReversed().map(s => [s.generation ?? "not seen", s.userName, s.count]));
}

function showTraffic(traffic) {
  put($("rate"), traffic.ordersPerSecond.toFixed(1));
  for (const name of ["orders", "errors", "repeated", "refused"]) put($(name), String(traffic[name]));
  $("errors").classList.toggle("bad", traffic.errors > 0);
}

function show(state) {
  put($("issuer"), `${state.issuer.name}${state.issuer.isDown ? " (down)" : ""}: ${state.issuer.facts}`);
  for (const credential of state.credentials) showCredential(state, credential);
  showAges(state.ages);
  showSessions(state.sessions);
  showTraffic(state.traffic);
}

// --- The event log

function tell(happening) {
  if (happening.id <= lastHappening) $("log").replaceChildren(); // another Playground at the same address
  lastHappening = happening.id;
  const item = document.createElement("li");
  item.dataset.said = JSON.stringify([happening.kind, happening.text, happening.eventId]);
  if (happening.times > 1 && $("log").firstElementChild?.dataset.said === item.dataset.said) $("log").firstElementChild.remove();
  item.className = happening.kind;
  const add = (name, text, className) => {
    const node = document.createElement(name);
    node.textContent = text;
    if (className) node.className = className;
    item.append(node);
    return node;
  };
  add("time", clock.format(time(happening.at))).dateTime = happening.at;
  add("span", happening.kind, "who");
  add("span", happening.text, "text");
  if (happening.times > 1) add("span", `${happening.times} times`, "times");
  if (happening.eventId) {
    const link = add("a", `event ${happening.eventId}`);
    link.href = "/docs/observability.md#log-events";
  }
  $("log").prepend(item);
  while ($("log").children.length > mostHappenings) $("log").lastChild.remove();
}

// --- Buttons

let token = null;

async function loadControls() {
  const answer = await fetch("/controls");
  if (!answer.ok) return;
  const set = await answer.json();
  token = set.token;
  if ($("buttons").children.length > 0) return;
  $("buttons").replaceChildren(...set.controls.map(control => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const description = document.createElement("p");
    button.type = "button";
    button.id = `press-${control.name}`;
    button.textContent = control.label;
    button.setAttribute("aria-describedby", `about-${control.name}`);
    button.addEventListener("click", () => press(button, control));
    description.id = `about-${control.name}`;
    description.textContent = control.description;
    item.append(button, description);
    return item;
  }));
  $("controls").hidden = false;
}

async function press(button, control) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  put($("outcome"), `${control.label}: under way…`);
  try {
    const answer = await fetch(`/controls/${control.name}`, { method: "POST", headers: { "X-Playground-Token": token } });
    put($("outcome"), `${control.label}: ${(await answer.json()).text}`);
  } catch {
    put($("outcome"), `${control.label}: the Playground does not answer.`);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

// --- Theme and pause

const themes = [["", "as the system"], ["light", "light"], ["dark", "dark"]];

function useTheme(name) {
  const index = Math.max(themes.findIndex(([value]) => value === name), 0);
  document.documentElement.dataset.theme = themes[index][0];
  put($("theme"), `Theme: ${themes[index][1]}`);
  $("theme").onclick = () => {
    const next = themes[(index + 1) % themes.length][0];
    localStorage.setItem("theme", next);
    useTheme(next);
  };
}

$("pause").addEventListener("click", () => {
  paused = !paused;
  $("pause").setAttribute("aria-pressed", String(paused));
  if (paused) return;
  held.forEach(tell);
  held = [];
  if (latest) show(latest);
});

// --- Live

function connect() {
  const events = new EventSource("/events");
  events.addEventListener("open", () => {
    put($("connection"), "Live");
    $("connection").classList.add("live");
    loadControls();
  });
  events.addEventListener("error", () => {
    put($("connection"), "The Playground does not answer; trying again");
    $("connection").classList.remove("live");
    if (events.readyState === EventSource.CLOSED) {
      events.close();
      setTimeout(connect, 1000);
    }
  });
  events.addEventListener("state", event => {
    latest = JSON.parse(event.data).state;
    if (!paused) show(latest);
  });
  events.addEventListener("happening", event => {
    const { happening } = JSON.parse(event.data);
    if (paused) held.push(happening);
    else tell(happening);
  });
}

useTheme(localStorage.getItem("theme") ?? "");
new ResizeObserver(() => latest && !paused && show(latest)).observe($("main"));
connect();
