// What our pages are made of. Text is text: nothing that came from anywhere becomes markup.

import { inMinutes, wordsOf } from "../lib/words.js";

export function part(name, facts = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(facts)) {
    if (key === "press") element.addEventListener("click", value);
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
  return element;
}

/** What holds and what was said, from the worker; with `saying`, after it has heard that. */
export async function ask(saying = { ask: "all" }) {
  const now = await chrome.runtime.sendMessage(saying);
  const words = wordsOf(now.state?.language);
  document.documentElement.lang = now.state?.language ?? "en";
  return { ...now, words };
}

let shown = "";

/** Put these in the place of what is there, if they are something else; the keyboard goes to the heading then. */
export function show(title, ...parts) {
  const main = document.querySelector("main");
  const now = parts.map((one) => one.outerHTML).join("");
  document.title = title;
  if (now === shown) return;
  const other = parts[0]?.textContent !== main.firstElementChild?.textContent;
  shown = now;
  main.replaceChildren(...parts);
  if (other) main.querySelector("h1")?.focus(); // never a button: who is typing would press it unread
}

/** Run now, again when something changed, and each few seconds as time goes on. */
export function keepShowing(draw) {
  chrome.storage.onChanged.addListener(() => void draw());
  setInterval(draw, 5000);
  void draw();
}

export const heading = (text, picture = "") =>
  part("header", {}, picture && part("img", { src: picture, alt: "", width: 88, height: 88 }), part("h1", { tabindex: -1 }, text));

export const left = (words, say, seconds) => part("p", { class: "left" }, say(inMinutes(words, seconds)));

/** Why, and whom to talk to. */
export function reason(words, { reason: why, talk_to }) {
  return part("div", { class: "card" }, why && part("p", { class: "why" }, why), talk_to && part("p", {}, words.talk(talk_to)));
}

export const confideLink = (words, state) =>
  state?.confide && /^https?:/.test(state.confide)
    ? part("p", { class: "confide" }, part("a", { class: "button quiet", href: state.confide, target: "_blank", rel: "noreferrer" }, words.confide))
    : null;

/** What the school looks at, in sentences. */
export function watched(words, state) {
  const { typed, titles, pictures } = state.watch;
  const seen = [typed && ["speech", words.typed], titles && ["screen", words.titles], pictures && ["people", words.pictures]].filter(Boolean);
  const list = (items) => part("ul", { class: "points" }, ...items.map(([icon, text]) => part("li", {}, part("img", { src: `../pictures/${icon}.svg`, alt: "", width: 48, height: 48 }), part("span", {}, text))));
  return [
    part("h2", {}, words.sees), list(seen.length ? seen : [["hand", words.nothing]]),
    part("h2", {}, words.never), list([["lock", words.neverPasswords], ["heart", words.neverConfide]]),
  ];
}
