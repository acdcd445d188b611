/** Many people at once: how far a broadcast has come, as a bar, as a curve, and commune by commune. */

import * as api from "./api.js";
import { field } from "./dialog.js";
import { h, oncePerFrame, replace, svg } from "./dom.js";
import { number, speak, t } from "./language.js";
import { province } from "./map.js";
import { listen, tell, world } from "./world.js";

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const FIRST_ID = 7_000_000_000;
const CURVE_SECONDS = 60;
const BLOCKED_SHARE = 0.01;

export function crowdPanel({ panels }) {
  const stage = h("div", { class: "crowd-stage" });
  const curve = speedCurve();
  let shown = null;
  const draw = oncePerFrame(() => {
    if (panels.current !== "crowd") return;
    const crowd = [...world.crowds.values()].at(-1);
    if (shown?.id !== crowd?.id || shown?.size !== crowd?.buckets.length) {
      shown = crowd ? crowdCard(crowd, curve.element) : null;
      replace(stage, shown?.element ?? h("p", { class: "nothing", words: "crowd.none" }));
    }
    shown?.show(crowd);
  });
  for (const event of ["refreshed", "crowd", "crowd_gone", "panel"]) listen(event, draw);
  listen("stats", (stats) => panels.current === "crowd" && curve.show(stats));
  draw();
  return h("div", {}, h("p", { class: "lead", words: "crowd.lead" }), stage, gather());
}

function crowdCard(crowd, curve) {
  const share = h("output", { class: "share" });
  const told = h("p", { class: "told" });
  const bar = h("div", { class: "bar" }, h("span"));
  const counts = h("dl", { class: "counts" });
  const map = communeMap(crowd);
  const bars = communeBars(crowd);
  const reset = h("button", { type: "button", class: "tonal", words: "crowd.reset", onclick: async () => keep(await api.resetCrowd(crowd.id)) });
  const greet = h("button", { type: "button", class: "tonal", words: "crowd.start", onclick: () => api.actAsCrowd(crowd.id, { count: Math.min(100, crowd.count), text: "/start" }) });
  const remove = h("button", { type: "button", class: "quiet text", words: "crowd.remove", onclick: () => dissolve(crowd) });
  const element = h("div", { class: "card crowd-card" }, h("div", { class: "headline" }, share, told), bar, counts, map?.element, curve, bars?.element, h("footer", {}, reset, greet, remove));
  const show = (now) => {
    const part = now.count ? now.reached / now.count : 0;
    share.textContent = percent(part);
    speak(told, "text", ["crowd.told", { reached: number(now.reached), count: number(now.count) }]);
    bar.firstChild.style.transform = `scaleX(${part.toFixed(4)})`;
    replace(counts, [["twice", now.twice], ["refused", now.refused], ["received", now.received]].flatMap(([name, count]) => [h("dt", { words: `crowd.${name}` }), h("dd", {}, number(count))]));
    map?.show(now);
    bars?.show(now);
  };
  return { id: crowd.id, size: crowd.buckets.length, element, show };
}

function percent(part) {
  const rounded = part > 0.999 && part < 1 ? 0.999 : part;
  return `${number(Math.floor(rounded * 1000) / 10)}%`;
}

const filled = (bucket) => Math.min(1, bucket.count ? (bucket.reached || bucket.received) / bucket.count : 0);

/** Dots at the communes' centres, larger where more people live, filling as they are told. */
function communeMap(crowd) {
  const byCode = new Map(crowd.buckets.map((bucket) => [bucket.key, bucket]));
  const areas = world.areas.filter((area) => byCode.has(area.code));
  if (!areas.length) return null;
  const most = Math.max(...crowd.buckets.map((bucket) => bucket.count));
  const { picture } = province(world.areas, (area) => ({ r: (2.2 + 3.2 * Math.sqrt((byCode.get(area.code)?.count ?? 0) / most)).toFixed(1) }));
  picture.setAttribute("role", "img");
  speak(picture, "aria-label", "crowd.map");
  const dots = new Map([...picture.querySelectorAll("[data-code]")].map((dot) => [dot.dataset.code, dot]));
  const show = (now) => {
    for (const bucket of now.buckets) dots.get(bucket.key)?.style.setProperty("--share", `${(filled(bucket) * 100).toFixed(0)}%`);
  };
  return { element: h("div", { class: "crowd-map" }, picture), show };
}

