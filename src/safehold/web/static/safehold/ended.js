// Covers an open page whose session has ended, and shows it again to whoever it was made for. What was typed stays where it is.
const cover = document.getElementById("session-ended");
const EVERY = 5 * 60 * 1000;
const AT_MOST = 30 * 1000;
let asked = performance.now();

const show = (ended) => {
  cover.hidden = !ended;
  document.body.classList.toggle("sh-covered", ended);
  for (const part of document.querySelectorAll("body > header, body > main")) part.inert = ended;
};

// Signing in again has changed the token that forms are sent with.
const renew = async () => {
  const { token } = await (await fetch("/still/token", { headers: { "X-Safehold-Poll": "1" }, cache: "no-store" })).json();
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
};

const ask = async () => {
  asked = performance.now();
  try {
    const answer = await fetch("/still", { headers: { "X-Safehold-Poll": "1" }, redirect: "manual", cache: "no-store" });
    await answer.text(); // what is not read keeps the request open
    const same = answer.ok && answer.headers.get("X-Safehold-Person") === document.body.dataset.person;
    if (same && !cover.hidden) await renew();
    // The same person in another posting goes on reading; what they send from here is asked about.
    show(!same);
  } catch {
    // No network: it cannot be told, and whoever answers a call goes on reading.
  }
};

setInterval(ask, EVERY);
// A page that comes back from the browser's memory, by "back" or when a laptop is opened, is asked about before it is read.
addEventListener("pageshow", (event) => { if (event.persisted) { show(true); ask(); } });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && performance.now() - asked > AT_MOST) ask();
});
