// After the pages were closed.

import { ask, heading, keepShowing, part, show } from "./parts.js";

async function draw() {
  const { words } = await ask();
  show(words.finished, heading(words.finished, "../icons/128.png"), part("p", {}, words.finishedHint));
}

keepShowing(draw);
