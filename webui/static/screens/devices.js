// One box that ticks all devices of the page. Without scripts it is not there.
"use strict";

const all = document.querySelector("[data-all]");
const boxes = document.querySelectorAll("input[name=mac]");
if (all) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
}
