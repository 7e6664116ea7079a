// Signed out meanwhile, or the job is not this unit's any more: the page itself says so when it is loaded anew.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 200 && !xhr.responseURL.includes("/sign-in")) return;
  event.detail.shouldSwap = false;
  location.assign("/unit/");
});
// What is being typed, and a button that is being pressed, stay as they are; one that only has the focus is found again by its id. A page
// that waits for a job must not stop asking because somebody came to its last button by keyboard.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const unit = document.getElementById("unit");
  if (event.target === unit && (unit.querySelector("button:active") || (unit.contains(document.activeElement) && document.activeElement.matches("input")))) event.preventDefault();
});
// The page has another name with a job than without.
document.body.addEventListener("htmx:afterSettle", () => {
  const job = document.querySelector(".sh-brief__do");
  document.title = document.title.replace(/^[^–]*/, job ? "Briefing " : "My unit ");
});
