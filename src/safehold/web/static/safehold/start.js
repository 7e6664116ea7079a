// Makes the page quicker; it works without. The components' own script is found by the address that the page gives.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const clock = document.querySelector("[data-clock]");
if (clock) {
  // The server's time, carried on by this machine's monotonic clock: its wall clock may be wrong.
  const start = Number(clock.dataset.clock) / 1000 - performance.now();
  const show = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "Europe/London" });
  const tick = () => { clock.textContent = show.format(start + performance.now()); };
  tick();
  setInterval(tick, 1000);
}

// What is folded out lies over the page: it goes when somebody is done with it, so that it covers nothing that has the focus.
const more = document.querySelector(".sh-bar__more");
if (more) {
  more.addEventListener("focusout", (event) => { if (event.relatedTarget && !more.contains(event.relatedTarget)) more.open = false; });
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    more.open = false;
    more.querySelector("summary").focus();
  });
  document.addEventListener("pointerdown", (event) => { if (!more.contains(event.target)) more.open = false; });
}

const components = document.documentElement.dataset.govuk;
if (document.querySelector("[data-module^=govuk]")) {
  const { initAll } = await import(components);
  initAll();
}
