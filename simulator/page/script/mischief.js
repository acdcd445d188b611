/** What people send that no form expects. A good bot answers every one of these, and loses nothing. */

import * as api from "./api.js";
import { field } from "./dialog.js";
import { h, replace } from "./dom.js";
import { botId, listen, world } from "./world.js";

const LONG = 10_000;
const STICKER_PX = 256;

const DEEDS = {
  long: (person) => say(person, "Ngập quá! ".repeat(LONG / 10)),
  backwards: (person) => say(person, "\u202Eẩn dấu đảo chiều\u202C \u200F\u200Eabc"),
  command: (person) => say(person, "/khong_co_lenh_nay"),
  forwarded: (person) => api.act(person, "say", { bot: botId(), text: "Tin này tôi chuyển tiếp.", forwarded_from: "Báo Tây Ninh" }),
  sticker: async (person) => api.upload(person, [await sticker()], { bot: botId(), kind: "sticker" }),
  forged: async (person) => api.act(person, "press", { bot: botId(), message_id: await lastId(person), data: "approve:999:1", forged: true }),
  twice: (person) => Promise.all([say(person, "Hai lần một lúc"), say(person, "Hai lần một lúc")]),
};

const say = (person, text) => api.act(person, "say", { bot: botId(), text });

async function lastId(person) {
  const chat = await api.chat(person, { bot: botId(), limit: 20 });
  return chat.messages.filter((message) => !message.out).at(-1)?.id ?? 1;
}

async function sticker() {
  const canvas = h("canvas", { width: STICKER_PX, height: STICKER_PX });
  const pen = canvas.getContext("2d");
  pen.font = `${STICKER_PX * 0.7}px sans-serif`;
  pen.textAlign = "center";
  pen.fillText("🐸", STICKER_PX / 2, STICKER_PX * 0.75);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/webp"));
  return new File([blob], "sticker.webp", { type: "image/webp" });
}

export function mischiefCard(table) {
  const who = field("person", "mischief.who", []);
  const select = who.querySelector("select");
  const told = h("p", { class: "trouble", role: "alert", hidden: true });
  const people = () => {
    const chosen = select.value;
    replace(select, [...world.people.values()].slice(0, 100).map((person) => h("option", { value: person.id }, person.name)));
    if (world.people.has(Number(chosen))) select.value = chosen;
  };
  for (const event of ["refreshed", "person_gone"]) listen(event, people);
  listen("person", () => select.options.length !== Math.min(100, world.people.size) && people());
  const run = async (deed) => {
    const person = Number(select.value);
    await table.point(person);
    const trouble = await deed(person).then(() => null, (refusal) => refusal.message);
    told.hidden = !trouble;
    told.textContent = trouble ?? "";
  };
  const buttons = Object.entries(DEEDS).map(([name, deed]) => h("button", { type: "button", class: "tonal", words: `mischief.${name}`, onclick: () => run(deed) }));
  return h("details", { class: "card" }, h("summary", { words: "mischief.title" }), h("div", { class: "form" }, who, h("div", { class: "ready" }, buttons), told));
}
