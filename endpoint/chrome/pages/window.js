// The window over all others: a lock before rules, rules before messages.

import { ask, heading, keepShowing, left, part, reason, show } from "./parts.js";
import { rulesParts } from "./rules.js";

async function draw() {
  const { words, holding, messages } = await ask();
  if (holding.lock) return show(words.locked, heading(words.locked, "../icons/128.png"), left(words, words.lockedFor, holding.lock.left), reason(words, holding.lock));
  if (holding.rules) return show(holding.rules.title, ...rulesParts(words, holding.rules, draw));
  if (messages.length) return show(...message(words, messages.find((one) => one.farewell) ?? messages[0]));
  show("Lollipop", part("p"));
}

function message(words, { id, text, sender, farewell }) {
  const title = farewell ? words.farewell : words.message(sender);
  const away = part("button", { class: "primary", type: "button", press: () => ask({ read: id }).then(draw) }, words.ok);
  return [
    title, heading(title, "../icons/128.png"), part("p", { class: "card said" }, text),
    farewell ? part("p", { class: "left" }, words.farewellHint) : part("p", { class: "buttons" }, away),
  ];
}

keepShowing(draw);
