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
  verdict.textContent = "Checking …";
  const [trusted, reached] = await Promise.all([answers("https"), answers("http")]);
  check.classList.toggle("check-good", trusted);
  if (trusted) verdict.textContent = "This device is ready. There is nothing to do.";
  else if (reached) verdict.textContent = "Not ready yet: this device does not trust the school’s certificate. The steps below put it there.";
  else verdict.textContent = "Not ready yet: this device’s web traffic does not come through the box. Is it in the school’s Wi-Fi? A Chromebook, or a device with a box beside the network, also needs the proxy.";
  again.hidden = false;
}

again.addEventListener("click", look);
look();
