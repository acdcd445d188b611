/** Puts text where people paste from, and says so on the button that was pressed. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { announce } from "./notice.js";
import { t } from "./language.js";

const SAID_MS = 1600;

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyTheOldWay(text);
  }
  announce(t("copy.done"));
}

/** For pages that are not served over HTTPS or from localhost. */
function copyTheOldWay(text) {
  const field = h("textarea", { class: "unseen", "aria-hidden": "true", value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** A button that copies what `what()` gives; `words` is its text, or null for a sign alone with `hint` as its name. */
export function copyButton(what, { words = null, hint = "copy.name", kind = "quiet" } = {}) {
  const sign = h("span", { class: "swap" }, icon("copy"));
  const button = h("button", { type: "button", class: `copy ${kind}` }, sign, words ? h("span", { words }) : null);
  if (!words) button.append(h("span", { class: "unseen", words: hint }));
  button.addEventListener("click", async () => {
    await copy(what());
    sign.replaceChildren(icon("check"));
    setTimeout(() => sign.replaceChildren(icon("copy")), SAID_MS);
  });
  return button;
}
