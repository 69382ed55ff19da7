// Makes the page lighter to use; everything works without it, by plain forms.
//
// What is said becomes a bubble at once and stands in a queue, each with a turn of its own; it is
// sent again, under the same turn, until the house has it. So nothing is lost with a connection,
// nothing is taken twice, and one can write on meanwhile. The page keeps nothing when it closes.

import { anyFiles, giveBack, preview, takeFiles } from "./files.js";
import { leaving } from "./leave.js";
import { holdPass, passReady, passWanted, showPass } from "./pass.js";
import {
  base, bubble, byId, choices, clear, field, form, make, newest, offerPlace, problem, show,
  speaksOtherwise, state, text, words,
} from "./page.js";

const PAUSES_MS = [1000, 3000, 8000, 20000, 60000];
const WORDS_MS = 45000;
const FILES_MS = 600000;
const PASSES_MAX = 4;
const queue = [];
let way = null;
let sending = false;
let tries = 0;
let retry = 0;
let poll = null;
let known = field("fresh").value !== "yes";
const gone = () => leaving.signal.aborted;

function startOver() {
  leaving.abort();
  location.replace(base);
}

leaving.signal.addEventListener("abort", () => {
  if (poll) poll.abort();
  if (way) way.abort();
});

// ── saying something ──────────────────────────────────────────────────────────────────────────

function turn() {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(random, (one) => one.toString(16).padStart(2, "0")).join("");
}

function written(more, files, { first, last }) {
  const data = new FormData();
  data.append("turn", turn());
  if (field("keep") && field("keep").checked) data.append("keep", "yes");
  if (first) for (const name of ["hint", "fresh", "text"]) data.append(name, field(name).value);
  if (last && more.place) data.append("place", more.place);
  if (last && more.choice) data.append("choice", more.choice);
  for (const file of files) data.append("files", file, "file");
  return data;
}

function say(more) {
  if (!text.value.trim() && !anyFiles() && !more.choice && !more.place && !more.silent) return text.focus();
  const portions = more.silent ? [[]] : takeFiles();
  portions.forEach((files, at) => {
    const part = { first: at === 0, last: at === portions.length - 1 };
    const spoken = part.first ? text.value : "";
    const content = [spoken.trim(), part.last ? more.label : ""].filter(Boolean).join("\n");
    const made = more.silent ? make("p") : bubble("own", words.you, content, files.map(preview));
    const told = make("p", "state");
    made.append(told);
    queue.push({ data: written(more, files, part), told, made, files, spoken, passes: 0 });
  });
  text.value = "";
  problem.textContent = "";
  for (const name of ["hint", "fresh"]) field(name).value = "";
  if (more.choice) choices.classList.add("waiting");
  queue[queue.length - 1].made.scrollIntoView({ block: "nearest" });
  send();
}

async function send() {
  clearTimeout(retry);
  if (sending || gone() || !queue.length) return;
  sending = true;
  if (poll) poll.abort();
  const one = queue[0];
  one.told.textContent = words.sending;
  one.data.set("seen", newest());
  await passReady();
  if (gone()) return;
  showPass(one.data);
  const own = way = new AbortController();
  const timer = setTimeout(() => own.abort(), one.files.length ? FILES_MS : WORDS_MS);
  let status = 0;
  let body = null;
  try {
    const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
    const answer = await fetch(form.action, { method: "POST", body: one.data, headers, signal: own.signal });
    status = answer.status;
    body = await answer.json();
  } catch (error) {
    // No connection, or an answer that was cut off: the same turn again does no harm.
  }
  clearTimeout(timer);
  sending = false;
  if (gone()) return;
  if (status === 200 && body) taken(one, body);
  else if (status === 429 && body && body.pass && one.passes < PASSES_MAX) shownAgain(one, body);
  else if (status >= 400 && status < 500 && status !== 408 && status !== 429) returned(one, body);
  else later(one, body);
}

