// In the place of a page that is not open now. Its address stands behind `#`, to go on to.

import { ask, confideLink, heading, keepShowing, left, part, reason, show } from "./parts.js";
import { rulesParts } from "./rules.js";

const meant = /^#https?:\/\//i.test(location.hash) ? location.hash.slice(1) : "";

async function draw() {
  const { words, holding, state } = await ask();
  const { lock, rules, ban, only } = holding;
  if (lock) return show(words.locked, heading(words.locked, "../icons/128.png"), left(words, words.lockedFor, lock.left), reason(words, lock));
  if (rules) return show(rules.title, ...rulesParts(words, rules, draw));
  const confide = confideLink(words, state) ?? part("span");
  if (ban) return show(words.paused, heading(words.paused, "../icons/128.png"), left(words, words.pausedFor, ban.left), reason(words, ban), confide);
  if (only) return show(words.only, heading(words.only, "../icons/128.png"), part("p", {}, words.onlyHint), sites(only.sites), left(words, words.onlyFor, only.left), confide);
  if (meant && document.hasFocus()) return location.replace(meant);
  show(words.open, heading(words.open, "../icons/128.png"), part("p", { class: "buttons" }, meant && part("a", { class: "button primary", href: meant }, words.goOn)));
}

const sites = (all) => part("ul", { class: "sites" }, ...all.map((site) => part("li", {}, part("a", { href: /^https?:\/\//i.test(site) ? site : `https://${site}` }, site))));

keepShowing(draw);
