/** Two languages, switched while the page stands: every element that was given words remembers their key. */

import en from "./language/en.js";
import vi from "./language/vi.js";
import { recall, remember } from "./memory.js";

const CATALOGUES = { vi, en };
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
let language = CATALOGUES[recall("language")] ? recall("language") : "vi";
const followers = new Set();

export const current = () => language;
export const locale = () => (language === "vi" ? "vi-VN" : "en-GB");

/** The sentence of `key` with its blanks filled; a key that is missing shows itself. */
export function t(key, facts = {}) {
  const sentence = CATALOGUES[language][key] ?? CATALOGUES.vi[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (blank, name) => (name in facts ? String(facts[name]) : blank));
}

/** A text that carries its own languages, `{"vi": …, "en": …}`, or a plain string. */
export const either = (text) => (typeof text === "string" ? text : (text?.[language] ?? text?.vi ?? ""));

/** Gives `element` words that follow the language; `where` is "text" or an attribute. */
export function speak(element, where, words) {
  const [key, facts] = Array.isArray(words) ? words : [words, {}];
  const known = JSON.parse(element.dataset.words ?? "{}");
  element.dataset.words = JSON.stringify({ ...known, [where]: [key, facts ?? {}] });
  put(element, where, t(key, facts));
}

function put(element, where, sentence) {
  if (where === "text") element.textContent = sentence;
  else element.setAttribute(where, sentence);
}

export function follow(listener) {
  followers.add(listener);
  return () => followers.delete(listener);
}

export function switchTo(next) {
  language = next;
  remember("language", next);
  document.documentElement.lang = next;
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-words]")) {
    const known = JSON.parse(element.dataset.words);
    for (const [where, [key, facts]] of Object.entries(known)) put(element, where, t(key, facts));
  }
  for (const listener of followers) listener();
}

const formats = new Map();

function format(options) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...options }));
  return formats.get(key);
}

export const clock = (seconds) => format({ hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);
export const exactClock = (seconds) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(seconds * 1000);
export const day = (seconds) => format({ weekday: "long", day: "numeric", month: "long" }).format(seconds * 1000);
export const moment = (seconds) => format({ dateStyle: "full", timeStyle: "short" }).format(seconds * 1000);
export const number = (count) => new Intl.NumberFormat(locale()).format(count);
export { format };
