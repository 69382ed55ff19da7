// Files that were chosen and not yet sent: shown, taken out again, packed into portions.

import { byId, form, make, picture, problem, words } from "./page.js";

const picker = byId("files");
const chosen = byId("chosen");
let files = [];

export const anyFiles = () => files.length > 0;

export function preview(file) {
  if (!file.type.startsWith("image/") || /hei[cf]/.test(file.type)) return make("p", "", file.name);
  return picture(URL.createObjectURL(file));
}

/** All files, in portions that one request may carry; one portion at least. */
export function takeFiles() {
  const portions = [[]];
  let bytes = 0;
  for (const file of files) {
    if (bytes && bytes + file.size > Number(words.formMax)) {
      portions.push([]);
      bytes = 0;
    }
    portions[portions.length - 1].push(file);
    bytes += file.size;
  }
  files = [];
  list();
  return portions;
}

export function giveBack(returned) {
  files = returned.concat(files);
  list();
}

function list() {
  form.classList.toggle("holding", files.length > 0);
  chosen.replaceChildren(...files.map((file) => {
    const item = make("li");
    const out = make("button", "", "×");
    out.type = "button";
    out.setAttribute("aria-label", words.remove.replace("{name}", file.name));
    out.addEventListener("click", () => {
      files = files.filter((one) => one !== file);
      list();
      picker.focus();
    });
    item.append(preview(file), out);
    return item;
  }));
}

picker.addEventListener("change", () => {
  problem.textContent = "";
  for (const file of picker.files) {
    if (file.size <= Number(words.fileMax)) {
      files.push(file);
    } else {
      const size = String(Math.floor(Number(words.fileMax) / 1048576));
      problem.textContent = words.fileLarge.replace("{name}", file.name).replace("{size}", size);
    }
  }
  picker.value = "";
  list();
});
