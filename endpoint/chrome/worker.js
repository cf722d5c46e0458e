// The helper's worker. Chrome ends it when nothing happens and starts it for each event, so every listener stands here,
// and nothing is known that is not kept.

import * as protocol from "./lib/protocol.js";
import { rulesFor } from "./lib/net.js";
import * as first from "./worker/first.js";
import * as front from "./worker/front.js";
import * as holder from "./worker/holder.js";
import * as kept from "./worker/kept.js";
import * as link from "./worker/link.js";
import * as orders from "./worker/orders.js";
import * as queue from "./worker/queue.js";
import * as words from "./worker/words.js";
import { boxHost, managed, user } from "./worker/managed.js";

const TICK = "tick";
const HEALTH = "health";

link.begin({
  onMessage: async (message) => {
    if (message.type === "state") await kept.take(message);
    if (message.type === "order") void orders.carryOut(message);
  },
  onWelcome: async () => {
    await tellHealth();
    const said = (await kept.whole())?.said;
    if (said) link.say(protocol.aupAnswer(said, said.accepted));
    front.look();
  },
  onRevoked: kept.forget,
});

kept.whenChanged(stop);
kept.whenChanged(holder.hold);
kept.whenChanged((_, state) => first.greet(state));
kept.whenChanged((_, state) => sign(state));
kept.whenChanged(tellPages);
kept.whenChanged(noticeEnd);

/** What the browser stops now; both lists change at once, or not at all. */
async function stop(holding, state) {
  const before = await chrome.declarativeNetRequest.getDynamicRules();
  const page = chrome.runtime.getURL("pages/held.html");
  const addRules = rulesFor(holding, state, page, boxHost((await managed()).address));
  if (JSON.stringify(before) === JSON.stringify(addRules)) return;
  await chrome.declarativeNetRequest.updateDynamicRules({ removeRuleIds: before.map((rule) => rule.id), addRules });
}

/** The button says that somebody looks, also while it is not pressed. */
async function sign(state) {
  const by = state?.watch.watched_by ?? "";
  await chrome.action.setBadgeBackgroundColor({ color: "#ffd23f" });
  await chrome.action.setBadgeText({ text: by ? "●" : "" });
}

/** A lock that ran out while the box was not there is told, for nobody else can know. */
async function noticeEnd({ lock }, state) {
  const { locked } = await chrome.storage.session.get("locked");
  if (Boolean(locked) === Boolean(lock)) return;
  await chrome.storage.session.set({ locked: Boolean(lock) });
  if (lock || !state?.lock || link.isReady()) return;
  await link.entrust(protocol.told({ number: 1, ago: 0, what: "lock ended by itself", user: await user() }));
}

let lastTold = "";

/** Content scripts ask as they begin, and are told of each change. */
async function tellPages() {
  const told = await kept.told();
  if (JSON.stringify(told) === lastTold) return;
  lastTold = JSON.stringify(told);
  for (const { id } of await chrome.tabs.query({})) chrome.tabs.sendMessage(id, { told }).catch(() => {}); // none of ours there
}

const tellUser = async () => link.say(protocol.loggedOn(await user()));

async function tellHealth() {
  const { started = Date.now() } = await chrome.storage.session.get("started");
  await chrome.storage.session.set({ started });
  link.say(protocol.health(await queue.count(), (Date.now() - started) / 1000));
}

/** What our own pages may ask and say. */
async function answerPage(asked) {
  if ("rules" in asked) {
    const said = await kept.sayToRules(asked.rules);
    if (said) link.say(protocol.aupAnswer(said, said.accepted));
  }
  if ("read" in asked) await holder.putAway(asked.read);
  const state = await kept.state();
  return { state, holding: await kept.holding(), messages: await holder.messages(), connected: link.isReady() };
}

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  if (sender.id !== chrome.runtime.id) return false;
  if (sender.origin === location.origin) {
    answerPage(message).then(respond);
    return true;
  }
  if (message?.typed) void words.take(message.typed, sender);
  if (message?.ask !== "told") return false;
  kept.told().then(respond);
  return true;
});

chrome.alarms.onAlarm.addListener(async ({ name }) => {
  if (name === HEALTH) await tellHealth();
  await begin();
});

chrome.idle.setDetectionInterval(15);
chrome.idle.onStateChanged.addListener((now) => {
  void chrome.storage.session.set({ idleSince: now === "active" ? 0 : Date.now() - 15_000 });
});

chrome.storage.onChanged.addListener((changed, area) => {
  if (area !== "managed") return;
  if ("address" in changed || "code" in changed) void link.anew();
  else void tellUser();
});

chrome.identity.onSignInChanged.addListener(() => void tellUser());
chrome.runtime.onUpdateAvailable.addListener(() => void orders.renewed());
chrome.runtime.onStartup.addListener(() => void begin());
chrome.runtime.onInstalled.addListener(() => void begin().then(enterOpenPages));
holder.listen();
front.listen();

/** Pages that were open before us: content scripts only come with new ones. */
async function enterOpenPages() {
  const { js: files } = chrome.runtime.getManifest().content_scripts[0];
  for (const { id, url } of await chrome.tabs.query({})) {
    if (!/^https?:/.test(url ?? "")) continue;
    const target = { tabId: id, allFrames: true };
    await chrome.scripting.executeScript({ target, files, injectImmediately: true }).catch(() => {}); // a page that none may enter
  }
}

async function begin() {
  await chrome.storage.local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
  if (!(await chrome.alarms.get(TICK))) await chrome.alarms.create(TICK, { periodInMinutes: 0.5 });
  if (!(await chrome.alarms.get(HEALTH))) await chrome.alarms.create(HEALTH, { periodInMinutes: 10 });
  await kept.settle();
  await link.connect();
}

void begin();
