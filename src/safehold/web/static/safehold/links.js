// Keys for the queue: an answer, then why, then Enter. They can be switched off, and do nothing while something is typed.
const form = document.querySelector("[data-judge]");
const toggle = document.querySelector("[data-keys]");
const words = toggle.textContent;
let on = localStorage.getItem("keys") !== "off";

const show = () => {
  toggle.setAttribute("aria-pressed", String(on));
  toggle.textContent = words;
};
toggle.closest("[hidden]").hidden = false;
show();
toggle.addEventListener("click", () => {
  on = !on;
  localStorage.setItem("keys", on ? "on" : "off");
  show();
});

document.addEventListener("keydown", (event) => {
  if (!on || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input[type=text], textarea, select")) return;
  const key = event.key.toLowerCase();
  const choice = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (choice) {
    choice.checked = true;
    form.querySelector("[name=why]").focus();
    event.preventDefault();
  } else if (key === "j") {
    document.getElementById("skip")?.click();
  }
});
