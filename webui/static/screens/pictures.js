// Plays a recording: the pictures of its list, one after another, as far apart as they were taken. Without it the list
// shows them all.
"use strict";

const LONGEST_PAUSE = 2000; // milliseconds: where nothing changed for longer, nobody has to wait

for (const recording of document.querySelectorAll(".recording")) {
  const frames = [...recording.querySelectorAll(".frames li")].map((item) => ({
    link: item.querySelector("a"), off: Number(item.dataset.off), when: item.dataset.when,
  }));
  const shown = frames.filter((frame) => frame.link);
  if (!shown.length) continue;
  const player = recording.querySelector(".player");
  const [picture, place, told] = [".now", "input", ".told"].map((one) => player.querySelector(one));
  const play = player.querySelector(".play");
  let at = 0;
  let waiting = 0;

  const show = (next) => {
    shown[at].link.removeAttribute("aria-current");
    at = Math.min(Math.max(next, 0), shown.length - 1);
    const { link, when } = shown[at];
    link.setAttribute("aria-current", "true");
    const strip = link.closest(".frames");
    strip.scrollLeft = link.parentElement.offsetLeft - strip.offsetLeft - strip.clientWidth / 2;
    picture.src = link.href;
    picture.alt = link.querySelector("img").alt;
    place.value = at;
    place.setAttribute("aria-valuetext", `${at + 1} of ${shown.length}, ${when}`);
    told.textContent = `${at + 1} of ${shown.length}, ${when}`;
  };
  const stop = () => {
    clearTimeout(waiting);
    waiting = 0;
    play.textContent = "Play";
  };
  const on = () => {
    if (at === shown.length - 1) return stop();
    const pause = Math.min(shown[at + 1].off - shown[at].off, LONGEST_PAUSE);
    waiting = setTimeout(() => { show(at + 1); on(); }, pause);
  };
  const step = (by) => { stop(); show(at + by); };

  play.addEventListener("click", () => {
    if (waiting) return stop();
    if (at === shown.length - 1) show(0);
    play.textContent = "Pause";
    on();
  });
  player.querySelector(".before").addEventListener("click", () => step(-1));
  player.querySelector(".after").addEventListener("click", () => step(1));
  place.addEventListener("input", () => { stop(); show(Number(place.value)); });
  shown.forEach(({ link }, number) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stop();
    show(number);
  }));
  place.max = shown.length - 1;
  for (const image of recording.querySelectorAll(".frames img")) image.loading = "eager";
  player.hidden = false;
  show(0);
}
