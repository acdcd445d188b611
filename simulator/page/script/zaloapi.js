/** The control API of Zalo, one function a call. */

import { call } from "./api.js";

const of = (number) => `/sim/zalo/people/${number}`;

export const state = () => call("GET", "/sim/zalo/state");
export const makePerson = (facts) => call("POST", "/sim/zalo/people", facts);
export const changePerson = (number, facts) => call("PATCH", of(number), facts);
export const removePerson = (number) => call("DELETE", of(number));
export const chat = (number, line) => call("GET", `${of(number)}/chat?${new URLSearchParams({ ...(line && { line }), limit: 100 })}`);
export const act = (number, what, facts) => call("POST", `${of(number)}/${what}`, facts);

export const addFault = (fault) => call("POST", "/sim/zalo/faults", fault);
export const clearFaults = () => call("DELETE", "/sim/zalo/faults");
export const clearFault = (id) => call("DELETE", `/sim/zalo/faults/${id}`);

export function sendPictures(number, line, files, caption) {
  const form = new FormData();
  form.append("line", line);
  form.append("caption", caption ?? "");
  for (const file of files) form.append("file", file, file.name);
  return call("POST", `${of(number)}/picture`, form);
}
