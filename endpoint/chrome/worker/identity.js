// Who this helper is: its key (which never leaves the browser's keeping), and what the box called it.

import { read, write } from "./database.js";

let known = null; // a promise: whoever asks at once gets the same key

/** `{keys, publicKey, helper, school, code}`; `code` is the last that was used or refused. Made when first needed. */
export const identity = () => (known ??= read("identity").then((kept) => kept ?? make({})));

export async function change(facts) {
  const now = { ...(await identity()), ...facts };
  known = Promise.resolve(now);
  await write("identity", now);
}

/** The box does not know us any more: a new key, and only a code that was not used before enrols again. */
export async function forget(code) {
  known = make({ code });
  await known;
}

async function make(facts) {
  const keys = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const fresh = { keys, publicKey, helper: "", school: "", code: "", ...facts };
  await write("identity", fresh);
  return fresh;
}

export async function sign(bytes) {
  const { keys } = await identity();
  return new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, bytes));
}
