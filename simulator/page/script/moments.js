/** Telegram's own clock, which can run ahead of the machine's: presses and updates grow old without waiting. */

import * as api from "./api.js";
import { h } from "./dom.js";
import { exactClock, follow, speak } from "./language.js";
import { listen, now } from "./world.js";

const TICK_MS = 1000;
const LEAPS = [["press", 180], ["hour", 3600], ["day", 24 * 3600]];

export function clockCard(attempt) {
  const time = h("output", { class: "digits" });
  const told = h("p", { class: "told", role: "status" });
  const leaps = LEAPS.map(([name, seconds]) => h("button", { type: "button", class: "tonal", words: `clock.${name}`, onclick: () => move({ advance: seconds }) }));
  const back = h("button", { type: "button", class: "quiet text", words: "clock.back", hidden: true, onclick: () => move({ offset: 0 }) });
  const show = ({ offset }) => {
    back.hidden = Math.abs(offset) < 1;
    speak(told, "text", back.hidden ? "clock.true" : ["clock.ahead", { minutes: Math.round(offset / 60) }]);
    tick();
  };
  const tick = () => (time.textContent = exactClock(now()));
  const move = (change) => attempt(async () => show(await api.moveClock(change)));
  for (const event of ["refreshed", "time"]) listen(event, () => attempt(async () => show(await api.clock())));
  setInterval(tick, TICK_MS);
  follow(tick);
  return h("div", { class: "card clock-card" }, h("h3", { words: "clock.title" }), time, told, h("div", { class: "ready" }, leaps), back);
}
