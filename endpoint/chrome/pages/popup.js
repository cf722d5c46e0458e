// Behind the button: Confide, who looks now, and what the school looks at.

import { ask, confideLink, keepShowing, part, show, watched } from "./parts.js";

async function draw() {
  const { words, state, connected } = await ask();
  if (!state) return show("Lollipop", part("h1", {}, "Lollipop"), part("p", {}, words.unmanaged));
  const by = state.watch.watched_by;
  show(state.school,
    part("h1", {}, state.school), confideLink(words, state) ?? part("span"), part("p", { class: "small" }, words.confideHint),
    part("p", { class: by ? "card looks" : "card", role: "status" }, by ? words.looks(by) : words.nobody), ...watched(words, state),
    part("p", { class: "small" }, connected ? words.connected : words.away));
}

keepShowing(draw);
