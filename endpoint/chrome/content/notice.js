// What lies over a page: who looks at this screen now, and, while the screen is locked, a curtain. The locked screen
// itself is a window of ours; this hides what is beside it, on other screens.

(() => {
  if (window !== top) return;
  const WORDS = {
    en: { looks: (by) => `${by} is looking at this screen`, locked: "This screen is having a rest" },
    cy: { looks: (by) => `Mae ${by} yn edrych ar y sgrin hon`, locked: "Mae’r sgrin hon yn cael seibiant" },
  };
  const SHEET = `
    :host { all: initial !important; display: block !important; position: fixed !important; inset: auto 1rem 1rem auto !important;
      margin: 0 !important; padding: 0 !important; border: 0 !important; background: none !important; overflow: visible !important; }
    :host(.curtain) { inset: 0 !important; width: 100vw !important; height: 100vh !important; max-width: none !important; max-height: none !important; }
    p { font: 600 16px/1.4 system-ui, "Noto Sans", "Liberation Sans", sans-serif; margin: 0; padding: .55em 1em; border-radius: 2em;
      color: #1d2b2a; background: #ffd23f; border: 2px solid #1d2b2a; }
    p.curtain { display: grid; place-items: center; box-sizing: border-box; width: 100%; height: 100%; border: 0; border-radius: 0;
      font-size: 28px; color: #1d2b2a; background: #f6f5f1; }
    @media (prefers-color-scheme: dark) { p.curtain { color: #ebeee9; background: #141b1b; } }`;

  let host = null;

  let shown = "";

  function show(told) {
    if (JSON.stringify(told) === shown) return;
    shown = JSON.stringify(told);
    const words = WORDS[told?.language] ?? WORDS.en;
    const text = told?.locked ? words.locked : told?.by ? words.looks(told.by) : "";
    host?.remove();
    host = null;
    if (text) put(text, Boolean(told.locked));
  }

  function put(text, curtain) {
    const note = document.createElement("p"), style = document.createElement("style");
    host = document.createElement("lollipop-notice");
    host.setAttribute("popover", "manual"); // the top layer, over what the page lays over itself
    host.setAttribute("role", "status");
    note.textContent = text;
    style.textContent = SHEET;
    for (const one of curtain ? [host, note] : []) one.className = "curtain";
    host.attachShadow({ mode: "closed" }).append(style, note);
    document.documentElement.append(host);
    host.showPopover();
  }

  const follow = (told) => (document.documentElement ? show(told) : addEventListener("DOMContentLoaded", () => show(told), { once: true }));
  chrome.runtime.onMessage.addListener(({ told }) => void (told && follow(told)));
  chrome.runtime.sendMessage({ ask: "told" }).then(follow).catch(() => {});
})();
