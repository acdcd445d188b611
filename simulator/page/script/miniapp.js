/** Mini Apps, opened by a button in a window of their own: signed as Telegram signs them, listened to as Telegram listens. */

import * as api from "./api.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { botId } from "./world.js";

/** Opens `url` for this phone's owner; `button` is the keyboard button it came from, and only then may the app send data. */
export async function openApp(phone, url, button = null) {
  const signed = await phone.act("open_app", { url });
  if (!signed) return;
  const frame = h("iframe", { class: "mini-app", src: signed.url, title: new URL(url).host, referrerpolicy: "no-referrer", sandbox: "allow-scripts allow-forms allow-popups allow-same-origin" });
  const stop = new AbortController();
  const close = openDialog("app.title", h("div", {}, frame), { wide: true, closed: () => stop.abort() });
  const heard = {
    web_app_close: close,
    web_app_data_send: ({ data }) => button && phone.act("app_data", { data, button }).then(close),
    web_app_open_link: ({ url: link }) => phone.open({ url: link }),
    web_app_open_tg_link: ({ path_full: path }) => phone.open({ url: `https://t.me${path}` }),
    web_app_request_viewport: () => tellFrame(frame, "viewport_changed", { height: frame.clientHeight, is_expanded: true, is_state_stable: true }),
  };
  const take = (event) => {
    if (event.source !== frame.contentWindow) return;
    const { eventType, eventData } = parsed(event.data);
    heard[eventType]?.(eventData ?? {});
  };
  addEventListener("message", take, { signal: stop.signal });
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const tellFrame = (frame, eventType, eventData) => frame.contentWindow.postMessage(JSON.stringify({ eventType, eventData }), "*");

/** The address behind a login button, after a word with whoever pressed it. */
export async function openLogin(phone, url, external) {
  const signed = await api.act(phone.person.id, "login", { bot: botId(), url });
  external(signed.url, "link.login");
}
