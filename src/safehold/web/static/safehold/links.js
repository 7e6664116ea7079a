// Two people side by side: keys for an answer, then why, then Enter; and what each answer would change, asked for once the page is seen.
// It runs before the page is shown. A key pressed on what is seen already, of a page that has not come whole, waits until it has; one
// pressed after an answer was sent is nobody's, for the next two are not seen yet. Keys can be switched off, and do nothing while typing.
"use strict";
(() => {
  const SENT_FOR = 15000;
  const early = [];
  let whole = false, sent = 0, on = localStorage.getItem("keys") !== "off";
  const form = () => document.querySelector("[data-judge]");
  const typing = (at) => at instanceof Element && at.matches("input[type=text], textarea, select");

  function act(key) {
    const choice = /^[a-z]$/.test(key) && form().querySelector(`[data-key="${key}"]`);
    if (choice) {
      choice.checked = true;
      form().elements.why.focus();
    } else if (key === "j") {
      document.getElementById("skip")?.click();
    }
    return Boolean(choice);
  }

  // After an answer comes why, wherever the focus is: a letter of it must never be taken for another answer.
  function replay() {
    const why = form().elements.why;
    let answered = false;
    for (const key of early.splice(0)) {
      if (!answered) answered = act(key.toLowerCase());
      else if (key === "Enter") form().requestSubmit();
      else if (key === "Backspace") why.value = why.value.slice(0, -1);
      else if (key.length === 1) why.value += key;
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (sent && performance.now() - sent < SENT_FOR) {
      if (event.key.length === 1 || event.key === "Enter") event.preventDefault();
    } else if (!on || typing(event.target) || event.repeat) {
      return;
    } else if (!whole) {
      early.push(event.key);
      if (event.key.length === 1) event.preventDefault();
    } else if (act(event.key.toLowerCase())) {
      event.preventDefault();
    }
  });

  // Until it is known what an answer would change, or that this cannot be said, it is not sent.
  async function tell(boxes) {
    const links = boxes.map((box) => box.innerHTML);
    for (const box of boxes) {
      box.dataset.state = "working";
      box.textContent = form().dataset.working;
    }
    for (const [at, box] of boxes.entries()) {
      try {
        const answer = await fetch(box.dataset.would, { credentials: "same-origin" });
        if (answer.redirected || !(answer.ok || answer.status === 409)) throw new Error(answer.statusText);
        box.innerHTML = await answer.text();
      } catch {
        box.innerHTML = links[at];
      }
      box.dataset.state = "";
      document.querySelector("[data-told]").textContent = "";
    }
  }

  document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    const toggle = document.querySelector("[data-keys]");
    toggle.closest("[hidden]").hidden = false;
    toggle.setAttribute("aria-pressed", String(on));
    toggle.addEventListener("click", () => {
      on = !on;
      localStorage.setItem("keys", on ? "on" : "off");
      toggle.setAttribute("aria-pressed", String(on));
    });
    form().addEventListener("submit", (event) => {
      const chosen = form().querySelector("[name=judgement]:checked");
      if (sent && performance.now() - sent < SENT_FOR) {
        event.preventDefault();
      } else if (chosen && document.getElementById(`effect-${chosen.value}`).dataset.state === "working") {
        event.preventDefault();
        document.querySelector("[data-told]").textContent = form().dataset.wait;
      } else {
        sent = performance.now();
      }
    });
    tell([...document.querySelectorAll("[data-would]")]);
  });
  addEventListener("load", () => {
    whole = true;
    replay();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) sent = 0; });
})();
