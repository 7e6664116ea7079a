// Plays a chronology: goes on to the next event after a while, until it is paused or over.
const on = document.getElementById("play-on");
if (on) setTimeout(() => location.assign(on.href), 2500);
