// What stands on the page: its parts, bubbles, buttons, and where one looks.

export const byId = (id) => document.getElementById(id);
export const form = byId("say");
export const text = byId("text");
export const problem = byId("problem");
export const state = byId("state");
export const choices = byId("choices");
export const words = byId("words").dataset;
export const base = form.action.replace(/say$/, "");
export const field = (name) => form.elements.namedItem(name);

const talk = byId("talk");
const newer = byId("new");
const here = byId("here");
const header = document.querySelector("header");
const seen = field("seen");
let firstNew = null;

/** The newest mark that stands here. */
export const newest = () => seen.value;

export function make(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content) made.textContent = content;
  return made;
}

export function picture(source) {
  const image = make("img");
  image.src = source;
  image.alt = words.picture;
  return image;
}

/** `content` is a text, or pieces of which some open a map. */
export function bubble(kind, who, content, pictures) {
  const made = make("article", "bubble late " + kind);
  const line = make("p");
  line.append(...[].concat(content || []).map(piece));
  made.append(make("p", "who", who), ...pictures);
  if (line.hasChildNodes()) made.append(line);
  talk.append(made);
  return made;
}

function piece(one) {
  if (!one.href) return one.text === undefined ? one : one.text;
  const link = make("a", "", words.map);
  link.href = one.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

/** Take away what stands here: somebody comes in through a link. */
export const clear = () => talk.replaceChildren();

function offer(rows) {
  const lines = rows.map((row) => {
    const line = make("div", "row");
    for (const one of row) {
      const button = make("button", one.deed ? "deed" : "", one.label);
      button.name = "choice";
      button.value = one.data;
      if (one.language) button.lang = one.language;
      line.append(button);
    }
    return line;
  });
  choices.replaceChildren(...lines);
}

/** "Use where I am now" stands where a place is asked for and the browser can tell one. */
export function offerPlace() {
  here.hidden = words.wants !== "place" || !("geolocation" in navigator) || !isSecureContext;
}

/** Scroll to the whole answer with its buttons, or else to its beginning. */
function settle(first) {
  const end = form.getBoundingClientRect().bottom - innerHeight;
  const start = first.getBoundingClientRect().top - header.offsetHeight - 8;
  scrollBy(0, Math.min(start, end));
}

function inView(element) {
  const box = element.getBoundingClientRect();
  return box.top < innerHeight && box.bottom > 0;
}

/** Write new messages down; gives the first of them, or null. What stands here is not doubled. */
function write(messages) {
  let first = null;
  for (const one of messages) {
    if (one.mark && one.mark <= seen.value) continue;
    const kind = one.secret ? "secret" : "";
    const made = bubble(kind, words.answer, one.pieces, one.pictures.map(picture));
    made.lang = one.language;
    made.dir = one.direction;
    first = first || made;
    if (one.rows.length || one.asking) {
      offer(one.rows);
      words.wants = one.wants;
    }
    if (one.mark > seen.value) seen.value = one.mark;
  }
  return first;
}

/** Show messages. `asked`: the person is waiting for them; else nobody is torn from what they do. */
export function show(messages, asked) {
  const wasInView = inView(form);
  const stoodAt = text.getBoundingClientRect().top;
  const active = document.activeElement;
  const first = write(messages);
  offerPlace();
  if (!first) return;
  if (asked && (active === document.body || !active.isConnected)) {
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }
  if (!asked && active === text && wasInView) {
    scrollBy(0, text.getBoundingClientRect().top - stoodAt);
  } else if (asked || wasInView) {
    settle(first);
  } else {
    firstNew = firstNew || first;
    newer.hidden = false;
  }
}

/** Is what was said last in another language than the page around it? */
export const speaksOtherwise = (messages) =>
  messages.length > 0 && messages[messages.length - 1].language !== document.documentElement.lang;

newer.addEventListener("click", () => {
  newer.hidden = true;
  settle(firstNew);
  firstNew = null;
});
