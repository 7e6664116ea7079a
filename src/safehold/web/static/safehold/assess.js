// A form of risk as it is filled in: kept at every pause, its modules opened by the answers that lead to them, and answered by keys.
// Without this, the same form is sent whole and comes back whole.
const form = document.getElementById("assess");
const KEEP_AFTER = 400, TRY_AGAIN_AFTER = 4000;
const KEYS = { y: "yes", n: "no", a: "not_asked", r: "refused", d: "unknown" };
const SIGNED_OUT = "You are signed out. What you typed is still here: sign in in another tab, and it goes on by itself.";
const ANOTHER = "Somebody else is signed in in this browser now. Nothing that was typed here is sent.";
const ELSEWHERE = "You work in another posting now, in another tab. What you typed is still here: change back to it.";
let timer = 0, keeping = null, unsent = false;

function say(words, wrong = false) {
  const saved = document.getElementById("saved");
  saved.textContent = words;
  saved.dataset.state = wrong ? "error" : "";
  if (wrong) saved.setAttribute("role", "alert"); else saved.removeAttribute("role");
}

async function renewed(signal) {
  const answer = await fetch("/still/token", { headers: { "X-Safehold-Poll": "1" }, redirect: "manual", cache: "no-store", signal });
  if (!answer.ok) throw new Error(SIGNED_OUT);
  const { as, token } = await answer.json();
  if (as !== form.elements["sent-as"].value) throw new Error(ELSEWHERE);
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  return token;
}

async function send(data, signal, again = true) {
  const answer = await fetch(location.pathname, { method: "POST", body: data, signal, headers: { "X-Safehold-Part": "1" }, credentials: "same-origin" });
  const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.redirected || [401, 403, 409].includes(answer.status)) {
    if (json.state === "another") throw new Error(ANOTHER);
    if (json.state === "posting") throw new Error(ELSEWHERE);
    if (json.state === "stale" && again) {
      data.set("csrfmiddlewaretoken", await renewed(signal));
      return send(data, signal, false);
    }
    throw new Error(SIGNED_OUT);
  }
  if (!answer.ok || !json.saved) throw new Error("It could not be kept just now. What you typed is still here; it is tried again.");
  return json;
}

async function keep() {
  clearTimeout(timer);
  form.elements.turn.value = Math.max(Date.now(), Number(form.elements.turn.value) + 1);
  keeping?.abort();
  const mine = keeping = new AbortController();
  const data = new FormData(form);
  data.set("do", "keep");
  try {
    const { saved, html } = await send(data, mine.signal);
    if (mine.signal.aborted) return;
    unsent = false;
    place(html);
    say(`kept as typed at ${saved}, not on record yet`);
  } catch (error) {
    if (error.name === "AbortError") return;
    say(error instanceof TypeError ? "Safehold does not answer. What you typed is still here; it is tried again." : error.message, true);
    timer = setTimeout(keep, TRY_AGAIN_AFTER);
  }
}

// What is missing changes with each answer; whether its list is open does not.
function place(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("so-far");
  const before = document.getElementById("so-far");
  if (!fresh || before.contains(document.activeElement)) return;
  const list = fresh.querySelector("details"), open = before.querySelector("details");
  if (list && open) list.open = open.open;
  before.replaceWith(fresh);
}

function modules() {
  for (const module of form.querySelectorAll("[data-opens]")) {
    const opens = module.dataset.opens.split(" ").some((each) => {
      const [name, value] = [each.slice(0, each.lastIndexOf("=")), each.slice(each.lastIndexOf("=") + 1).replaceAll("+", " ")];
      return form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`)?.checked;
    });
    if (opens) module.open = true;
  }
}

function typed() {
  unsent = true;
  clearTimeout(timer);
  timer = setTimeout(keep, KEEP_AFTER);
}

form.addEventListener("input", typed);
form.addEventListener("change", (event) => {
  if (event.target.name?.startsWith("answer:")) modules();
  typed();
});

form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (field.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter") {
    event.preventDefault();
    next(field);
    return;
  }
  const wanted = field.name.startsWith("answer:") && KEYS[event.key.toLowerCase()];
  const choice = wanted && form.querySelector(`input[name="${CSS.escape(field.name)}"][value="${wanted}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.focus();
  choice.dispatchEvent(new Event("change", { bubbles: true }));
});

// The first choice, or the one that is chosen, of the next item that is in sight.
function next(field) {
  const all = [...form.querySelectorAll("input[type=radio]")].filter((each) => each.checkVisibility());
  const later = all.slice(all.indexOf(field) + 1).find((each) => each.name !== field.name);
  if (later) (form.querySelector(`input[name="${CSS.escape(later.name)}"]:checked`) ?? later).focus();
}

// It is being sent whole: nothing more is kept of it from here.
form.addEventListener("submit", () => {
  clearTimeout(timer);
  keeping?.abort();
  unsent = false;
});

// Kept before the page goes, as far as a browser lets it.
addEventListener("pagehide", () => {
  if (!unsent) return;
  const data = new FormData(form);
  data.set("do", "keep");
  fetch(location.pathname, { method: "POST", body: data, keepalive: true, headers: { "X-Safehold-Part": "1" }, credentials: "same-origin" });
});
modules();
