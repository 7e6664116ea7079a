// At the door: what is typed is kept on the phone at once, encrypted, and sent when there is a signal. Without this, the form is sent whole.
const form = document.getElementById("door");
const waiting = await import(form.dataset.waiting);
const part = (id) => document.getElementById(id);
const job = location.pathname.split("/")[2], here = `/attending/${job}/`, shell = "shell" in form.dataset;
const SEND_AFTER = 700, AGAIN_AFTER = [3, 5, 10, 20, 40, 60];
const OURS = new Set(["csrfmiddlewaretoken", "sent-as", "base", "press", "do", "turn", "writer", "pressed", "kept-form"]);
const clock = document.querySelector("[data-clock]");
const offset = clock ? Number(clock.dataset.clock) / 1000 - Date.now() : undefined;

let session = null, token = form.elements.csrfmiddlewaretoken?.value ?? "", busy = false, keeping = null, dirty = false, failed = 0, timer = 0, out = false;
// `base` is the server's turn that this was typed upon, `writer` this page, `press` a press of the button that is not answered yet.
let record = { fields: {}, turn: 0, base: Number(form.elements.base?.value ?? 0), writer: crypto.randomUUID(), unsent: false, press: null, title: form.dataset.title ?? "", ever: false };

// What pages of this job kept that are gone by now, and had not sent.
const beside = [];

const now = () => Math.round(Date.now() + (session?.offset ?? offset ?? 0));
const clockOf = (at) => new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "Europe/London" }).format(at);

function say(words, state = "") {
  const status = part("door-status");
  if (status.textContent !== words) status.textContent = words;
  status.dataset.state = state;
}

function typed() {
  const found = {};
  for (const [name, value] of new FormData(form)) if (!OURS.has(name) && value.trim()) found[name] = value;
  return found;
}

function fill(fields) {
  for (const field of form.elements) {
    if (!field.name || OURS.has(field.name) || field.type === "submit") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = fields[field.name] === field.value;
    else field.value = fields[field.name] ?? "";
  }
}

// The same words as on the server (questions.py).
function holds(condition, fields) {
  const [, name, by, value] = /^(\w+)(!=|=|<|>)(.+)$/.exec(condition);
  const said = fields[name] ?? "";
  if (by === "=") return value.split("|").includes(said);
  if (by === "!=") return !value.split("|").includes(said);
  const mine = number(said), other = /^\d+$/.test(value) ? Number(value) : number(fields[value] ?? "");
  if (mine === null || other === null) return false;
  return by === "<" ? mine < other : mine > other;
}
const number = (text) => (/^\s*\d{1,3}\s*$/.test(text) ? Number(text) : null);

function show(fields) {
  const lacking = [];
  for (const field of form.querySelectorAll(".sh-door__field")) {
    const off = field.dataset.if ? !field.dataset.if.split(",").every((each) => holds(each, fields)) : false;
    field.toggleAttribute("data-off", off);
    const name = field.id.slice("field-".length);
    if (field.dataset.wanted && !off && !(fields[name] ?? "").trim()) lacking.push([name, field.dataset.wanted]);
  }
  if (!Object.keys(fields).some((name) => name.startsWith("reach_"))) lacking.unshift([form.querySelector("[name^=reach_]").name, "How she may be reached"]);
  part("door-count").textContent = lacking.length;
  part("door-list").replaceChildren(...lacking.map(([name, words]) => {
    const line = document.createElement("li"), link = document.createElement("a");
    link.className = "govuk-link";
    link.href = `#${name}`;
    link.textContent = words;
    line.append(link);
    return line;
  }));
}

// One writing at a time, and the last of what was typed always.
async function keep() {
  if (keeping) { dirty = true; return keeping; }
  keeping = (async () => {
    do {
      dirty = false;
      if (!session) break;
      if (record.unsent || record.press || record.ever) await waiting.write(session, job, record, record.unsent || Boolean(record.press));
    } while (dirty);
  })().catch(() => { say("This phone cannot keep what you type. Stay on this page until it is sent.", "error"); });
  await keeping;
  keeping = null;
}

function later(seconds) {
  clearTimeout(timer);
  timer = setTimeout(send, seconds * 1000);
}

