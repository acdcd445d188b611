/** Groups, forums and channels: made from the page, and what their members do with them and with the bot inside. */

import * as api from "./api.js";
import { field, form } from "./dialog.js";
import { h, replace } from "./dom.js";
import { openMenu } from "./menu.js";
import { botId, world } from "./world.js";

const TYPES = ["group", "supergroup", "forum", "channel"];
const MOST_OFFERED = 30;

/** A new group of `owner`; the others are chosen among the people who are there. `opened(id)` comes after it is made. */
export function makeGroup(owner, opened) {
  const others = [...world.people.values()].filter((person) => person.id !== owner.id).slice(0, MOST_OFFERED);
  const boxes = others.map((person) => h("label", { class: "member" }, h("input", { type: "checkbox", name: "member", value: person.id, checked: true }), person.name));
  const content = [
    field("title", "group.title", "text", { required: true, autocomplete: "off", maxlength: "128" }),
    h("div", { class: "pair" }, field("type", "group.type", TYPES.map((type) => [type, [`group.type.${type}`]]), { value: "supergroup" }), field("bot", "group.bot", [["member", ["group.bot.member"]], ["administrator", ["group.bot.administrator"]]])),
    h("fieldset", { class: "members" }, h("legend", { words: "group.members" }), boxes),
  ];
  form("group.new", content, "group.make", async (facts) => {
    const type = facts.get("type");
    const members = [owner.id, ...facts.getAll("member").map(Number)];
    const forum = type === "forum";
    opened((await api.addGroup({ title: facts.get("title"), type: forum ? "supergroup" : type, forum, members, bot: facts.get("bot") }, botId())).id);
  });
}

/** Which chat a phone looks at: the bot's own, or a group that its owner is in. Hidden while there is nothing to choose. */
export function chatChoice(turn) {
  const element = h("select", { label: "phone.chats", class: "chat-choice", hidden: true });
  element.addEventListener("change", () => turn(Number(element.value)));
  const offer = (person, chat) => {
    const groups = [...world.groups.values()].filter((group) => group.members.includes(person.id));
    const offered = [[person.id, world.bot?.name ?? "Bot"], ...groups.map((group) => [group.id, group.title])];
    const same = offered.length === element.options.length && offered.every(([, name], place) => element.options[place].text === name);
    if (!same) replace(element, offered.map(([value, name]) => h("option", { value }, name)));
    element.value = String(chat);
    element.hidden = !groups.length;
  };
  return { element, offer };
}

/** What can be done with a group one is in. */
export function groupMenu(phone, group, anchor) {
  const status = group.bots[botId()] ?? "left";
  const become = (wanted) => phone.attempt(() => api.botInGroup(group.id, { status: wanted, bot: botId() }));
  openMenu(anchor, [
    status !== "member" && group.type !== "channel" && { words: "group.let_in", sign: "add", run: () => become("member") },
    status !== "administrator" && { words: "group.promote", sign: "key", run: () => become("administrator") },
    ["member", "administrator"].includes(status) && { words: "group.throw_out", sign: "block", danger: true, run: () => become("kicked") },
    group.type === "group" && { words: "group.upgrade", sign: "crowd", run: () => phone.attempt(() => api.upgradeGroup(group.id)) },
    { words: "group.leave", sign: "close", danger: true, run: () => phone.attempt(() => api.act(phone.person.id, "leave", { chat: group.id })).then(() => phone.turnTo(phone.person.id)) },
  ]);
}
