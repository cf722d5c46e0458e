// What the box tells us to do: each is done once and answered within its time, also where it cannot be done.

import { answer, encodePicture, bye, picture } from "../lib/protocol.js";
import { covers, hostOf, isConfide } from "../lib/sites.js";
import * as holder from "./holder.js";
import * as kept from "./kept.js";
import * as link from "./link.js";
import { NoPicture, differs, take } from "./pictures.js";

const SPARE = 500; // milliseconds for the answer's way
const FAREWELL = 10_000;
const REMEMBERED = 200;
const NO_LOG_OFF = "A browser cannot log anybody off this device. Its pages were closed.";
const doing = new Map(); // id → its answer, to come
let live = { until: 0, every: 3, timer: null };

const DO = {
  screenshot, record, message, thumbnails, renew, "log off": logOff, "close tabs": closeTabs,
};

/** Do it, and say how it went; one that came before is answered as before. */
export async function carryOut(order) {
  if (!doing.has(order.id)) doing.set(order.id, before(order.id).then((said) => said ?? attempt(order)));
  const said = await doing.get(order.id);
  doing.delete(order.id);
  link.say(said);
}

async function attempt({ id, within, do: what }) {
  const ends = Date.now() + within * 1000 - SPARE;
  const work = DO[what.type] ?? (() => "This helper does not know how to do that.");
  const late = new Promise((resolve) => setTimeout(resolve, Math.max(ends - Date.now(), 0), "It was not done in time."));
  const why = await Promise.race([late, Promise.resolve(work(what, id, ends)).catch(said)]);
  const done = answer(id, !why, why ?? "");
  await remember(done);
  return done;
}

const said = (error) => (error instanceof NoPicture ? error.message : `The browser would not: ${error.message}`);

async function before(id) {
  const { answers = [] } = await chrome.storage.session.get("answers");
  return answers.find((one) => one.order === id);
}

async function remember(said) {
  const { answers = [] } = await chrome.storage.session.get("answers");
  await chrome.storage.session.set({ answers: [...answers.slice(1 - REMEMBERED), said] });
}

// --- each of them: what it returns is why it was not done ------------------------------------------------------------

async function screenshot(_, order) {
  const { image, format, width, height } = await take("still");
  await link.entrust(picture({ order, kind: "still", format, width, height }), image);
}

/** From now on: a row of frames from before would cost a fifth of a core all day. Each frame that differs is sent as it is
 * taken, for whoever waits for it; how it stood at the end says that it is the last. */
async function record({ seconds }, order, ends) {
  const until = Math.min(Date.now() + seconds * 1000, ends - SPARE);
  let sent = null, newest = null, newestAt = 0, sequence = 0, why = null;
  const send = (last) => link.entrust(
    picture({ order, kind: "frame", format: newest.format, width: newest.width, height: newest.height, sequence: sequence++, last }),
    newest.image, newestAt,
  );
  do {
    const now = await take("frame").catch((error) => ((why = said(error)), null));
    if (!now) {
      await pause(APART_WHEN_BLIND);
      continue;
    }
    [newest, newestAt] = [now, Date.now()];
    if (!differs(sent, now)) continue;
    await send(false);
    sent = now;
  } while (Date.now() < until);
  if (!newest) return why;
  await send(true);
}

const APART_WHEN_BLIND = 500;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function message({ text, sender }, id) {
  await holder.addMessage({ id, text, sender });
}

async function logOff({ text }, id, ends) {
  await holder.addMessage({ id, text, farewell: true });
  await pause(Math.min(FAREWELL, ends - SPARE - Date.now()));
  await holder.putAway(id);
  await leaveOnly(await chrome.tabs.create({ url: "pages/finished.html" }));
  return NO_LOG_OFF;
}

async function closeTabs({ hosts }) {
  if (!hosts.length) return void (await leaveOnly(await chrome.tabs.create({})));
  const tabs = await chrome.tabs.query({});
  const meant = tabs.filter(({ url }) => hosts.some((site) => covers(site, hostOf(url))));
  if (meant.length === tabs.length) await chrome.tabs.create({}); // else the browser would end
  await chrome.tabs.remove(meant.map((tab) => tab.id));
}

/** Close all other tabs, but never Confide: a child may be writing there. */
async function leaveOnly(mine) {
  const state = await kept.state();
  const others = (await chrome.tabs.query({})).filter((tab) => tab.id !== mine.id && !isConfide(state, tab.url));
  const window = (await chrome.storage.session.get("window")).window;
  await chrome.tabs.remove(others.filter((tab) => tab.windowId !== window).map((tab) => tab.id));
}

async function thumbnails({ every, seconds }) {
  clearTimeout(live.timer);
  live = { until: Date.now() + seconds * 1000, every: Math.max(every, 1) * 1000, timer: null };
  const why = await thumbnail();
  live.timer = setTimeout(goOn, live.every);
  return why;
}

async function goOn() {
  if (Date.now() >= live.until || !link.isReady()) return;
  await thumbnail();
  live.timer = setTimeout(goOn, live.every);
}

async function thumbnail() {
  try {
    const { image, format, width, height } = await take("thumbnail");
    link.say(encodePicture(picture({ kind: "thumbnail", format, width, height }), image));
  } catch (error) {
    return said(error);
  }
}

async function renew() {
  const { status } = await chrome.runtime.requestUpdateCheck();
  if (status === "throttled") return "The browser looked for a new version only just now.";
}

/** A new version is here: take it. */
export async function renewed() {
  link.say(bye("renewed"));
  await pause(SPARE);
  chrome.runtime.reload();
}
