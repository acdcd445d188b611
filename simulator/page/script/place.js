/** Choosing a place on the province's dots: by a click, by the arrow keys, or by the commune's name. */

import { field, openDialog } from "./dialog.js";
import { h, replace } from "./dom.js";
import { nearest, pinAt, province } from "./map.js";
import { world } from "./world.js";

const STEP_DEGREES = 0.02;
const SOMEWHERE = { latitude: 11.31, longitude: 106.1 };

/** Opens the map; `send({latitude, longitude})` gets the place that was chosen. */
export function choosePlace(send) {
  const first = world.areas[0];
  let at = first ? { latitude: first.lat, longitude: first.lon } : SOMEWHERE;
  const told = h("output", { class: "chosen" });
  const names = communes();
  const map = world.areas.length ? pickMap((chosen) => move(chosen)) : null;
  const numbers = coordinates((chosen) => move(chosen));
  const move = (chosen) => {
    at = chosen;
    map?.pin(at);
    numbers.put(at);
    const area = nearest(world.areas, at.latitude, at.longitude);
    replace(told, area ? h("span", { words: ["place.near", { name: area.name }] }) : null);
  };
  names.addEventListener("change", () => {
    const area = world.areas.find((known) => known.name === names.value);
    if (area) move({ latitude: area.lat, longitude: area.lon });
  });
  const confirm = h("button", { type: "submit", class: "filled", words: "place.send" });
  const search = world.areas.length ? h("label", { class: "field" }, h("span", { words: "place.commune" }), names, names.list) : null;
  const form = h("form", { class: "place-form" }, map?.element, search, numbers.element, told, confirm);
  const close = openDialog("place.title", form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    send(at);
  });
  move(at);
}

function communes() {
  const input = h("input", { type: "text", autocomplete: "off", "placeholder-words": "place.type" });
  const options = h("datalist", { id: "communes" }, world.areas.map((area) => h("option", { value: area.name })));
  input.setAttribute("list", "communes");
  return Object.defineProperty(input, "list", { value: options });
}

function pickMap(choose) {
  const { picture, flat } = province(world.areas);
  const element = h("div", { class: "pick-map", tabindex: "0", role: "application", label: "place.map" }, picture);
  let at = null;
  let pin = null;
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    const zoom = flat.width / box.width;
    choose(round(flat.place((event.clientX - box.left) * zoom, (event.clientY - box.top) * zoom)));
  });
  element.addEventListener("keydown", (event) => {
    const [north, east] = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [0, 0];
    if (!north && !east) return;
    event.preventDefault();
    choose(round({ latitude: at.latitude + north * STEP_DEGREES, longitude: at.longitude + east * STEP_DEGREES }));
  });
  const show = (chosen) => {
    at = chosen;
    pin?.remove();
    pin = pinAt(flat, at.latitude, at.longitude);
    picture.append(pin);
  };
  return { element, pin: show };
}

const round = ({ latitude, longitude }) => ({ latitude: Number(latitude.toFixed(5)), longitude: Number(longitude.toFixed(5)) });

function coordinates(choose) {
  const fields = ["latitude", "longitude"].map((name) => field(name, `place.${name}`, "number", { step: "any", required: true }));
  const [latitude, longitude] = fields.map((label) => label.querySelector("input"));
  const changed = () => choose({ latitude: Number(latitude.value), longitude: Number(longitude.value) });
  latitude.addEventListener("change", changed);
  longitude.addEventListener("change", changed);
  const put = (at) => {
    latitude.value = at.latitude;
    longitude.value = at.longitude;
  };
  return { element: h("div", { class: "pair" }, fields), put };
}
