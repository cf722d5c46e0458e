// Presses are counted here, and only the fourth goes out; without this, each of them does.
"use strict";
const form = document.querySelector(".picture-form");
const chosen = form.elements.chosen;
const needed = Number(form.dataset.needed);
const pressed = new Set(chosen.value.split(" ").filter(Boolean));

form.addEventListener("submit", (event) => {
  const picture = event.submitter && event.submitter.value;
  if (!picture) return;
  pressed.add(picture);
  form.querySelectorAll(".dot").forEach((dot, number) => dot.classList.toggle("dot-full", number < pressed.size));
  const said = form.querySelector(".said");
  said.textContent = said.dataset.says.replace("#", pressed.size);
  chosen.value = [...pressed].join(" ");
  if (pressed.size < needed) event.preventDefault();
});

// A page that the browser kept (the back button) starts anew.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