function communeBars(crowd) {
  if (!crowd.buckets.length) return null;
  const names = new Map(world.areas.map((area) => [area.code, area.name]));
  const rows = new Map();
  const list = h("ol", { class: "commune-bars" });
  for (const { key, count } of crowd.buckets.toSorted((a, b) => b.count - a.count)) {
    const bar = h("span", { class: "bar" }, h("span"));
    list.append(h("li", {}, h("span", { class: "name" }, names.get(key) ?? key), bar, h("span", { class: "size" }, number(count))));
    rows.set(key, bar.firstChild);
  }
  const show = (now) => {
    for (const bucket of now.buckets) rows.get(bucket.key).style.transform = `scaleX(${filled(bucket).toFixed(3)})`;
  };
  return { element: h("details", { class: "communes" }, h("summary", { words: "crowd.communes" }), list), show };
}

/** Messages a second over the last minute. */
function speedCurve() {
  const bars = Array.from({ length: CURVE_SECONDS }, (_, place) => svg("rect", { x: place * 5, y: 40, width: 3.6, height: 0, rx: 1 }));
  const drawing = svg("svg", { class: "curve", viewBox: "0 0 300 40", preserveAspectRatio: "none", "aria-hidden": "true" }, bars);
  const told = h("p", { class: "told", words: "crowd.quiet" });
  const show = (stats) => {
    const newest = stats.per_second.at(-1)?.[0] ?? 0;
    const bySecond = new Map(stats.per_second);
    const top = Math.max(1, stats.worst_second);
    bars.forEach((bar, place) => {
      const high = (40 * (bySecond.get(newest - CURVE_SECONDS + 1 + place) ?? 0)) / top;
      bar.setAttribute("y", (40 - high).toFixed(1));
      bar.setAttribute("height", high.toFixed(1));
    });
    speak(told, "text", ["crowd.speed", { now: number(stats.last_second), worst: number(stats.worst_second) }]);
  };
  return { element: h("div", { class: "speed" }, drawing, told), show };
}

function gather() {
  const size = field("count", "crowd.size", SIZES.map((count) => [String(count), number(count)]), { value: "10000" });
  const told = h("p", { class: "trouble", role: "alert", hidden: true });
  const form = h("form", { class: "form card" }, h("h3", { words: "crowd.gather" }), size, h("p", { class: "told", words: "crowd.hint" }), h("button", { type: "submit", class: "filled", words: "crowd.add" }), told);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const count = Number(new FormData(form).get("count"));
    const crowd = { first: nextId(), count, label: t("crowd.label"), buckets: spread(count), blocked: BLOCKED_SHARE };
    const trouble = await api.addCrowd(crowd).then(keep, (refusal) => refusal.message);
    told.hidden = !trouble;
    told.textContent = trouble ?? "";
  });
  return form;
}

function keep(crowd) {
  world.crowds.set(crowd.id, crowd);
  tell("crowd", { crowd });
}

async function dissolve(crowd) {
  await api.removeCrowd(crowd.id);
  world.crowds.delete(crowd.id);
  tell("crowd_gone", { id: crowd.id });
}

const nextId = () => Math.max(FIRST_ID, ...[...world.crowds.values()].map((crowd) => crowd.first + crowd.count));

/** `count` people over the communes, wards with more of them, the same every time. */
function spread(count) {
  const weights = world.areas.map((area, place) => (area.kind === "phường" ? 3 : 1) + ((place * 7) % 5) / 3);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const buckets = world.areas.map((area, place) => ({ key: area.code, count: Math.floor((count * weights[place]) / all) }));
  if (buckets.length) buckets[0].count += count - buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  return buckets;
}
