/** The page: a bar, the phones on the table, the panels beside them. */

import { h } from "./dom.js";
import { current, switchTo } from "./language.js";
import { liveRegion } from "./notice.js";
import { Panels } from "./panels.js";
import { Table } from "./table.js";
import { applyTheme } from "./theme.js";
import { topBar } from "./topbar.js";
import { begin } from "./world.js";
import { ZaloPhones } from "./zalo.js";

applyTheme();
const table = new Table();
table.zalo = new ZaloPhones(table);
const panels = new Panels(table);
document.body.append(
  h("a", { class: "skip", href: "#table", words: "skip" }),
  topBar(table, panels),
  h("main", {}, table.element, panels.element),
  liveRegion(),
);
switchTo(current());

begin().catch((trouble) => {
  document.body.append(h("p", { class: "no-line", role: "alert", words: ["line.never", { reason: trouble.message }] }));
});
