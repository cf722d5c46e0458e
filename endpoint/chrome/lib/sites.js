// Which hosts and pages are meant: pure.

/** The host of an address, lower case, or empty. */
export function hostOf(url) {
  try {
    return new URL(url).hostname.toLowerCase().replace(/\.$/, "");
  } catch {
    return "";
  }
}

/** Is this host `site`, or below it? */
export function covers(site, host) {
  const named = String(site).toLowerCase().replace(/^=|\.$/g, "");
  return named !== "" && (host === named || host.endsWith(`.${named}`));
}

/** A site such as `bbc.co.uk/bitesize` or `https://bbc.co.uk/bitesize`: its host, and its path's start. */
export function parseSite(site) {
  const text = String(site).trim().replace(/^=|^[a-z]+:\/\//i, "");
  const host = hostOf(`http://${text}`);
  const path = host ? new URL(`http://${text}`).pathname.replace(/\/$/, "") : "";
  return { host, path };
}

/** Does the school look at nothing on this page? Confide is deaf to all else; an excluded entry may be a host. */
export function unseen(state, ...urls) {
  if (!state) return true;
  const closed = [hostOf(state.confide), ...state.watch.excluded.filter((name) => name.includes("."))];
  return urls.some((url) => closed.some((site) => covers(site, hostOf(url))));
}

/** Is this page Confide's? */
export const isConfide = (state, url) => Boolean(state) && covers(hostOf(state.confide), hostOf(url));