const KEPT_HERE = "kept on this phone, encrypted, and sent by itself when there is a signal";
function unsent() {
  const safe = session ? KEPT_HERE : "kept on this page only: leave it open";
  say(record.press ? `No signal. To be put on record: ${safe}.` : `No signal. What you type is ${safe}.`, "waits");
  later(AGAIN_AFTER[Math.min(failed++, AGAIN_AFTER.length - 1)]);
}

class Out extends Error {}
class Declined extends Out {}
const SIGNED_OUT = "You are signed out. What you typed is kept on this phone: sign in, and it is sent.";
const ELSEWHERE = "You work in another posting now. What you typed is kept: change back to the posting in which you opened this job.";
async function renew() {
  const answer = await fetch("/still/token", { headers: { "X-Safehold-Poll": "1" }, redirect: "manual", cache: "no-store" });
  if (!answer.ok) throw new Out(SIGNED_OUT);
  const given = await answer.json();
  const as = session?.as ?? form.elements["sent-as"]?.value;
  if (as && given.as !== as) throw new Out(ELSEWHERE);
  token = given.token;
}

async function post(what, data, again = true) {
  if (!token) await renew();
  data.set("csrfmiddlewaretoken", token);
  const answer = await fetch(`${here}${what}`, { method: "POST", body: data, headers: { "X-Safehold-Part": "1" }, redirect: "manual" });
  const state = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.ok) return state;
  if (again && (state.state === "stale" || answer.status === 403)) {
    await renew();
    return post(what, data, false);
  }
  if (state.state === "declined") throw new Declined(state.says);
  if (state.state === "another") throw new Out("Somebody else is signed in on this phone now. Nothing that was typed here is sent.");
  if (state.state === "posting") throw new Out(ELSEWHERE);
  if (answer.status === 401 || answer.type === "opaqueredirect") {
    out = true;
    await waiting.forget();
    throw new Out(SIGNED_OUT);
  }
  if (answer.status === 404) throw new Out("This job is not open to you any more. What you typed is kept on this phone.");
  throw new Error("It could not be sent just now. What you typed is kept on this phone; it is tried again.");
}

// Held while this page is open: whether no other page that is open has this name.
const hold = (writer) => !navigator.locks ? Promise.resolve(true) : new Promise((good) => {
  navigator.locks.request(`door-${writer}`, { ifAvailable: true }, (lock) => { good(Boolean(lock)); return lock ? new Promise(() => {}) : null; });
});
const waits = (each) => each.record.unsent || each.record.press;

async function gather() {
  for (const each of await waiting.read(session, job)) {
    const mine = each.record.writer === record.writer || beside.some((one) => one.place === each.place);
    if (waits(each) && !mine && await hold(each.record.writer)) beside.push(each);
  }
}

function sending({ fields, turn, base, writer, press }) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  data.set("sent-as", session?.as ?? form.elements["sent-as"]?.value ?? "");
  for (const [name, value] of Object.entries({ turn, base, writer })) data.set(name, value);
  if (press) { data.set("press", press.id); data.set("pressed", press.at); }
  return data;
}

async function send() {
  clearTimeout(timer);
  if (busy || !(record.unsent || record.press || beside.length)) return;
  busy = true;
  let sent = false;
  try {
    if (!session || out) session = (await waiting.begin(offset)) ?? session;
    if (session) await gather();
    while (beside.length) {
      await post(beside[0].record.press ? "record" : "keep", sending(beside[0].record));
      await waiting.remove(beside.shift().place);
      onward();
      if (!beside.length && !(record.unsent || record.press)) say("What you had typed on another page is kept too. Open the whole page to see it.", "waits");
    }
    if (!(record.unsent || record.press)) return;
    const { turn, press } = record, data = sending(record);
    const answer = await post(press ? "record" : "keep", data);
    failed = 0;
    out = false;
    sent = true;
    record.base = answer.turn;
    if (answer.also && Object.keys(answer.also).length) {
      record.fields = { ...answer.also, ...record.fields };
      fill(record.fields);
      show(record.fields);
    }
    if (record.turn === turn) { record.unsent = false; record.turn = Math.max(turn, answer.turn); }
    if (press && record.press?.id === press.id) record.press = null;
    if (form.elements.base) form.elements.base.value = answer.turn;
    if (press && !record.unsent && !answer.unsaved) { record.ever = false; await keeping; if (session) await waiting.remove(waiting.placed(session, job, record)); }
    else await keep();
    if (answer.both) say("You typed this on another page too: both are kept. Open the whole page to see what differs.", "waits");
    // The press had been taken, its answer was lost, and more was typed before it was sent again.
    else if (answer.unsaved && !record.unsent) say("On record, but for what you typed since: put it on record again.", "waits");
    else if (!record.unsent) say(press ? `On record at ${answer.recorded}. ${answer.says}` : `Kept at ${answer.saved}, not on record yet.`);
    if (shell || answer.both) onward();
  } catch (error) {
    if (error instanceof Declined) record.press = null;
    if (error instanceof Out) { say(error.message, "error"); later(AGAIN_AFTER.at(-1)); if (shell) onward(); }
    else if (error instanceof TypeError) unsent();
    else { say(error.message, "error"); later(AGAIN_AFTER[Math.min(failed++, AGAIN_AFTER.length - 1)]); }
  } finally {
    busy = false;
  }
  if (sent && (record.unsent || record.press)) later(SEND_AFTER / 1000);
}

