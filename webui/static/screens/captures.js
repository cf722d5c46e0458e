// The queue with a keyboard, with a sound and a notice. Without it everything can be done by links and buttons.
"use strict";

const list = document.getElementById("captures");
const form = document.getElementById("decide");
const keys = document.getElementById("keys");
const STATUSES = { r: "resolved", f: "false positive", a: "requires attention", i: "under investigation" };

// --- what is kept in this browser ---

const wants = (name) => {
  try { return localStorage.getItem(`captures-${name}`); } catch { return null; }
};
const keep = (name, value) => {
  try { localStorage.setItem(`captures-${name}`, value); } catch { /* a private window keeps nothing */ }
};

for (const name of ["sound", "notice", "keys"]) {
  const box = document.getElementById(`want-${name}`);
  box.checked = (wants(name) ?? (name === "keys" ? "yes" : "no")) === "yes";
  box.addEventListener("change", async () => {
    if (name === "notice" && box.checked && !(await mayNotify())) {
      box.checked = false;
      document.getElementById("notice-refused").hidden = false;
    }
    keep(name, box.checked ? "yes" : "no");
    if (name === "sound" && box.checked) beep();
  });
}
document.getElementById("browser").hidden = false;

async function mayNotify() {
  return "Notification" in window && (await Notification.requestPermission()) === "granted";
}

// --- a new one comes ---

let kept = [];
let where = "";

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== list) return;
  kept = [...list.querySelectorAll(".pick :checked")].map((box) => box.id);
  where = document.activeElement && list.contains(document.activeElement) ? document.activeElement.id : "";
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== list) return;
  for (const id of kept) {
    const box = document.getElementById(id);
    if (box) box.checked = true;
  }
  if (where) document.getElementById(where)?.focus({ preventScroll: true });
  tell([...list.querySelectorAll(".fresh")].map((line) => line.dataset.severity));
});

function tell(severities) {
  const worst = ["severe", "moderate"].find((severity) => severities.includes(severity));
  if (!worst) return;
  if (wants("sound") === "yes") beep();
  if (wants("notice") === "yes" && "Notification" in window && Notification.permission === "granted") {
    new Notification("Lollipop", { body: `A ${worst} capture is waiting.`, tag: "captures" });
  }
}

function beep() {
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const loud = sound.createGain();
  loud.gain.setValueAtTime(0.15, sound.currentTime);
  loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.6);
  tone.frequency.value = 660;
  tone.connect(loud).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.6);
  tone.onended = () => sound.close();
}

// --- keys ---

const links = () => [...list.querySelectorAll(".capture h2 a")];
const line = () => document.activeElement?.closest(".capture");

function step(by) {
  const all = links();
  const at = all.findIndex((link) => link.closest(".capture") === line());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function mark(status) {
  if (!list.querySelector(".pick :checked")) {
    const box = line()?.querySelector(".pick input");
    if (!box) return;
    box.checked = true;
  }
  document.getElementById("bulk-status").value = status;
  form.requestSubmit(form.querySelector("button"));
}

function tick() {
  const box = line()?.querySelector(".pick input");
  if (box) box.checked = !box.checked;
}

function showKeys() {
  if (!keys.open) keys.showModal();
}

const KEYS = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), x: tick, "?": showKeys,
  ...Object.fromEntries(Object.entries(STATUSES).map(([key, status]) => [key, () => mark(status)])),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || wants("keys") === "no") return;
  const does = KEYS[event.key];
  if (!does || (event.key.startsWith("Arrow") && !line())) return;
  event.preventDefault();
  does();
});
document.getElementById("keys-open").hidden = false;
document.getElementById("keys-open").addEventListener("click", showKeys);
