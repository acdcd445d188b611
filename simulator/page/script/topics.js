/** The topics of a forum, as tabs above its messages: all of them, or one. What is written lands in the one that is open. */

import * as api from "./api.js";
import { ask } from "./dialog.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

/** `open(thread)` shows one topic, or with null all of them. */
export function topicTabs(open) {
  const element = h("nav", { class: "topics", label: "topic.tabs", hidden: true });
  const tab = (topic, chosen) => {
    const dot = topic.color ? h("span", { class: "topic-dot" }) : null;
    dot?.style.setProperty("--topic", topic.color);
    const name = topic.closed ? t("topic.closed", { name: topic.name }) : topic.name;
    return h("button", { type: "button", "aria-current": topic.id === chosen ? "true" : null, onclick: () => open(topic.id) }, dot, name);
  };
  const show = (group, chosen, person) => {
    element.hidden = !group?.forum;
    if (element.hidden) return;
    const add = h("button", { type: "button", class: "add-topic", hint: "topic.add", onclick: () => addTopic(group, person, open) }, icon("add"));
    replace(element, tab({ id: null, name: t("topic.all") }, chosen), group.topics.map((topic) => tab(topic, chosen)), add);
  };
  return { element, show };
}

function addTopic(group, person, open) {
  ask("topic.add", "topic.name", async (name) => open((await api.act(person, "topic", { chat: group.id, name })).id));
}
