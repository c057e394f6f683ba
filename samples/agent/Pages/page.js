"use strict";

// Draws the samples that the agent sends once a second. Everything that the agent sends is data: it is written with textContent only.
const POINTS = 120;
const history = [];
let paused = false;
let latest = null;
const recent = [];

const at = id => document.getElementById(id);
const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function number(value, digits = 3) {
  if (value == null) return "–";
  if (value === 0) return "0";
  if (value < 0.01) return "<0.01";
  if (value >= 1e9) return (value / 1e9).toPrecision(digits) + " G";
  if (value >= 1e6) return (value / 1e6).toPrecision(digits) + " M";
  if (value >= 1e4) return (value / 1e3).toPrecision(digits) + " k";
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function duration(microseconds) {
  if (microseconds == null) return "–";
  if (microseconds < 1000) return Number(microseconds.toFixed(microseconds < 10 ? 1 : 0)) + " µs";
  if (microseconds < 1e6) return (microseconds / 1000).toPrecision(3) + " ms";
  return (microseconds / 1e6).toPrecision(3) + " s";
}

function bytes(value) {
  if (value == null) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return (value >= 100 || unit === 0 ? value.toFixed(0) : value.toFixed(1)) + " " + units[unit];
}

const percent = share => share == null ? "–" : (share * 100).toFixed(share < 0.1 ? 3 : 1) + " %";
const clock = time => new Date(time).toLocaleTimeString([], { hour12: false });

function legend(id, names) {
  const list = at(id);
  names.forEach((name, index) => {
    const item = document.createElement("li");
    item.className = "abcd"[index];
    item.textContent = name;
    list.append(item);
  });
}

// Gives a canvas the resolution of the screen. Returns its context, and its size in pixels of CSS.
function prepare(id) {
  const canvas = at(id), box = canvas.getBoundingClientRect(), scale = devicePixelRatio || 1;
  const width = Math.max(1, Math.round(box.width)), height = Math.max(1, Math.round(box.height));
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px system-ui, sans-serif";
  return { context, width, height };
}

const LEFT = 58, BOTTOM = 20, TOP = 8;

function axis(context, width, height) {
  context.fillStyle = style("--soft");
  context.textBaseline = "alphabetic";
  for (const [seconds, align] of [[120, "left"], [60, "center"], [0, "right"]]) {
    context.textAlign = align;
    context.fillText(seconds ? "−" + seconds + " s" : "now", LEFT + (width - LEFT) * (1 - seconds / POINTS), height - 5);
  }
}

// The least of 1, 2, 5 × 10^n that is not below a value.
function ceiling(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (value <= step * power) return step * power;
  return value;
}

function lines(id, series) {
  const { context, width, height } = prepare(id);
  const bottom = height - BOTTOM;
  const top = ceiling(Math.max(0, ...series.flatMap(one => history.map(sample => one.value(sample) ?? 0))));
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.lineWidth = 1;
  for (const part of [0, 0.5, 1]) {
    const y = Math.round(bottom - (bottom - TOP) * part) + 0.5;
    context.strokeStyle = style("--line");
    context.beginPath(); context.moveTo(LEFT, y); context.lineTo(width, y); context.stroke();
    context.fillStyle = style("--soft");
    context.fillText(number(top * part), LEFT - 6, y);
  }
  axis(context, width, height);
  const step = (width - LEFT) / (POINTS - 1);
  for (const one of series) {
    const points = history.map((sample, index) => [
      width - (history.length - 1 - index) * step,
      bottom - (bottom - TOP) * Math.min(1, (one.value(sample) ?? 0) / top),
    ]);
    if (points.length === 0) continue;
    context.strokeStyle = context.fillStyle = style(one.color);
    context.lineWidth = 1.8;
    context.lineJoin = "round";
    context.beginPath();
    points.forEach(([x, y], index) => index ? context.lineTo(x, y) : context.moveTo(x, y));
    context.stroke();
    if (one.fill) {
      context.globalAlpha = 0.12;
      context.lineTo(points.at(-1)[0], bottom);
      context.lineTo(points[0][0], bottom);
      context.fill();
      context.globalAlpha = 1;
    }
  }
}

function mix(from, to, part) {
  const parse = color => [1, 3, 5].map(index => parseInt(color.slice(index, index + 2), 16));
  const [a, b] = [parse(from), parse(to)];
  return `rgb(${a.map((value, index) => Math.round(value + (b[index] - value) * part)).join(" ")})`;
}

// One column for each sample and one row for each power of two. The colour is the logarithm of the rate.
function heat(id, pick) {
  const { context, width, height } = prepare(id);
  const columns = history.map(sample => pick(sample)?.slots ?? []);
  let low = 0, high = 20;
  const used = [];
  columns.forEach(slots => slots.forEach((value, slot) => { if (value > 0) used[slot] = Math.max(used[slot] ?? 0, value); }));
  const slots = Object.keys(used).map(Number);
  if (slots.length) { low = Math.max(0, Math.min(...slots)); high = Math.max(low + 9, Math.max(...slots)); }
  const most = Math.max(1, ...Object.values(used));
  const bottom = height - BOTTOM, row = (bottom - TOP) / (high - low + 1), step = (width - LEFT) / POINTS;
  const [cold, warm, hot] = [style("--heat-low"), style("--heat-middle"), style("--heat-high")];
  context.strokeStyle = style("--line");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (let slot = low; slot <= high + 1; slot++) {
    if ((slot - low) % 3) continue;
    const y = Math.round(bottom - (slot - low) * row) + 0.5;
    context.beginPath(); context.moveTo(LEFT, y); context.lineTo(width, y); context.stroke();
    context.fillStyle = style("--soft");
    context.fillText(slot === 0 ? "0" : duration(2 ** slot), LEFT - 6, Math.max(TOP, y));
  }
  axis(context, width, height);
  columns.forEach((counts, index) => {
    const x = width - (columns.length - index) * step;
    for (let slot = low; slot <= high; slot++) {
      const value = counts[slot];
      if (!(value > 0)) continue;
      const part = Math.log1p(value) / Math.log1p(most);
      context.fillStyle = part < 0.5 ? mix(cold, warm, part * 2) : mix(warm, hot, part * 2 - 1);
      context.fillRect(x, bottom - (slot - low + 1) * row + 0.5, Math.max(1, step - 0.5), Math.max(1, row - 1));
    }
  });
}

// Writes the rows of a table. A cell is a text, or { text, n, share, bad }.
function table(id, rows, empty) {
  const body = document.createElement("tbody"), old = at(id).tBodies[0];
  for (const row of rows) {
    const line = body.insertRow();
    for (const value of row) {
      const cell = line.insertCell(), one = typeof value === "object" && value ? value : { text: value };
      cell.textContent = one.text ?? "";
      cell.title = one.title ?? one.text ?? "";
      if (one.n) cell.classList.add("n");
      if (one.bad) cell.classList.add("bad-text");
      if (one.share > 0) { cell.classList.add("bar"); cell.style.backgroundSize = `${Math.min(100, one.share * 100)}% 70%`; }
    }
  }
  if (!rows.length) {
    const cell = body.insertRow().insertCell();
    cell.colSpan = at(id).tHead.rows[0].cells.length;
    cell.className = "empty";
    cell.textContent = empty;
  }
  old.replaceWith(body);
}

const n = (text, share) => ({ text, n: true, share });
const most = (rows, pick) => Math.max(1e-9, ...rows.map(pick));

function tables(sample) {
  const tcp = sample.tcp?.top ?? [], queue = sample.runQueue?.top ?? [], block = sample.blockIo?.top ?? [];
  const opens = sample.fileOpens?.top ?? [], execs = sample.execs?.top ?? [];
  const [tcpMost, queueMost, blockMost, opensMost, execsMost] = [
    most(tcp, row => row.connections), most(queue, row => row.rate), most(block, row => row.rate),
    most(opens, row => row.rate), most(execs, row => row.rate)];
  table("table-tcp", tcp.slice(0, 8).map(row => [row.place, row.outgoing ? "outgoing" : "incoming", n(String(row.port)),
    n(number(row.connections), row.connections / tcpMost), n(number(row.failed)), n(number(row.retransmitted))]), "No connection lately");
  table("table-queue", queue.slice(0, 8).map(row => [row.place, n(number(row.rate), row.rate / queueMost), n(duration(row.median)),
    n(duration(row.high))]), "No thread waited lately");
  table("table-block", block.slice(0, 8).map(row => [row.place, row.operation, n(number(row.rate), row.rate / blockMost),
    n(bytes(row.bytesPerSecond)), n(duration(row.median)), n(duration(row.high))]), "No request lately");
  table("table-opens", opens.slice(0, 8).map(row => [row.command, row.place, n(number(row.rate), row.rate / opensMost),
    n(number(row.failed))]), "No file was opened lately");
  table("table-execs", execs.slice(0, 8).map(row => [row.command, row.place, n(number(row.rate), row.rate / execsMost)]),
    "No program was executed lately");
  table("table-recent", recent.slice(0, 14).map(one => [clock(one.time), n(String(one.pid)), { text: one.file, title: one.file },
    one.container ?? one.cgroup]), "No program was executed since this page is open");
  const share = most(sample.probes, probe => probe.share ?? 0);
  table("table-probes", sample.probes.map(probe => [probe.title, { text: probe.state, bad: probe.state === "failed" },
    n(number(probe.runsPerSecond)), n(percent(probe.share), (probe.share ?? 0) / share / 2),
    n(probe.runsPerSecond > 0 ? (probe.share / probe.runsPerSecond * 1e9).toFixed(0) + " ns" : "–"),
    { text: number(probe.lost), n: true, bad: probe.lost > 0 },
    n(number(probe.dropped))]), "");
}

function tiles(sample) {
  const set = (id, text) => { at(id).textContent = text; };
  const { tcp, runQueue, blockIo, fileOpens, execs } = sample;
  set("tile-tcp", tcp ? number(tcp.incoming + tcp.outgoing) : "–");
  set("note-tcp", tcp ? `${number(tcp.failed)} failed, ${number(tcp.retransmitted)} retransmits` : "");
  set("tile-queue", runQueue ? duration(runQueue.median) : "–");
  set("note-queue", runQueue ? `99 % below ${duration(runQueue.high)}` : "");
  set("tile-block", blockIo ? duration(blockIo.median) : "–");
  set("note-block", blockIo ? `${bytes(blockIo.bytesPerSecond)}/s` : "");
  set("tile-opens", fileOpens ? number(fileOpens.rate) : "–");
  set("note-opens", fileOpens ? `${number(fileOpens.failed)} failed` : "");
  set("tile-execs", execs ? number(execs.rate) : "–");
  set("note-execs", execs?.top.length ? `most: ${execs.top[0].command}` : "");
}

function states(sample) {
  const failed = sample.probes.filter(probe => probe.state === "failed"), box = at("problems");
  const running = sample.probes.filter(probe => probe.state === "running");
  const state = !failed.length ? "ok" : running.length ? "degraded" : "failed";
  const badge = at("status");
  badge.textContent = paused ? "paused" : state;
  badge.className = "badge " + (state === "ok" ? "good" : state === "degraded" ? "warn" : "bad");
  at("node").textContent = sample.node;
  document.title = `${sample.node}: BpfGen agent`;
  for (const probe of sample.probes) at("probe-" + probe.name)?.classList.toggle("off", probe.state !== "running");
  box.hidden = !failed.length;
  const heading = document.createElement("h2");
  heading.textContent = failed.length === 1 ? "One probe does not run" : `${failed.length} probes do not run`;
  box.replaceChildren(heading, ...failed.map(probe => {
    const line = document.createElement("p"), name = document.createElement("b");
    name.textContent = probe.title;
    line.append(name, ": " + (probe.reason ?? "unknown"));
    return line;
  }));
}

function draw() {
  lines("chart-tcp", [
    { color: "--a", fill: true, value: sample => sample.tcp?.incoming },
    { color: "--b", value: sample => sample.tcp?.outgoing },
    { color: "--c", value: sample => sample.tcp?.failed },
    { color: "--d", value: sample => sample.tcp?.retransmitted },
  ]);
  heat("heat-queue", sample => sample.runQueue);
  heat("heat-block", sample => sample.blockIo);
  lines("chart-opens", [
    { color: "--a", fill: true, value: sample => sample.fileOpens?.rate },
    { color: "--b", value: sample => sample.fileOpens?.failed },
  ]);
  lines("chart-execs", [{ color: "--a", fill: true, value: sample => sample.execs?.rate }]);
}

function show(sample) {
  latest = sample;
  history.push(sample);
  if (history.length > POINTS) history.shift();
  recent.unshift(...(sample.recent ?? []));
  recent.length = Math.min(recent.length, 50);
  if (paused) return;
  states(sample);
  tiles(sample);
  tables(sample);
  draw();
}

function theme(dark) {
  document.documentElement.classList.toggle("dark", dark);
  at("theme").textContent = dark ? "Light" : "Dark";
  if (latest) draw();
}

const preference = matchMedia("(prefers-color-scheme: dark)");
let chosen = null;
theme(preference.matches);
preference.addEventListener("change", () => { if (chosen === null) theme(preference.matches); });
at("theme").addEventListener("click", () => { chosen = !document.documentElement.classList.contains("dark"); theme(chosen); });
at("pause").addEventListener("click", () => {
  paused = !paused;
  at("pause").textContent = paused ? "Go on" : "Pause";
  at("pause").setAttribute("aria-pressed", String(paused));
  if (latest) { states(latest); if (!paused) { tables(latest); tiles(latest); draw(); } }
});
addEventListener("resize", () => { if (latest) draw(); });

legend("legend-tcp", ["incoming", "outgoing", "failed", "retransmits"]);
legend("legend-opens", ["opened", "failed"]);
legend("legend-execs", ["executed"]);

const source = new EventSource("/events");
source.onmessage = message => show(JSON.parse(message.data));
source.onerror = () => {
  at("status").textContent = "connection lost";
  at("status").className = "badge bad";
};
