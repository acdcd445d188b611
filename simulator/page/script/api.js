/** The control API of the simulator, one function a call. A refusal is thrown with the server's own sentence. */

export class Refusal extends Error {}

export async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(answer?.error ?? `${response.status} ${response.statusText}`);
  return answer;
}

function query(facts) {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return known.length ? `?${new URLSearchParams(known)}` : "";
}

export const state = () => call("GET", "/sim/state");
export const areas = () => call("GET", "/sim/areas");
export const story = () => call("GET", "/sim/story");

export const addPerson = (facts) => call("POST", "/sim/people", facts);
export const changePerson = (id, facts) => call("PATCH", `/sim/people/${id}`, facts);
export const removePerson = (id) => call("DELETE", `/sim/people/${id}`);
export const act = (person, what, facts = {}) => call("POST", `/sim/people/${person}/${what}`, facts);
export const chat = (person, facts = {}) => call("GET", `/sim/people/${person}/chat${query(facts)}`);

export function upload(person, files, facts = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(facts)) if (value !== null && value !== undefined) form.append(name, value);
  for (const file of files) form.append("file", file, file.name);
  return call("POST", `/sim/people/${person}/upload`, form);
}

export const addGroup = (facts, bot) => call("POST", `/sim/groups${query({ bot })}`, facts);
export const botInGroup = (id, facts) => call("POST", `/sim/groups/${id}/bot`, facts);
export const upgradeGroup = (id) => call("POST", `/sim/groups/${id}/upgrade`, {});

export const sms = () => call("GET", "/sim/sms");
export const mail = () => call("GET", "/sim/mail");
export const emptySms = () => call("DELETE", "/sim/sms");
export const emptyMail = () => call("DELETE", "/sim/mail");

export const wire = (facts = {}) => call("GET", `/sim/wire${query(facts)}`);

export const addFault = (fault) => call("POST", "/sim/faults", fault);
export const clearFaults = () => call("DELETE", "/sim/faults");
export const clearFault = (id) => call("DELETE", `/sim/faults/${id}`);
export const setFlood = (flood) => call("PUT", "/sim/flood", flood);
export const setLatency = (seconds) => call("PUT", "/sim/latency", { seconds });

export const clock = () => call("GET", "/sim/clock");
export const moveClock = (change) => call("PUT", "/sim/clock", change);

export const addCrowd = (facts) => call("POST", "/sim/crowds", facts);
export const resetCrowd = (id) => call("POST", `/sim/crowds/${id}/reset`, {});
export const removeCrowd = (id) => call("DELETE", `/sim/crowds/${id}`);
export const actAsCrowd = (id, facts) => call("POST", `/sim/crowds/${id}/act`, facts);
export const stats = () => call("GET", "/sim/stats");
