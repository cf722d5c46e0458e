"use strict";

// Forms that a passkey fills in. `data-passkey` is what the server asks for (WebAuthn, as JSON), `data-kind` whether a
// passkey is made or used. Without scripts, or where the browser has none, such a form stays hidden.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

async function make(options) {
  const key = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
  return { key, response: { attestationObject: toText(key.response.attestationObject) } };
}

async function use(options) {
  const key = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = key.response;
  const response = { authenticatorData: toText(authenticatorData), signature: toText(signature) };
  return { key, response: userHandle ? { ...response, userHandle: toText(userHandle) } : response };
}

function written({ key, response }) {
  return JSON.stringify({
    id: key.id,
    rawId: toText(key.rawId),
    type: key.type,
    clientExtensionResults: {},
    response: { ...response, clientDataJSON: toText(key.response.clientDataJSON) },
  });
}

async function answer(form) {
  const options = JSON.parse(form.dataset.passkey);
  const said = form.querySelector("[role=status]");
  said.textContent = "";
  try {
    form.elements.credential.value = written(await (form.dataset.kind === "make" ? make : use)(options));
  } catch (error) {
    said.textContent =
      error.name === "InvalidStateError"
        ? "This device has a passkey for you already."
        : "That was stopped, or took too long. You can try again.";
    return;
  }
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  for (const other of document.querySelectorAll("[data-without-passkey]")) other.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(form);
  });
}
