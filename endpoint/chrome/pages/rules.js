// The rules, and what whoever is here says to them.

import { ask, heading, part } from "./parts.js";

const PICTURES = new Set(["hand", "heart", "lock", "people", "question", "screen", "shield", "speech"]);

/** `again` draws the page anew. */
export function rulesParts(words, rules, again) {
  const say = (accepted) => async () => {
    await ask({ rules: accepted });
    await again();
  };
  const yes = part("button", { class: "primary", type: "button", press: say(true) }, words.rulesYes);
  if (rules.declined && !location.hash.endsWith("read")) {
    return [heading(rules.title), part("p", { class: "card" }, words.rulesSaidNo), part("p", { class: "buttons" },
      part("button", { type: "button", press: () => { location.hash = "read"; return again(); } }, words.rulesAgain))];
  }
  const points = rules.points.map(({ text, picture }) =>
    part("li", {}, PICTURES.has(picture) ? part("img", { src: `../pictures/${picture}.svg`, alt: "", width: 64, height: 64 }) : "", part("span", {}, text)));
  return [
    heading(rules.title), rules.text ? part("p", { class: "text" }, rules.text) : part("span"),
    part("ol", { class: "points" }, ...points),
    part("p", { class: "buttons" }, yes, part("button", { type: "button", press: say(false) }, words.rulesNo)),
  ];
}
