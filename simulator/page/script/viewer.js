/** A picture of a chat, as large as the window allows. */

import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./language.js";

export function enlarge(message) {
  const { media, text } = message;
  const picture = h("img", { src: media.url, alt: text || t("message.photo") });
  if ((media.width ?? 0) <= 640) picture.classList.add("crisp");
  openDialog("message.photo", h("figure", { class: "viewer" }, picture, text ? h("figcaption", {}, text) : null), { wide: true });
}
