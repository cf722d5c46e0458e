// What the school's policy says. It comes some seconds after the browser's first start, so nobody waits for it: whoever
// needs it asks again when it changes.

const NOTHING = { address: "", code: "", user: "", name: "" };

export async function managed() {
  const said = await chrome.storage.managed.get().catch(() => ({}));
  const { address, code, ...more } = { ...NOTHING, ...said };
  return { ...more, address: address.trim().replace(/^wss:\/\/|\/.*$/g, ""), code: code.trim() };
}

/** The host of the box, without its port. */
export const boxHost = (address) => (URL.canParse(`wss://${address}`) ? new URL(`wss://${address}`).hostname : "");

/** What the box calls this kind of program: Chrome, Microsoft Edge, Chromium. */
export function application() {
  const brands = (navigator.userAgentData?.brands ?? []).map((one) => one.brand).filter((one) => !/not.?a.?brand/i.test(one));
  return brands.find((one) => one !== "Chromium") ?? brands[0] ?? "Chromium";
}

export async function system() {
  const { os } = await chrome.runtime.getPlatformInfo();
  const names = { cros: "ChromeOS", win: "Windows", mac: "macOS", linux: "Linux", android: "Android" };
  const version = (navigator.userAgentData?.brands ?? []).find((one) => one.brand === "Chromium")?.version ?? "";
  return `${names[os] ?? os}, ${application()} ${version}`.trim();
}

/** Who is at this browser, as it or the school's policy says: a claim. */
export async function user() {
  const { user: named } = await managed();
  const { email } = await chrome.identity.getProfileUserInfo({ accountStatus: "ANY" }).catch(() => ({ email: "" }));
  return email || named || "";
}
