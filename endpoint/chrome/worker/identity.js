// Who this helper is: its key (which never leaves the browser's keeping), and what the box called it.

import { read, write } from "./database.js";

let known = null;

/** `{keys, publicKey, helper, school, code}`; `code` is the last that was used or refused. Made when first needed. */
export async function identity() {
  known ??= (await read("identity")) ?? (await make());
  return known;
}

export async function change(facts) {
  known = { ...(await identity()), ...facts };
  await write("identity", known);
}

/** The box does not know us any more: a new key, and only a code that was not used before enrols again. */
export async function forget(code) {
  known = { ...(await make()), code };
  await write("identity", known);
}

async function make() {
  const keys = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const fresh = { keys, publicKey, helper: "", school: "", code: "" };
  await write("identity", fresh);
  return fresh;
}

export async function sign(bytes) {
  const { keys } = await identity();
  return new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, bytes));
}