function onward() {
  part("door-link").href = here;
  part("door-onward").hidden = false;
}

function changed() {
  record.fields = typed();
  record.turn = Math.max(now(), record.turn + 1);
  record.unsent = record.ever = true;
  show(record.fields);
  keep();
  clearTimeout(timer);
  timer = setTimeout(send, SEND_AFTER);
}

form.addEventListener("input", changed);
form.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]"), at = event.target.closest("[data-now]");
  if (step) {
    const field = form.elements[step.dataset.of];
    field.value = Math.max(0, (number(field.value) ?? 0) + Number(step.dataset.step));
    changed();
  } else if (at) {
    form.elements[at.dataset.now].value = clockOf(now());
    changed();
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (record.press) return;
  record.fields = typed();
  record.turn = Math.max(now(), record.turn + 1);
  record.press = { id: crypto.randomUUID(), at: now() };
  record.unsent = record.ever = true;
  say("Being put on record.", "waits");
  keep().then(send);
});
addEventListener("online", () => { failed = 0; send(); });
addEventListener("offline", () => { if (record.unsent || record.press) unsent(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
// What only this page holds is not left without a question.
addEventListener("beforeunload", (event) => { if (!session && record.unsent) event.preventDefault(); });

// Opened: what this phone holds and has not sent stands before what the server has.
const early = record.turn;
session = await waiting.begin(offset).catch(() => null);
await hold(record.writer);
const all = session ? await waiting.read(session, job) : [];
for (const each of all) each.gone = await hold(each.record.writer);
const last = all.findLast((each) => each.gone && waits(each)) ?? (shell ? all.findLast((each) => each.gone) ?? all.at(-1) : undefined), kept = last?.record;
beside.push(...all.filter((each) => each.gone && each !== last && waits(each)));
if (kept) {
  // What was typed while this was being opened is newer, and nothing of either is lost.
  const since = record.turn === early ? {} : record.fields;
  record = { ...record, ...kept, fields: { ...kept.fields, ...since }, turn: Math.max(record.turn, kept.turn), unsent: kept.unsent || record.turn !== early };
  if (!last.gone) record = { ...record, unsent: record.turn !== kept.turn, press: null };  // the page that is open sends its own
  if (!last.gone || !waits(last)) await hold(record.writer = crypto.randomUUID());
  fill(record.fields);
} else if (record.turn === early) record.fields = typed();
for (const each of all) {
  if (!each.gone || beside.includes(each) || each.place === waiting.placed(session, job, record)) continue;
  if (each === last) await keep();
  await waiting.remove(each.place);
}
if (shell && record.title) part("door-title").textContent = record.title;
show(typed());
form.dataset.ready = "";
if (record.unsent || record.press || beside.length) { say("What waited on this phone is being sent.", "waits"); send(); }
else if (shell) { say(session ? "No signal. What you type is kept on this phone, encrypted." : "No signal, and you are signed out: what you type is kept on this page only. Leave it open.", session ? "waits" : "error"); }
else if (session) {
  record.ever = true;
  await keep();
}
if (session && form.dataset.worker && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(form.dataset.worker, { scope: "/attending/", updateViaCache: "none" }).catch(() => {});
}
