/** Light, dark, or as the system says. */

import { recall, remember } from "./memory.js";

const NEXT = { auto: "light", light: "dark", dark: "auto" };

export const theme = () => recall("theme", "auto");

export function applyTheme() {
  document.documentElement.dataset.theme = theme();
}

export function nextTheme() {
  remember("theme", NEXT[theme()] ?? "auto");
  applyTheme();
  return theme();
}