// Many write from this network: the same again, with the pass that is wanted for it.
function shownAgain(one, body) {
  one.passes += 1;
  holdPass(body);
  send();
}

function taken(one, body) {
  queue.shift();
  holdPass(body);
  tries = 0;
  one.told.remove();
  choices.classList.remove("waiting");
  if (body.began && known) problem.textContent = words.cookie;
  if (location.search) history.replaceState(null, "", base);
  known = true;
  if (speaksOtherwise(body.messages) && !queue.length && !text.value && !anyFiles()) return startOver();
  show(body.messages, true);
  send();
  listen();
}

// Not a matter of waiting: the words and files go back to where they were written.
function returned(one, body) {
  queue.shift();
  one.made.remove();
  text.value = [one.spoken, text.value].filter(Boolean).join("\n");
  for (const name of ["hint", "fresh"]) field(name).value = one.data.get(name) || field(name).value;
  giveBack(one.files);
  choices.classList.remove("waiting");
  problem.textContent = (body && body.problem) || words.notSent;
  send();
}

function later(one, body) {
  const button = make("button", "", words.again);
  button.type = "button";
  button.addEventListener("click", send);
  one.told.replaceChildren((body && body.problem) || words.notSent, make("br"), button);
  retry = setTimeout(send, PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
  tries += 1;
}

// What stands under the question, and the small row of what can be done at every step.
for (const part of [choices, byId("ways")].filter(Boolean)) part.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  if (choices.classList.contains("waiting")) return;
  if (part !== choices) part.open = false;
  say({ choice: button.value, label: button.textContent });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  say({});
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!matchMedia("(pointer: fine)").matches) return;
  event.preventDefault();
  say({});
});

addEventListener("online", send);
addEventListener("beforeunload", (event) => {
  if (queue.length && !gone()) event.preventDefault();
});

byId("here").addEventListener("click", () => {
  state.textContent = words.locating;
  navigator.geolocation.getCurrentPosition(
    (spot) => {
      state.textContent = "";
      const { latitude, longitude, accuracy } = spot.coords;
      const place = [latitude.toFixed(6), longitude.toFixed(6), Math.round(Math.min(accuracy, 999999))];
      say({ place: place.join(" "), label: words.here });
    },
    () => { state.textContent = words.noPlace; },
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
  );
});

// ── answers as they come ──────────────────────────────────────────────────────────────────────

async function listen() {
  if (poll || sending || gone() || !known || document.hidden) return;
  const own = poll = new AbortController();
  const began = Date.now();
  let quiet = true;
  try {
    // In a header: a mark tells a moment, and addresses are written down on the way.
    const headers = { Accept: "application/json", "Davy-Seen": newest() };
    const answer = await fetch(base + "wait", { headers, signal: own.signal });
    const body = await answer.json();
    if (body.ended) return startOver();
    quiet = !answer.ok || !body.messages.length;
    if (answer.ok) passWanted(body);
    if (answer.ok && !own.signal.aborted) show(body.messages, false);
  } catch (error) {
    if (own.signal.aborted) return;
  } finally {
    if (poll === own) poll = null;
  }
  const hasty = quiet && Date.now() - began < 5000;
  setTimeout(listen, hasty ? 5000 + 5000 * Math.random() : 0);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) listen();
  else if (poll) poll.abort();
});

document.documentElement.classList.add("scripted");
offerPlace();
// A link of staff may also be opened in a page that stands open: only the part behind the # changes.
function joins() {
  const join = new URLSearchParams(location.hash.slice(1)).get("join");
  if (!join) return false;
  history.replaceState(null, "", base);
  clear();
  const unsaid = text.value;
  text.value = "/join " + join;
  say({ silent: true });
  text.value = unsaid;
  return true;
}

addEventListener("hashchange", joins);
if (!joins()) {
  if (field("hint").value) say({ silent: true }); // through a poster: what it names is said at once
  else listen();
}
