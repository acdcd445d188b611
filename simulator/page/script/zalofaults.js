/** What Zalo can be made to do wrong, and what of it is set now. */

import { field } from "./dialog.js";
import { h, replace } from "./dom.js";
import { listen, tell } from "./world.js";
import * as api from "./zaloapi.js";

let known = [];

listen("zalo_faults", ({ faults }) => (known = faults));
listen("refreshed", async () => tell("zalo_faults", await api.state()));

export const zaloSide = {
  kinds: ["flood", "error", "html", "delay", "hold", "drop_after", "drop_before", "duplicate", "restart"],
  methods: ["sendMessage", "sendPhoto", "sendChatAction", "getUpdates", "setWebhook", "getMe"],
  ready: [
    { name: "flood", fault: { kind: "flood", method: "sendMessage", times: 5 } },
    { name: "drop", fault: { kind: "drop_after", method: "sendMessage", times: 1 } },
    { name: "slow", fault: { kind: "delay", seconds: 3, times: 10 } },
    { name: "restart", fault: { kind: "restart", seconds: 10 } },
    { name: "duplicate", fault: { kind: "duplicate", times: 1 } },
  ],
  whom,
  events: ["zalo_faults"],
  known: () => known,
  add: api.addFault,
  clear: api.clearFaults,
  clearOne: api.clearFault,
};

/** Everybody on Zalo by name: their numbers are seen nowhere on a phone. */
function whom() {
  const choice = field("person", "faults.person", [["", ["faults.any"]]]);
  const select = choice.querySelector("select");
  const draw = async () => {
    const chosen = select.value;
    const { people } = await api.state();
    replace(select, [select.options[0], ...people.map((person) => h("option", { value: person.number }, person.name))]);
    select.value = people.some((person) => String(person.number) === chosen) ? chosen : "";
  };
  for (const event of ["refreshed", "zalo_person", "zalo_person_gone"]) listen(event, draw);
  return choice;
}
