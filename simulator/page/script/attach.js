/** What a person can send besides words. */

import * as api from "./api.js";
import { field, openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { choosePlace } from "./place.js";
import { SAMPLES, sample } from "./samples.js";
import { world } from "./world.js";

export function attachMenu(phone, anchor) {
  openMenu(anchor, [
    { words: "attach.photo", sign: "picture", run: () => pick(phone, "image/*,video/*", "photo") },
    { words: "attach.sample", sign: "camera", run: () => chooseSample(phone) },
    { words: "attach.file", sign: "file", run: () => pick(phone, "", "document") },
    { words: "attach.place", sign: "place", run: () => choosePlace((at) => phone.act("location", at)) },
    { words: "attach.contact", sign: "person", run: () => chooseContact(phone) },
  ]);
}

function pick(phone, accept, kind) {
  const input = h("input", { type: "file", multiple: true, accept });
  input.addEventListener("change", () => input.files.length && describe(phone, [...input.files], kind));
  input.click();
}

async function chooseSample(phone) {
  const made = await Promise.all(SAMPLES.map(sample));
  const boxes = made.map((file, place) => {
    const box = h("input", { type: "checkbox", name: "picture", value: String(place), checked: place === 0 });
    return h("label", { class: "sample" }, box, h("img", { src: URL.createObjectURL(file), alt: "" }), h("span", { words: `sample.${SAMPLES[place]}` }));
  });
  form("attach.sample", h("div", { class: "samples" }, boxes), caption(), (facts) => {
    const chosen = facts.getAll("picture").map((place) => made[Number(place)]);
    if (chosen.length) send(phone, chosen, "photo", facts.get("caption"));
  });
}

function describe(phone, files, kind) {
  const named = h("ul", { class: "file-names" }, files.map((file) => h("li", {}, file.name)));
  form("attach.send", named, caption(), (facts) => send(phone, files, kind, facts.get("caption")));
}

const caption = () => field("caption", "attach.caption", "text", { autocomplete: "off", maxlength: "1024" });

/** Pictures and videos go as what they are; several in one go make an album. */
function send(phone, files, kind, words) {
  const mixed = kind === "photo" && files.some((file) => file.type.startsWith("video/"));
  phone.attempt(() => api.upload(phone.person.id, files, { ...phone.place, kind: mixed ? null : kind, caption: words || null }));
}

function chooseContact(phone) {
  const own = [String(phone.person.id), ["attach.own_contact"]];
  const others = [...world.people.values()].filter((person) => person.id !== phone.person.id && person.phone).slice(0, 200);
  const people = [own, ...others.map((person) => [String(person.id), person.name])];
  form("attach.contact", field("of", "attach.whose", people), null, (facts) => phone.act("contact", { of: Number(facts.get("of")) }));
}

function form(title, content, more, submit) {
  const element = h("form", { class: "form" }, content, more, h("button", { type: "submit", class: "filled", words: "attach.send" }));
  const close = openDialog(title, element);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const facts = new FormData(element);
    close();
    submit(facts);
  });
}
