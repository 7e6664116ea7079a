// Says some minutes before a session ends that it does; any key goes on with it. Typing is using it: that is told at most once a minute.
const said = document.getElementById("session-ending");
const BEFORE = 180, QUIET = 60 * 1000, MOST = 10 * 60;
let used = performance.now(), timer = 0;

async function ask(byItself) {
  try {
    const answer = await fetch("/still", { headers: byItself ? { "X-Safehold-Poll": "1" } : {}, redirect: "manual", cache: "no-store" });
    await answer.text(); // what is not read keeps the request open
    const left = (name) => Number(answer.headers.get(`X-Safehold-${name}`));
    if (answer.ok) show(left("Idle"), left("Whole")); else said.hidden = true;
  } catch {
    wait(QUIET / 1000);
  }
}

function show(idle, whole) {
  const soon = Math.min(idle, whole) <= BEFORE;
  said.querySelector("[data-idle]").hidden = idle > whole;
  said.querySelector("[data-whole]").hidden = idle <= whole;
  said.hidden = !soon;
  wait(soon ? 20 : Math.min(idle, whole) - BEFORE + 1);
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(() => ask(true), Math.min(Math.max(seconds, 5), MOST) * 1000);
}

function use() {
  if (document.body.classList.contains("sh-covered")) return;
  if (said.hidden && performance.now() - used < QUIET) return;
  used = performance.now();
  said.hidden = true;
  ask(false);
}

for (const kind of ["keydown", "input", "pointerdown"]) addEventListener(kind, use, { capture: true, passive: true });
wait(MOST);
