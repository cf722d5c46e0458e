// Counts the seconds down, and shows the way on when they are over.
"use strict";
const line = document.querySelector("[data-wait]");
const link = document.querySelector("[data-after-wait]");
const end = Date.now() + 1000 * Number(line.dataset.wait);
link.hidden = true;

function waits(seconds) {
  return seconds === 1 ? line.dataset.one : line.dataset.more.replace("#", seconds);
}

const timer = setInterval(() => {
  const left = Math.ceil((end - Date.now()) / 1000);
  line.textContent = left > 0 ? waits(left) : line.dataset.over;
  if (left > 0) return;
  clearInterval(timer);
  link.hidden = false;
  link.focus();
}, 250);
