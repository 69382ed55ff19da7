// Leaving quickly: the words vanish before anything is asked of the network, on every open page.

import { base, byId, make, words } from "./page.js";

export const leaving = new AbortController();

function vanish() {
  leaving.abort();
  document.title = words.byeTitle;
  document.body.replaceChildren(make("main", "neutral", words.bye));
}

const away = byId("away").action;
const others = window.BroadcastChannel ? new BroadcastChannel("davy" + base) : null;
if (others) {
  others.onmessage = () => {
    vanish();
    location.replace(base + "bye");
  };
}

byId("away").addEventListener("submit", async (event) => {
  event.preventDefault();
  vanish();
  if (others) others.postMessage("gone");
  try {
    await fetch(away, { method: "POST", redirect: "manual", keepalive: true });
  } finally {
    location.replace(base + "bye");
  }
});

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
