// What the browser itself stops, as rules of declarativeNetRequest: pure. The box does the same at school; here it also
// holds away from school.

import { hostOf, parseSite } from "./sites.js";

const DOCUMENTS = ["main_frame", "sub_frame"];
const STOP = 1, OPEN = 2;

/** The rules for what holds now. `page` is our page that says why; `box` is the box's own host. */
export function rulesFor(holding, state, page, box) {
  const why = holding.lock ? "lock" : holding.rules ? "rules" : holding.ban ? "ban" : holding.only ? "only" : "";
  if (!why) return [];
  const open = [box];
  if (why !== "lock") open.push(...state.always, hostOf(state.confide));
  const sites = why === "only" ? holding.only.sites : [];
  return [...stop(page), ...openHosts(open), ...sites.flatMap(openSite)].map((rule, at) => ({ id: at + 1, ...rule }));
}

/** Pages turn into ours, with their address behind `#` to go on later; all else that they would fetch is stopped. */
function stop(page) {
  const http = "^https?://.*";
  return [
    {
      priority: STOP,
      condition: { regexFilter: http, resourceTypes: ["main_frame"] },
      action: { type: "redirect", redirect: { regexSubstitution: `${page}#\\0` } },
    },
    {
      priority: STOP,
      condition: { regexFilter: "^(https?|wss?)://.*", excludedResourceTypes: ["main_frame"] },
      action: { type: "block" },
    },
  ];
}

function openHosts(hosts) {
  const requestDomains = [...new Set(hosts.map((one) => parseSite(one).host).filter(Boolean))];
  if (!requestDomains.length) return [];
  return [
    { priority: OPEN, condition: { requestDomains }, action: { type: "allow" } },
    { priority: OPEN, condition: { requestDomains, resourceTypes: DOCUMENTS }, action: { type: "allowAllRequests" } },
  ];
}

/** A host with all below it, or one path's start of it; what the page itself fetches comes with it. */
function openSite(site) {
  const { host, path } = parseSite(site);
  if (!host) return [];
  const condition = { requestDomains: [host], resourceTypes: DOCUMENTS };
  if (path) condition.urlFilter = `||${host}${path}^`;
  return [{ priority: OPEN, condition, action: { type: "allowAllRequests" } }];
}
