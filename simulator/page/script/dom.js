/** Builds elements. Text stays text: nothing on this page is ever parsed as HTML. */

import { speak } from "./language.js";

/**
 * h("button", {class: "quiet", words: "phone.add", onclick: add}, icon("plus"))
 *
 * `words` is the text, `label` the accessible name, `hint` name and tooltip, `placeholder-words` the placeholder:
 * each a key of the catalogue or [key, facts], and each follows when the language is switched.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter(Boolean));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") element.addEventListener(name.slice(2), value);
  else if (name === "words") speak(element, "text", value);
  else if (name === "label") speak(element, "aria-label", value);
  else if (name === "placeholder-words") speak(element, "placeholder", value);
  else if (name === "hint") {
    speak(element, "aria-label", value);
    speak(element, "title", value);
  } else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : value);
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

/** Calls `work` once in the next frame, however often it is asked for; in a hidden tab, soon. */
export function oncePerFrame(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const run = () => {
      waiting = false;
      work();
    };
    if (document.hidden) setTimeout(run, 50);
    else requestAnimationFrame(run);
  };
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
