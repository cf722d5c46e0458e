// Screens of a class: asked for again every few seconds while somebody looks at the page. Only what changed is put in,
// so that pictures do not flicker and whoever is on a link stays there. Without scripts there is a link to look again.
"use strict";

const screens = document.getElementById("screens");
const lost = document.querySelector("[data-lost]");
let asking = false;

const tiles = (root) => [...root.querySelectorAll("[data-key]")];
const keys = (root) => tiles(root).map((tile) => tile.dataset.key).join("\n");

function renewPart(old, now) {
  if (old.isEqualNode(now) || old.contains(document.activeElement)) return;
  const shown = old.querySelector("img");
  const next = now.querySelector("img");
  if (shown && next) shown.src = next.src; // the one before stays until the new one is there
  else old.replaceWith(now);
}

function renew(fresh) {
  const trouble = screens.querySelector("[data-trouble]")?.textContent !== fresh.querySelector("[data-trouble]")?.textContent;
  if (trouble || keys(screens) !== keys(fresh)) {
    if (!screens.contains(document.activeElement)) screens.replaceChildren(...fresh.childNodes);
    return;
  }
  const after = tiles(fresh);
  tiles(screens).forEach((tile, place) => {
    tile.className = after[place].className;
    const parts = after[place].querySelectorAll("[data-part]");
    tile.querySelectorAll("[data-part]").forEach((part, one) => renewPart(part, parts[one]));
  });
}

async function look() {
  if (asking || document.visibilityState !== "visible") return;
  asking = true;
  try {
    const answer = await fetch(screens.dataset.live, {headers: {"HX-Request": "true"}, cache: "no-store"});
    if (answer.status === 401 || answer.status === 403) location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    renew(page.body);
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  } finally {
    asking = false;
  }
}

setInterval(look, Number(screens.dataset.every) * 1000);
document.addEventListener("visibilitychange", look);
