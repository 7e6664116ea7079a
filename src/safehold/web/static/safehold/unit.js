// Signed out meanwhile, or the job is not this unit's any more: the page itself says so when it is loaded anew.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 200 && !xhr.responseURL.includes("/sign-in")) return;
  event.detail.shouldSwap = false;
  location.assign("/unit/");
});
// What is being typed, and the button that has the focus, stay as they are.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const unit = document.getElementById("unit");
  if (event.target === unit && unit.contains(document.activeElement) && document.activeElement.matches("input, button")) event.preventDefault();
});
// The page has another name with a job than without.
document.body.addEventListener("htmx:afterSettle", () => {
  const job = document.querySelector(".sh-brief__do");
  document.title = document.title.replace(/^[^–]*/, job ? "Briefing " : "My unit ");
});
