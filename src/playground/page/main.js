import * as api from './api.js';
import { showClock } from './clock.js';
import { createGuide } from './guide.js';
import { createScreen } from './screen.js';

const FIRST = ['ou_teacher3', 'ou_elec', 'ou_director', 'ou_director'];

const world = await api.state();
world.messages = new Map(world.messages.map((one) => [one.messageId, one]));
world.nameOf = (id) =>
  id === world.bot
    ? '后勤'
    : id === 'all'
      ? '所有人'
      : (world.people.find((one) => one.openId === id)?.name ?? id);

const ids = FIRST.filter((id) => world.people.some((one) => one.openId === id));
const shown = ids.length === FIRST.length ? ids : world.people.slice(0, 4).map((one) => one.openId);
const group = world.chats.find((chat) => chat.name.includes('总务'));
const screens = shown.map((person, index) =>
  createScreen(world, person, index === 3 ? group?.chatId : undefined),
);
document.querySelector('#screens').append(...screens.map((one) => one.node));
// Only what is on the page can scroll to its newest message.
for (const screen of screens) screen.refresh();
const clock = showClock(document.querySelector('#clock'), world);
const guide = createGuide(document.querySelector('#guide'), world, screens[0]);

async function refresh() {
  const fresh = await api.state();
  world.chats = fresh.chats;
  for (const message of fresh.messages) world.messages.set(message.messageId, message);
  clock.set(fresh.now);
  for (const screen of screens) screen.refresh();
  guide.look();
}

let connected = false;
api.watch({
  message(message) {
    world.messages.set(message.messageId, message);
    for (const screen of screens) screen.message(message);
    guide.look(message);
  },
  chat(chat) {
    world.chats = [...world.chats.filter((one) => one.chatId !== chat.chatId), chat];
    for (const screen of screens) screen.refresh();
  },
  clock: (now) => clock.set(now),
  // After a reconnection something may have been missed.
  open() {
    if (connected) void refresh();
    connected = true;
  },
});
