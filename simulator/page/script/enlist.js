/** The window for a person: a new one, one who has no phone on the table yet, or a change. */

import * as api from "./api.js";
import { field, openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { avatar, roleName } from "./people.js";
import { addPerson, world } from "./world.js";

const ROLES = ["citizen", "subscriber", "officer", "approver", "operator", "admin"];
const MOST_SHOWN = 50;

export function openPerson(person) {
  form("person.edit", person, (facts) => api.changePerson(person.id, facts));
}

/** Offers those without a phone, and a form for somebody new; `take(id)` puts the phone on the table, `askZalo` makes one of Zalo. */
export function openNewPhone(isOpen, take, askZalo) {
  const waiting = [...world.people.values()].filter((person) => !isOpen(person.id)).slice(0, MOST_SHOWN);
  const list = h("div", { class: "waiting" }, waiting.map((person) => candidate(person, (id) => (close(), take(id)))));
  const content = h("div", { class: "new-phone" });
  if (waiting.length) content.append(h("h3", { words: "enlist.waiting" }), list, h("h3", { words: "enlist.new" }));
  content.append(personForm(null, async (facts) => take((await addPerson(facts)).id), () => close()));
  content.append(h("button", { type: "button", class: "tonal", words: "zalo.add", onclick: () => (close(), askZalo()) }));
  const close = openDialog("phone.add", content);
}

function candidate(person, take) {
  const words = h("span", {}, h("b", {}, person.name), h("small", {}, roleName(person.role)));
  return h("button", { type: "button", class: "candidate", onclick: () => take(person.id) }, avatar(person, true), words);
}

function form(title, person, save) {
  const close = openDialog(title, personForm(person, save, () => close()));
}

function personForm(person, save, done) {
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
  const element = h(
    "form",
    { class: "form" },
    field("name", "enlist.name", "text", { required: true, value: person?.name ?? "", autocomplete: "off" }),
    field("phone", "enlist.phone", "tel", { value: person?.phone ?? "", autocomplete: "off", placeholder: "+84901234567" }),
    field("email", "enlist.email", "email", { value: person?.email ?? "", autocomplete: "off" }),
    h("div", { class: "pair" }, field("role", "enlist.role", ROLES.map((role) => [role, [`role.${role}`]]), { value: person?.role ?? "citizen" }), field("language", "enlist.language", [["vi", "Tiếng Việt"], ["en", "English"]], { value: person?.language ?? "vi" })),
    trouble,
    h("button", { type: "submit", class: "filled", words: person ? "enlist.save" : "enlist.add" }),
  );
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await save(Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, value || null])));
      done();
    } catch (refusal) {
      trouble.textContent = refusal.message;
      trouble.hidden = false;
    }
  });
  return element;
}
