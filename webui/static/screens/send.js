"use strict";

// A large file, with how much of it has arrived. Without this the same form is sent by the browser itself.

const form = document.getElementById("send");
const said = document.getElementById("said");
const bar = form?.querySelector("progress");
const megabytes = (bytes) => Math.ceil(bytes / 1e6).toLocaleString("en-GB");

function say(sentence, sending) {
  said.textContent = sentence;
  bar.hidden = !sending;
  for (const one of form.querySelectorAll("button, input[type=file]")) one.disabled = sending;
}

function tell({ loaded, total }) {
  bar.value = loaded / total;
  const part = Math.floor((100 * loaded) / total);
  say(loaded < total ? `Sending: ${part} % of ${megabytes(total)} MB.` : "Sent. The box is looking at it.", true);
}

function send(to) {
  const request = new XMLHttpRequest();
  const content = new FormData(form);
  request.open("POST", to);
  request.setRequestHeader("HX-Request", "true"); // answered with where to go
  request.upload.addEventListener("progress", tell);
  request.addEventListener("load", () => {
    const next = request.getResponseHeader("HX-Redirect") || (request.status === 401 ? location.href : "");
    if (next) location.assign(next);
    else say("The box did not take it. Nothing was put in. Load this page again, and send it once more.", false);
  });
  request.addEventListener("error", () =>
    say("The connection was cut. Nothing was put in. Send it once more.", false));
  request.send(content);
  say("Sending.", true);
}

form?.addEventListener("submit", (event) => {
  const file = form.elements.file.files[0];
  event.preventDefault();
  if (file.size > Number(form.dataset.most)) {
    say(`This file has ${megabytes(file.size)} MB: there is no room for it. Nothing was sent.`, false);
    return;
  }
  send(event.submitter?.formAction || form.action);
});
