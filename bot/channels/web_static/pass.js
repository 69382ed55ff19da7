// The pass that came with the page. When many write from the same network the house wants it worked
// for: a small sum, done here while the person types, unnoticed. Where the browser cannot reckon or
// is slow, the pass is good by itself after 20 seconds, and so it is without scripts.

import { leaving } from "./leave.js";
import { field } from "./page.js";

const RIPE_MS = 20500;
const OLD_MS = 25 * 60000;
const AT_ONCE = 64;
const given = field("pass");

const made = (pass) => ({ pass, proof: "", since: Date.now(), work: null });
let held = made(given.value);

/** Take the pass of an answer; `work_bits` says that it will be wanted. */
export function holdPass(body) {
  held = made(body.pass);
  if (body.work_bits) workFor(body.work_bits);
}

/** The network became busy while the page lay open. */
export function passWanted(body) {
  if (!body.work_bits || held.work) return;
  if (Date.now() - held.since > OLD_MS) held = made(body.pass);
  workFor(body.work_bits);
}

/** Put it into a form. */
export function showPass(data) {
  data.set("pass", held.pass);
  data.set("proof", held.proof);
}

/** When it is good: worked for, or ripe. */
export const passReady = () => held.work || Promise.resolve();

function workFor(bits) {
  if (!held.work) held.work = solve(held, bits);
}

async function solve(mine, bits) {
  const ripeAt = mine.since + RIPE_MS;
  if (!crypto.subtle) return new Promise((ready) => setTimeout(ready, ripeAt - Date.now()));
  const letters = new TextEncoder();
  for (let from = 0; Date.now() < ripeAt && !leaving.signal.aborted; from += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, at) => String(from + at));
    const sums = await Promise.all(numbers.map(
      (number) => crypto.subtle.digest("SHA-256", letters.encode(mine.pass + "." + number)),
    ));
    const at = sums.findIndex((sum) => new DataView(sum).getUint32(0) >>> (32 - bits) === 0);
    if (at < 0) continue;
    mine.proof = numbers[at];
    return undefined;
  }
  return undefined;
}

if (Number(given.dataset.work)) workFor(Number(given.dataset.work));
