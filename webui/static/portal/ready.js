// Does this device reach the box, and trust it? The same small page is asked for with and without TLS: what answers the
// one and not the other is a missing certificate.
"use strict";
const check = document.getElementById("check");
const verdict = document.getElementById("verdict");
const again = document.getElementById("again");

async function answers(scheme) {
  try {
    const answer = await fetch(`${scheme}://${check.dataset.probe}`, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    return (await answer.text()).trim() === "ready";
  } catch {
    return false;
  }
}

async function look() {
  again.hidden = true;
  verdict.textContent = verdict.dataset.checking;
  const [trusted, reached] = await Promise.all([answers("https"), answers("http")]);
  check.classList.toggle("check-good", trusted);
  if (trusted) verdict.textContent = verdict.dataset.ready;
  else if (reached) verdict.textContent = verdict.dataset.untrusted;
  else verdict.textContent = verdict.dataset.unreached;
  again.hidden = false;
}

again.addEventListener("click", look);
look();
