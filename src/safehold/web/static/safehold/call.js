// A call as it is typed: kept at every pause, looked up while typing, its buttons answered without leaving the page.
// Without this, the same form is sent whole and comes back whole.
const form = document.getElementById("call");
const CHECK_AFTER = 120, KEEP_AFTER = 400, SAY_AFTER = 1500, TRY_AGAIN_AFTER = 4000, ASK_AGAIN_AFTER = [200, 400, 800, 1600, 3200, 6400];
const LOOKED_UP = new Set(["family_name", "given_name", "born", "sex", "phone", "address", "postcode", "his_name", "his_born", "relation", "caller",
  "suspect_present", "weapon", "children_present", "injuries", "strangulation", "threat_to_kill", "afraid", "silent", "historic", "domestic", "channel"]);
const part = (id) => document.getElementById(id);
const editable = form.hasAttribute("data-editable");
let typed = false, leaving = false, unsent = false, another = false, busy = false, checking = null, keeping = null, checkTimer = 0, keepTimer = 0, sayTimer = 0, lastAsked = "", pressed = Promise.resolve();

// Later saves have higher turns, over reloads too.
function turn() {
  form.elements.turn.value = Math.max(Date.now(), Number(form.elements.turn.value) + 1);
}

function body() {
  const data = new FormData(form);
  data.delete("do");
  return data;
}

function say(words, wrong = false) {
  const saved = part("saved");
  saved.textContent = words;
  saved.dataset.state = wrong ? "error" : "";
  if (wrong) saved.setAttribute("role", "alert"); else saved.removeAttribute("role");
}

const SIGNED_OUT = "You are signed out. What you typed is still here: sign in in another tab, and it goes on by itself.";
const ANOTHER = "Somebody else is signed in in this browser now. Nothing that was typed here is sent.";
const ELSEWHERE = "You work in another posting now, in another tab. What you typed is still here: change back to the posting in which you opened this call.";

// Signing in again has changed the token that the form is sent with. Whether it may be sent again: by the same person, in the same posting.
async function renewed(signal) {
  const answer = await fetch("/still/token", { headers: { "X-Safehold-Poll": "1" }, redirect: "manual", cache: "no-store", signal });
  if (!answer.ok) throw new Error(SIGNED_OUT);
  const { as, token } = await answer.json();
  if (as !== form.elements["sent-as"].value) throw new Error(ELSEWHERE);
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  return token;
}

async function ask(address, data, signal, again = true) {
  const answer = await fetch(address, { method: "POST", body: data, signal, headers: { "X-Safehold-Part": "1" }, credentials: "same-origin" });
  unsent = answer.redirected || [401, 403, 409].includes(answer.status);
  if (unsent) {
    const state = answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).state : "";
    another = state === "another";
    if (another) throw new Error(ANOTHER);
    if (state === "posting") throw new Error(ELSEWHERE);
    if (state === "stale" && again) {
      data.set("csrfmiddlewaretoken", await renewed(signal));
      return ask(address, data, signal, false);
    }
    throw new Error(SIGNED_OUT);
  }
  if (answer.status === 404) throw new Error("This call is not open to you any more. What you typed is still here.");
  if (!answer.ok && answer.status !== 422) throw new Error("It could not be saved just now. What you typed is still here; it is tried again.");
  return answer;
}

// Puts each part in its place; where the keyboard was, it stays.
function place(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const now of fresh.querySelectorAll("[data-part]")) {
    const before = part(now.id);
    if (!before) continue;
    const active = before.contains(document.activeElement) ? document.activeElement : null;
    const scrolled = before.scrollTop;
    before.replaceWith(now);
    now.scrollTop = scrolled;
    if (active) back(now, active);
  }
}

function back(now, active) {
  const same = active.id ? now.querySelector(`#${CSS.escape(active.id)}`) : active.name ? now.querySelector(`[name="${CSS.escape(active.name)}"][value="${CSS.escape(active.value)}"]`) : null;
  // A call that is closed has nothing more to press but what comes next; a field of it would take the next key as a correction.
  const next = "closed" in part("part-status").dataset ? part("part-status").querySelector("[value=fresh]") : null;
  (same ?? now.querySelector("button, summary, input") ?? next ?? form.elements.family_name).focus();
}

// What was found is said once typing has stopped for a while, never at each key.
function tell() {
  clearTimeout(sayTimer);
  sayTimer = setTimeout(() => {
    const first = document.querySelector("#part-panel .sh-person");
    const all = document.querySelectorAll("#part-panel .sh-person").length;
    part("heard").textContent = first ? `${all} found. First: ${first.dataset.name}, ${first.dataset.likely}.` : "Nobody found.";
  }, SAY_AFTER);
}

async function check() {
  clearTimeout(checkTimer);
  const data = body();
  const asked = [...data].filter(([name]) => LOOKED_UP.has(name)).join("\n");
  if (asked === lastAsked || busy) return;
  checking?.abort();
  const mine = checking = new AbortController();
  try {
    const html = await (await ask(form.dataset.check, data, mine.signal)).text();
    if (mine.signal.aborted) return;
    lastAsked = asked;
    place(html);
    tell();
  } catch (error) {
    if (error.name !== "AbortError") say(words(error), true);
  }
}

async function keep() {
  clearTimeout(keepTimer);
  if (!editable || busy) return;
  turn();
  keeping?.abort();
  const mine = keeping = new AbortController();
  try {
    const { saved } = await (await ask(form.dataset.draft, body(), mine.signal)).json();
    if (!mine.signal.aborted) say(part("part-status").dataset.call ? `changes kept at ${saved}, not on record yet` : `kept as typed at ${saved}, not on record yet`);
  } catch (error) {
    if (error.name === "AbortError") return;
    say(words(error), true);
    keepTimer = setTimeout(keep, TRY_AGAIN_AFTER);
  }
}

