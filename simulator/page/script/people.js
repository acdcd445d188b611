/** How a person looks on this page: initials, colour, role, number. */

import { h } from "./dom.js";
import { t } from "./language.js";

const COLOURS = 8;

export const colourOf = (id) => Math.abs(Number(id)) % COLOURS;

/** Vietnamese people are called by their last word: "Lê Thị Hoa" is Hoa, and her initials are LH. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : words[0].slice(0, 2)).toUpperCase();
}

export const callName = (name) => name.trim().split(/\s+/).at(-1);

export function avatar(person, small = false) {
  return h("span", { class: small ? "avatar small" : "avatar", "data-colour": colourOf(person.id), "aria-hidden": "true" }, initials(person.name || "?"));
}

const ROLES = new Set(["citizen", "subscriber", "officer", "approver", "leader", "operator", "admin"]);

export const roleName = (role) => (ROLES.has(role) ? t(`role.${role}`) : (role ?? ""));

/** +84901234567 is read as 0901 234 567. */
export function readableNumber(phone) {
  const local = phone?.replace(/^\+84/, "0") ?? "";
  return /^0\d{9}$/.test(local) ? `${local.slice(0, 4)} ${local.slice(4, 7)} ${local.slice(7)}` : (phone ?? "");
}
