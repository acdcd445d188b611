/** What can be done to a message that stands in a chat, and to the person who holds the phone. */

import { enrol } from "./authenticator.js";
import { copy } from "./copy.js";
import { makeGroup } from "./groups.js";
import { openMenu } from "./menu.js";
import { openPerson } from "./enlist.js";
import { secretShown } from "./scan.js";

const FACES = ["👍", "❤️", "🙏", "😢", "👎"];

export function messageMenu(phone, message, anchor) {
  const mine = message.reactions.find((reaction) => reaction.mine)?.emoji;
  const faces = FACES.map((emoji) => ({ text: emoji, label: ["message.react", { emoji }], run: () => phone.react(message, emoji === mine ? null : emoji) }));
  openMenu(anchor, [
    { row: faces },
    { words: "message.reply", sign: "reply", run: () => phone.composer.answer(message) },
    message.kind === "photo" && !message.out && { words: "message.scan", sign: "key", run: () => scan(phone, message) },
    message.text && { words: "message.copy", sign: "copy", run: () => copy(message.text) },
    message.out && message.kind === "text" && { words: "message.edit", sign: "edit", run: () => phone.composer.revise(message) },
    { words: "message.delete", sign: "trash", danger: true, run: () => phone.act("delete", { message_id: message.id }) },
  ]);
}

/** Holds the authenticator of this phone's owner before a picture. */
async function scan(phone, message) {
  const secret = await secretShown(message);
  if (secret) enrol(phone.person.id, secret);
  phone.tell(secret ? "message.scanned" : "message.not_scanned");
}

export function commandMenu(phone, anchor, commands) {
  openMenu(anchor, commands.map(({ command, description }) => ({ text: `/${command}`, note: description, run: () => phone.act("say", { text: `/${command}` }) })));
}

export function personMenu(phone, anchor, remove) {
  const { person } = phone;
  const blocked = phone.blocked;
  openMenu(anchor, [
    { words: "person.edit", sign: "edit", run: () => openPerson(person) },
    phone.bot !== null && { words: "group.new", sign: "crowd", run: () => makeGroup(person, (id) => phone.turnTo(id)) },
    { words: "person.clear", sign: "trash", run: () => phone.act("clear").then(() => phone.load()) },
    { words: blocked ? "person.unblock" : "person.block", sign: "block", run: () => phone.act(blocked ? "unblock" : "block").then(() => phone.load()) },
    { words: person.deactivated ? "person.reactivate" : "person.deactivate", sign: "person", run: () => phone.act(person.deactivated ? "reactivate" : "deactivate") },
    { words: "person.put_away", sign: "close", run: remove },
  ]);
}
