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

const components = document.documentElement.dataset.govuk;
if (document.querySelector("[data-module^=govuk]")) {
  const { initAll } = await import(components);
  initAll();
}
