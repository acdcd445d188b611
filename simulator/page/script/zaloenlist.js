/** Somebody new with Zalo, and what can be done with the phone of one who has it. */

import { copy } from "./copy.js";
import { field, form } from "./dialog.js";
import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { choosePlace } from "./place.js";
import { sample } from "./samples.js";
import * as api from "./zaloapi.js";

/** Asks for a name and a number; `made(person)` gets whoever was made. */
export function openZaloPerson(made) {
  const fields = [
    field("name", "enlist.name", "text", { required: true, autocomplete: "off" }),
    field("phone", "enlist.phone", "tel", { autocomplete: "off", placeholder: "+84901234567" }),
  ];
  form("zalo.add", h("div", { class: "form" }, fields), "enlist.add", async (facts) => {
    made(await api.makePerson({ name: facts.get("name"), phone: facts.get("phone") || null }));
  });
}

export function attachMenu(phone, anchor) {
  openMenu(anchor, [
    { words: "attach.photo", sign: "picture", run: () => pick(phone) },
    { words: "attach.sample", sign: "camera", run: async () => phone.sendPictures([await sample("flood")]) },
    { words: "zalo.sticker", sign: "smile", run: () => phone.act("sticker") },
    { words: "zalo.voice", sign: "play", run: () => phone.act("voice") },
    { words: "attach.place", sign: "place", run: () => choosePlace((at) => phone.act("location", at)) },
    { words: "zalo.unsupported", sign: "file", run: () => phone.act("unsupported") },
  ]);
}

function pick(phone) {
  const input = h("input", { type: "file", multiple: true, accept: "image/*" });
  input.addEventListener("change", () => input.files.length && phone.sendPictures([...input.files]));
  input.click();
}

export function personMenu(phone, anchor) {
  const { chat, oa } = phone;
  openMenu(anchor, [
    oa && { words: chat?.following ? "zalo.unfollow" : "zalo.follow", sign: "person", run: () => phone.act(chat?.following ? "unfollow" : "follow") },
    { words: chat?.blocked ? "person.unblock" : "person.block", sign: "block", run: () => phone.act(chat?.blocked ? "unblock" : "block") },
    { words: "zalo.remove", sign: "trash", danger: true, run: () => api.removePerson(phone.number) },
  ]);
}

export function messageMenu(message, anchor) {
  if (message.text) openMenu(anchor, [{ words: "message.copy", sign: "copy", run: () => copy(message.text) }]);
}
