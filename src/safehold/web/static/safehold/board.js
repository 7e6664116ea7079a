// Keeps the board gentle: it stands still while something is being written or stands there refused with what was typed, and after a refresh
// what had the focus has it again.
let kept = { focus: "", open: [] };

const writing = (board) =>
  board.querySelector(".govuk-error-message") !== null ||
  [...board.querySelectorAll("textarea, input:not([type=hidden]), select")].some(
    (field) => field === document.activeElement || (field.tagName === "TEXTAREA" && field.value !== field.defaultValue) || (field.type === "checkbox" && field.checked !== field.defaultChecked) ||
      (field.tagName === "SELECT" && field.selectedIndex !== Math.max(0, [...field.options].findIndex((each) => each.defaultSelected))),
  );

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const board = document.getElementById("board");
  if (event.target !== board || !writing(board)) return;
  event.preventDefault();
  const note = board.querySelector(".sh-board__at");
  note.textContent = note.dataset.still;
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 200 || event.detail.xhr.responseURL.includes("/sign-in")) {
    // Signed out meanwhile: the page itself says so on the next load.
    event.detail.shouldSwap = false;
    location.reload();
    return;
  }
  const board = document.getElementById("board");
  kept = {
    focus: board.contains(document.activeElement) ? address(document.activeElement) : "",
    open: [...board.querySelectorAll("details[open]")].map((each) => each.id),
  };
});

document.body.addEventListener("htmx:afterSettle", () => {
  for (const id of kept.open) document.getElementById(id)?.setAttribute("open", "");
  if (kept.focus) document.querySelector(kept.focus)?.focus({ preventScroll: true });
  const late = document.getElementById("board").dataset.late;
  document.title = document.title.replace(/^\(\d+\)/, `(${late})`);
});

// An element without an id of its own is found again by its place under the nearest that has one.
function address(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const above = element.closest("[id]");
  const same = [...above.querySelectorAll(element.tagName)];
  if (same.length === 1) return `#${CSS.escape(above.id)} ${element.tagName}`;
  const href = element.getAttribute("href");
  return href ? `#${CSS.escape(above.id)} [href="${CSS.escape(href)}"]` : "";
}
