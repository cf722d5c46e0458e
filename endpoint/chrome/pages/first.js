// Shown once to each who uses this browser: what the school looks at.

import { ask, confideLink, heading, keepShowing, part, show, watched } from "./parts.js";

async function draw() {
  const { words, state } = await ask();
  if (!state) return show(words.title, heading(words.title, "../icons/128.png"), part("p", {}, words.unmanaged));
  const hello = part("p", {}, words.hello), school = part("p", { class: "school" }, state.school);
  const ok = part("button", { class: "primary", type: "button", press: () => window.close() }, words.understood);
  show(words.title, heading(words.title, "../icons/128.png"), school, hello, ...watched(words, state),
    part("p", {}, words.confideHint), confideLink(words, state) ?? part("span"), part("p", { class: "buttons" }, ok));
}

keepShowing(draw);