function words(error) {
  return error instanceof TypeError ? "Safehold does not answer. What you typed is still here; it is tried again." : error.message;
}

// One press at a time, none lost; what is pressed again while it is being done was pressed once, by a hand that shook. To save again takes
// what was typed since.
const doing = new Set();
function press(button) {
  const { value } = button;
  if (doing.has(value)) return;
  if (value !== "save") doing.add(value);
  pressed = pressed.then(() => send(value)).finally(() => doing.delete(value));
}

async function send(value) {
  busy = true;
  document.body.classList.add("sh-busy");
  checking?.abort();
  keeping?.abort();
  clearTimeout(checkTimer);
  clearTimeout(keepTimer);
  turn();
  const data = body();
  data.set("do", value);
  try {
    const answer = await ask(form.action, data);
    place(await answer.text());
    typed = answer.status === 422 && typed;
    const status = part("part-status");
    if (status.dataset.address) history.replaceState(null, "", status.dataset.address);
    if ((value === "fresh" && answer.ok) || "gone" in status.dataset) {
      leaving = true;
      location.assign(`${form.dataset.again}?fresh=1`);
    } else if (!document.activeElement || document.activeElement === document.body) {
      form.elements.words.focus();
    }
  } catch (error) {
    say(words(error), true);
    keepTimer = setTimeout(keep, TRY_AGAIN_AFTER);
  } finally {
    busy = false;
    document.body.classList.remove("sh-busy");
  }
}

form.addEventListener("input", (event) => {
  typed = true;
  clearTimeout(keepTimer);
  keepTimer = setTimeout(keep, KEEP_AFTER);
  if (LOOKED_UP.has(event.target.name)) {
    clearTimeout(checkTimer);
    checkTimer = setTimeout(check, CHECK_AFTER);
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (!button || button.value === "find") {
    check();
    keep();
  } else if (button.dataset.lower && part("part-suggestion").dataset.grade === "immediate") {
    const lower = document.querySelector(".sh-lower");
    lower.open = true;
    lower.querySelector("[name=lower_to]").value = button.dataset.lower;
    lower.querySelector("[name=lower_reason]").focus();
  } else {
    press(button);
  }
});

form.addEventListener("click", (event) => {
  const plus = event.target.closest("[data-plus]");
  if (!plus) return;
  const field = form.elements[plus.dataset.plus];
  field.value = Number(field.value || 0) + 1;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// Alt and a number chooses the person of that number; Alt and G grades as suggested; Alt and U sends the unit that stands there; Alt and S saves; Escape goes back to her words.
document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const digit = /^Digit([1-9])$/.exec(event.code);
    const button = digit ? document.querySelector(`#part-panel [data-number="${digit[1]}"]`)
      : event.code === "KeyS" ? document.querySelector("#part-status [value=save]")
      : event.code === "KeyU" ? document.querySelector("#part-steps [value=dispatch]")
      : event.code === "KeyG" ? document.querySelector(`#part-steps [value="grade:${part("part-suggestion").dataset.grade}"]`) : null;
    if (button) {
      event.preventDefault();
      button.click();
    }
  } else if (event.key === "Escape" && form.contains(document.activeElement)) {
    document.querySelectorAll(".sh-call details.sh-menu[open]").forEach((menu) => { menu.open = false; });
    form.elements.words.focus();
  }
});

// Left by any way, what was typed is kept and the call goes on record. A reload finds it again by its id, which says nothing about
// anybody; it may come before what was sent on leaving, and so asks until that is there.
addEventListener("pagehide", () => {
  if (!typed || leaving || another || !editable) return;
  turn();
  sessionStorage.setItem("left", form.elements.call.value);
  navigator.sendBeacon(form.dataset.draft, body());
  navigator.sendBeacon(form.dataset.leave, body());
});
// What cannot be kept just now is not left without a question.
addEventListener("beforeunload", (event) => { if (typed && unsent && !another && !leaving) event.preventDefault(); });
const left = sessionStorage.getItem("left");
sessionStorage.removeItem("left");
const wanted = new URLSearchParams(location.search);
if (left && performance.getEntriesByType("navigation")[0]?.type === "reload") {
  location.replace(`${form.dataset.again}?open=${encodeURIComponent(left)}`);
} else if (wanted.has("open") && form.elements.call.value !== wanted.get("open")) {
  askAgain();
}

async function askAgain() {
  for (const wait of ASK_AGAIN_AFTER) {
    await new Promise((go) => { setTimeout(go, wait); });
    if (typed) return;
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    if (typed) return;
    if (page && page.querySelector("#call [name=call]")?.value === wanted.get("open")) {
      location.replace(location.href);
      return;
    }
  }
}

const opened = document.querySelector("[data-opened]");
if (opened) {
  const clock = document.querySelector("[data-clock]");
  const before = (Number(clock.dataset.clock) - Number(opened.dataset.opened)) / 1e6 - performance.now() / 1000;
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    opened.hidden = "closed" in part("part-status").dataset;
    const seconds = Math.max(0, Math.floor(before + performance.now() / 1000));
    const hours = Math.floor(seconds / 3600);
    opened.textContent = hours > 11 ? opened.textContent : `call open ${hours ? `${hours}:${two(Math.floor(seconds / 60) % 60)}` : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  };
  tick();
  setInterval(tick, 1000);
}
