// Reads the rules aloud with a voice of the device itself, in the language of the page; where there is none, there is no
// button. Voices that live elsewhere are not used: what a child is shown stays in the school.
"use strict";
const button = document.getElementById("aloud");
const speech = window.speechSynthesis;
const words = button.querySelector("span");
const reads = words.textContent;
const tongue = document.documentElement.lang;

function voice() {
  const here = speech.getVoices().filter((one) => one.localService);
  return here.find((one) => one.lang === tongue) || here.find((one) => one.lang.startsWith(tongue.slice(0, 2)));
}

function offer() { button.hidden = !voice(); }

function stop() {
  speech.cancel();
  words.textContent = reads;
}

function read() {
  const parts = document.querySelectorAll("#read h1, #read .rules-text, #read li");
  parts.forEach((part, number) => {
    const said = new SpeechSynthesisUtterance(part.textContent.trim());
    said.voice = voice();
    said.lang = said.voice.lang;
    said.rate = 0.9;
    if (number === parts.length - 1) said.onend = stop;
    speech.speak(said);
  });
  words.textContent = words.dataset.stop;
}

if (speech) {
  offer();
  speech.addEventListener("voiceschanged", offer);
  button.addEventListener("click", () => (speech.speaking ? stop() : read()));
  window.addEventListener("pagehide", () => speech.cancel());
}
