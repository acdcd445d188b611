/** What the page knows of the simulator, kept fresh by one WebSocket, and who wants to hear of which change. */

import * as api from "./api.js";

const RETRY_MS = [500, 1000, 2000, 5000];

export const world = {
  url: "",
  bots: [],
  bot: null,
  people: new Map(),
  groups: new Map(),
  crowds: new Map(),
  faults: [],
  flood: null,
  latency: 0,
  areas: [],
  story: null,
  clockAhead: 0,
};

const listeners = new Map();

/** Calls `listener` with every event of that name; the answer stops it. */
export function listen(name, listener) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(listener);
  return () => listeners.get(name).delete(listener);
}

export function tell(name, event = {}) {
  for (const listener of listeners.get(name) ?? []) listener(event);
}

export const botId = () => world.bot?.id ?? null;
export const now = () => Date.now() / 1000 + world.clockAhead;

export async function refresh() {
  const state = await api.state();
  const chosen = botId();
  Object.assign(world, { url: state.url, bots: state.bots, faults: state.faults, flood: state.flood, latency: state.latency });
  world.bot = state.bots.find((bot) => bot.id === chosen) ?? state.bots[0] ?? null;
  world.people = new Map(state.people.map((person) => [person.id, person]));
  world.groups = new Map(state.groups.map((group) => [group.id, group]));
  world.crowds = new Map(state.crowds.map((crowd) => [crowd.id, crowd]));
  world.clockAhead = state.time - Date.now() / 1000;
  tell("refreshed");
}

export async function begin() {
  const [areas, story] = await Promise.all([api.areas(), api.story()]);
  world.areas = areas?.units ?? [];
  world.story = story;
  await refresh();
  connect(0);
}

export function choose(bot) {
  world.bot = world.bots.find((known) => known.id === bot) ?? world.bot;
  tell("refreshed");
}

/** Makes a person and knows them at once: the event that tells of them may come later than the answer. */
export async function addPerson(facts) {
  const person = await api.addPerson(facts);
  world.people.set(person.id, person);
  return person;
}

function connect(tries) {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sim/events`);
  let opened = false;
  socket.addEventListener("open", () => {
    opened = true;
    tell("line", { up: true });
    refresh();
  });
  socket.addEventListener("message", (frame) => take(JSON.parse(frame.data)));
  socket.addEventListener("close", () => {
    tell("line", { up: false });
    setTimeout(() => connect(opened ? 0 : tries + 1), RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
  });
}

function take(event) {
  KEEP[event.event]?.(event);
  tell(event.event, event);
}

const KEEP = {
  person: ({ person }) => world.people.set(person.id, person),
  person_gone: ({ id }) => world.people.delete(id),
  group: ({ group }) => world.groups.set(group.id, group),
  bot: ({ bot }) => keepBot(bot),
  faults: ({ faults }) => (world.faults = faults),
  crowd: ({ crowd, delta }) => keepCrowd(crowd, delta),
  crowd_gone: ({ id }) => world.crowds.delete(id),
  time: ({ time }) => (world.clockAhead = time - Date.now() / 1000),
  lost: () => refresh(),
};

function keepBot(bot) {
  const place = world.bots.findIndex((known) => known.id === bot.id);
  if (place < 0) world.bots.push(bot);
  else world.bots[place] = bot;
  const first = world.bot === null;
  if (first || world.bot.id === bot.id) world.bot = bot;
  if (first) tell("refreshed");
}

/** Events in the middle of a broadcast tell only what is new in each commune. */
function keepCrowd(crowd, delta = {}) {
  const known = world.crowds.get(crowd.id);
  const buckets = crowd.buckets ?? known?.buckets ?? [];
  if (!crowd.buckets) for (const bucket of buckets) bucket.received += delta[bucket.key] ?? 0;
  world.crowds.set(crowd.id, { ...known, ...crowd, buckets });
}
