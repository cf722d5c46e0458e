// Confide does without any of this. It hides the page faster, reads it with a voice of the device itself, counts the
// letters that are left, and goes over to the school's certificate where the device trusts it.
"use strict";
const page = document.documentElement;

// --- away from here: by the button or Escape, and the way back does not lead here ---

const way = document.querySelector("a[data-hide]");

function hide(event) {
  event.preventDefault();
  document.body.hidden = true; // at once, however long the other page takes
  document.title = "";
  location.replace(way.href);
}

if (way) {
  way.addEventListener("click", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) hide(event); });
}

// A page that the browser kept is shown to nobody: whoever has the device then may be another child.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  location.replace("/");
});

// --- read aloud: no word goes to a voice that lives elsewhere ---

const aloud = document.querySelector("[data-aloud]");
const speech = window.speechSynthesis;

function voice() {
  const here = speech ? speech.getVoices().filter((one) => one.localService) : [];
  return here.find((one) => one.lang === page.lang) || here.find((one) => one.lang.startsWith(page.lang.slice(0, 2)));
}

// What belongs together is said in one breath; what a child wrote is never said.
function sentences() {
  const parts = document.querySelectorAll("main :is(h1, h2, p, li, dt, dd, legend, label, .choice)");
  return [...parts]
    .filter((part) => part.checkVisibility() && !part.closest("[data-quiet]") && !part.querySelector("p, li, h2, label, .choice"))
    .map((part) => part.innerText.trim())
    .filter(Boolean);
}

function readsAloud(box) {
  const button = box.querySelector("button");
  const words = button.querySelector("span");
  const reads = words.textContent;
  const [sound, label] = [box.querySelector("audio"), box.querySelector(".aloud-label")];
  let said = 0; // whose end is not the end of what was begun since

  function quiet() {
    said += 1;
    if (speech) speech.cancel();
    if (sound) sound.pause();
    words.textContent = reads;
    button.setAttribute("aria-pressed", "false");
  }

  function speak() {
    const parts = sentences();
    const mine = said;
    parts.forEach((part, number) => {
      const one = new SpeechSynthesisUtterance(part);
      one.voice = voice();
      one.lang = one.voice.lang;
      one.rate = 0.85;
      if (number === parts.length - 1) one.onend = () => { if (mine === said) quiet(); };
      speech.speak(one);
    });
  }

  function play() {
    sound.currentTime = 0;
    sound.onended = quiet;
    sound.play().catch(quiet);
  }

  function read() {
    words.textContent = words.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    if (voice()) speak();
    else play();
  }

  function offer() {
    button.hidden = !sound && !voice();
    for (const other of [sound, label]) if (other) other.hidden = true;
  }

  offer();
  if (speech) speech.addEventListener("voiceschanged", offer);
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? quiet() : read()));
  window.addEventListener("pagehide", quiet);
}

if (aloud) readsAloud(aloud);

// --- letters left, once they are few ---

const FEW = 500;
document.querySelectorAll("textarea[data-left]").forEach((box) => {
  const line = document.getElementById(box.dataset.left);
  const count = () => {
    const left = Number(box.dataset.most) - [...box.value].length;
    line.textContent = left <= FEW ? line.dataset.says.replace("#", Math.max(left, 0)) : "";
  };
  box.addEventListener("input", count);
  count();
});

// --- over to the school's certificate, before a word is written ---

const safer = document.querySelector("[data-safer]");

async function goOver(address) {
  const begun = () => document.querySelector("main :checked") || [...document.querySelectorAll("main textarea")].some((one) => one.value);
  try {
    const answer = await fetch(new URL("ready.txt", address), { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(3000) });
    if (answer.ok && !begun()) location.replace(address);
  } catch {
    // The device does not trust the certificate: the page stays as it is.
  }
}

if (safer && location.protocol === "http:") goOver(safer.dataset.safer);
