/** The province as dots: one for the centre of each commune, on a quiet silhouette. No tiles, no network. */

import { h, svg } from "./dom.js";
import { world } from "./world.js";

const WIDTH = 300;
const MARGIN = 22;
const DOT = 3.2;
const LAND = 19;

/** Equirectangular, true at the middle latitude: good to a few hundred metres over one province. */
export function projection(areas) {
  const lats = areas.map((area) => area.lat);
  const lons = areas.map((area) => area.lon);
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = (WIDTH - 2 * MARGIN) / Math.max((east - west) * squeeze, 0.01);
  const height = (north - south) * scale + 2 * MARGIN;
  return {
    width: WIDTH,
    height,
    point: (lat, lon) => [MARGIN + (lon - west) * squeeze * scale, MARGIN + (north - lat) * scale],
    place: (x, y) => ({ latitude: north - (y - MARGIN) / scale, longitude: west + (x - MARGIN) / (squeeze * scale) }),
  };
}

/** The whole province; `dot(area)` may add attributes to a commune's dot. */
export function province(areas, dot = () => ({})) {
  const flat = projection(areas);
  const picture = svg("svg", { class: "province", viewBox: `0 0 ${flat.width} ${flat.height.toFixed(0)}` });
  const land = svg("g", { class: "land" });
  const dots = svg("g", { class: "dots" });
  for (const area of areas) {
    const [x, y] = flat.point(area.lat, area.lon).map((value) => value.toFixed(1));
    land.append(svg("circle", { cx: x, cy: y, r: LAND }));
    dots.append(svg("circle", { cx: x, cy: y, r: DOT, "data-code": area.code, ...dot(area) }));
  }
  picture.append(land, dots);
  return { picture, flat };
}

export function pinAt(flat, latitude, longitude) {
  const [x, y] = flat.point(latitude, longitude);
  const path = "M0 0C-1-4-7-7-7-13a7 7 0 0 1 14 0C7-7 1-4 0 0Z";
  return svg("g", { class: "pin", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, svg("path", { d: path }), svg("circle", { cy: -13, r: 2.6 }));
}

export function nearest(areas, latitude, longitude) {
  const squeeze = Math.cos((latitude * Math.PI) / 180);
  const far = (area) => (area.lat - latitude) ** 2 + ((area.lon - longitude) * squeeze) ** 2;
  return areas.reduce((best, area) => (best === null || far(area) < far(best) ? area : best), null);
}

/** The little map inside a message, cut around the pin. */
export function miniature(latitude, longitude) {
  const areas = world.areas.length ? world.areas : [{ code: "0", lat: latitude - 0.3, lon: longitude - 0.4 }, { code: "1", lat: latitude + 0.3, lon: longitude + 0.4 }];
  const { picture, flat } = province(areas);
  const [x, y] = flat.point(latitude, longitude);
  picture.setAttribute("viewBox", `${(x - 60).toFixed(0)} ${(y - 45).toFixed(0)} 120 75`);
  picture.setAttribute("aria-hidden", "true");
  picture.append(pinAt(flat, latitude, longitude));
  return h("div", { class: "miniature" }, picture);
}
