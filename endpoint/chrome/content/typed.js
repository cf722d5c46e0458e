// Words that are typed in a page, in passages. Every kind of field in every frame; never a password, a code or a card,
// nothing on Confide, nothing before the box has said that the school looks at typed words. Only what a person does
// counts (`isTrusted`), so a page cannot make it up. The worker looks at all of this again before it keeps a word.

(() => {
  const PAUSE = 2000; // milliseconds without a key end a passage
  const LONG = 400; // characters end one too
  const MOST = 4000, PARTS = 4; // what one message takes, and how many messages one passage
  const BEFORE = 120; // characters of the same sentence that a passage says again: who types slowly still makes sentences
  const MORE_THAN_A_SLIP = 8; // characters taken back that are told all the same
  const SECRET = /^(current-password|new-password|one-time-code|cc-.*)$/i;
  const NAMED_SECRET = /passw|passcode|passphrase|cyfrinair/i;
  const NOT_WORDS = new Set(["button", "checkbox", "color", "date", "datetime-local", "file", "hidden", "image", "month", "number", "radio", "range", "reset", "submit", "time", "week"]);

  let looking = null;
  const secrets = new WeakSet(); // elements that were a password's once
  const watched = new WeakSet(); // roots that are watched for such elements
  const fields = new Map(); // element → what is known of its text, for those with words that wait
  const known = new WeakMap();

  // --- may we look ----------------------------------------------------------------------------------------------

  const hosts = () => [looking.confide && new URL(looking.confide).hostname, ...looking.excluded.filter((one) => one.includes("."))];
  const covers = (site, host) => Boolean(site) && (host === site.toLowerCase() || host.endsWith(`.${site.toLowerCase()}`));
  const here = () => [location, ...Array.from(location.ancestorOrigins ?? [], (one) => URL.parse(one))].map((one) => one?.hostname ?? "");
  const mayLook = () => Boolean(looking?.typed) && !here().some((host) => hosts().some((site) => covers(site, host)));

  function hear(told) {
    looking = told?.looking ?? null;
    if (!mayLook()) fields.clear();
  }

  // --- which fields -----------------------------------------------------------------------------------------------

  /** The element that has the keyboard, within shadow trees of both kinds. */
  function inside(element) {
    for (;;) {
      const root = element instanceof HTMLElement ? chrome.dom.openOrClosedShadowRoot(element) : null;
      if (!root) return element;
      watch(root);
      if (!root.activeElement) return element;
      element = root.activeElement;
    }
  }

  function isSecret(element) {
    if (secrets.has(element)) return true;
    const named = ["autocomplete", "name", "id", "aria-label", "placeholder"].map((one) => element.getAttribute(one) ?? "");
    const secret = element.type === "password" || named[0].split(/\s+/).some((one) => SECRET.test(one))
      || named.slice(1).some((one) => NAMED_SECRET.test(one))
      || getComputedStyle(element).getPropertyValue("-webkit-text-security") !== "none";
    if (secret) secrets.add(element);
    return secret;
  }

  /** A field, or the block of an editable text that the caret is in; null where there is nothing to read. */
  function fieldOf(element) {
    if (!(element instanceof HTMLElement)) return null;
    const plain = element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && !NOT_WORDS.has(element.type));
    if (plain) return isSecret(element) ? null : element;
    if (!element.isContentEditable && document.designMode !== "on") return null;
    const host = element.closest("[contenteditable]") ?? element;
    return isSecret(host) ? null : block(host);
  }

  function block(host) {
    const selection = host.getRootNode().getSelection?.() ?? getSelection();
    let node = selection?.anchorNode;
    while (node && node !== host && !(node instanceof HTMLElement && getComputedStyle(node).display !== "inline")) node = node.parentNode;
    return node && host.contains(node) ? node : host;
  }

  /** Passwords that are shown (their type changes to text) stay passwords. */
  function watch(root) {
    if (watched.has(root)) return;
    watched.add(root);
    const passwords = (node) => node.querySelectorAll?.("input[type=password i]").forEach((one) => secrets.add(one));
    passwords(root);
    new MutationObserver((changes) => {
      for (const { type, target, oldValue, addedNodes } of changes) {
        if (type === "attributes" && (oldValue?.toLowerCase() === "password" || target.type === "password")) secrets.add(target);
        for (const node of addedNodes) {
          if (node instanceof HTMLInputElement && node.type === "password") secrets.add(node);
          passwords(node);
        }
      }
    }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["type"], attributeOldValue: true });
  }

  // --- which words ------------------------------------------------------------------------------------------------

  const textOf = (field) => ("value" in field ? field.value : field.innerText) ?? "";

  /** What is known of a field. `told` is its text when its words were told last, `peak` the longest since, `last` the
   * latest; `keys` are those that came to it and left no text, for some editors draw their own. */
  function noted(field) {
    if (!known.has(field)) known.set(field, { told: "", peak: "", last: "", keys: "", timer: 0, lately: "" });
    return known.get(field);
  }

  /** What stood there before is not typed. */
  function remember(event) {
    const field = fieldOf(inside(event.target));
    if (field && mayLook() && !known.has(field)) Object.assign(noted(field), { told: textOf(field), last: textOf(field) });
  }

  function onInput(event) {
    const field = event.isTrusted && mayLook() && fieldOf(inside(event.target));
    if (!field) return;
    const about = noted(field), text = textOf(field);
    about.keys = "";
    if (text.length > about.last.length && about.peak.length - about.last.length >= MORE_THAN_A_SLIP) flush(field);
    if (text.length >= about.peak.length) about.peak = text;
    about.last = text;
    wait(field, about);
    if (text.length - about.told.length > LONG) flush(field);
  }

  function onKey(event) {
    if (!event.isTrusted || !mayLook()) return;
    const field = fieldOf(inside(event.target));
    if (!field) return;
    if (event.key === "Enter") return flush(field);
    const about = noted(field);
    if (event.key === "Backspace") about.keys = about.keys.slice(0, -1);
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    about.keys = (about.keys + event.key).slice(-MOST);
    wait(field, about);
    if (about.keys.length > LONG) flush(field);
  }

  function wait(field, about) {
    fields.set(field, about);
    clearTimeout(about.timer);
    about.timer = setTimeout(flush, PAUSE, field);
  }

  function flush(field) {
    const about = fields.get(field);
    if (!about) return;
    clearTimeout(about.timer);
    fields.delete(field);
    if (!mayLook() || isSecret(field)) return;
    const text = textOf(field);
    const whole = about.peak.length - text.length >= MORE_THAN_A_SLIP ? about.peak : text;
    const words = fresh(about.told, whole) || drawn(about);
    Object.assign(about, { told: text, peak: text, last: text, keys: "" });
    if (words.trim()) tell(words);
  }

  const flushAll = () => [...fields.keys()].forEach(flush);

  /** What is new, from the beginning of its sentence, as far as it is near. */
  function fresh(before, now) {
    if (before === now) return "";
    let start = 0, end = 0;
    const shorter = Math.min(before.length, now.length);
    while (start < shorter && before[start] === now[start]) start += 1;
    while (end < shorter - start && before.at(-1 - end) === now.at(-1 - end)) end += 1;
    if (start === now.length - end) return ""; // only taken away
    const upTo = now.slice(end ? now.length - end : now.length).search(/\s|$/); // a word that goes on
    return now.slice(sentence(now, start), now.length - end + upTo);
  }

  function sentence(text, at) {
    const near = text.slice(Math.max(at - BEFORE, 0), at);
    const stop = Math.max(near.lastIndexOf(". "), near.lastIndexOf("! "), near.lastIndexOf("? "), near.lastIndexOf("\n"));
    if (stop >= 0 && stop + 2 <= near.length) return at - near.length + stop + 1;
    return at - near.length + (near.length < BEFORE ? 0 : near.search(/\s|$/));
  }

  /** Keys that left no text, with those before them in the same line of thought. */
  function drawn(about) {
    if (!about.keys.trim()) return "";
    const words = about.lately + about.keys;
    about.lately = words.slice(-BEFORE);
    return words;
  }

  function tell(words) {
    for (let part = 0; part < PARTS && part * MOST < words.length; part += 1) {
      const text = words.slice(part * MOST, (part + 1) * MOST);
      chrome.runtime.sendMessage({ typed: text }).catch(() => {}); // the worker is being renewed: its next is put in anew
    }
  }

  // --- listen -----------------------------------------------------------------------------------------------------

  const listeners = {
    focus: remember, beforeinput: remember, input: onInput, keydown: onKey, blur: flushAll, submit: flushAll,
    pagehide: flushAll, // `focus` and `blur` are heard on their way down: before the page can change what has it
  };

  /** Is the extension that put us here still there? After it was renewed, the new one is here too. */
  const alive = (listener) => (event) => (chrome.runtime?.id ? listener(event) : end());

  const wrapped = Object.fromEntries(Object.entries(listeners).map(([name, listener]) => [name, alive(listener)]));

  function end() {
    for (const [name, listener] of Object.entries(wrapped)) removeEventListener(name, listener, true);
  }

  for (const [name, listener] of Object.entries(wrapped)) addEventListener(name, listener, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => document.hidden && flushAll());
  watch(document);
  chrome.runtime.onMessage.addListener(({ told }) => void (told && hear(told)));
  chrome.runtime.sendMessage({ ask: "told" }).then(hear).catch(() => {});
})();
