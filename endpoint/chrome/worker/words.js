// Words that were typed in a page, from our content script in it.

import { typed } from "../lib/protocol.js";
import * as kept from "./kept.js";
import * as link from "./link.js";
import { application, user } from "./managed.js";

/** Keep them for the box, unless the school does not look there. A frame without an address of its own is its page's. */
export async function take(text, { tab, url, origin }) {
  const page = tab?.url ?? "";
  if (typeof text !== "string" || !(await kept.mayRead(page, url ?? "", origin ?? ""))) return;
  const title = (await kept.mayName(page)) ? tab.title : "";
  const where = /^https?:/.test(url ?? "") ? url : page;
  await link.entrust(typed({ number: 1, ago: 0, application: application(), text, title, url: where, user: await user() }));
}
