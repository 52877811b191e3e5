import * as api from './api.js';
import { el } from './dom.js';

/** The school's clock and its buttons. */
export function showClock(place, world) {
  const format = new Intl.DateTimeFormat('zh-CN', {
    timeZone: world.timezone,
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  let now = world.now;
  let seenAt = performance.now();
  const face = el('time', { className: 'clock-face' });
  const show = () => {
    face.textContent = format.format(new Date(now + performance.now() - seenAt));
  };
  const set = (milliseconds) => {
    now = milliseconds;
    seenAt = performance.now();
    show();
  };
  const move = async (how) => {
    try {
      set((await api.moveClock(how)).now);
    } catch (error) {
      face.textContent = error.message;
      setTimeout(show, 2_000);
    }
  };
  const day = el('input', {
    type: 'datetime-local',
    className: 'jump',
    'aria-label': '跳到什么时候',
  });
  const go = el('button', {
    text: '跳到',
    on: { click: () => day.value && move({ to: day.value }) },
  });
  place.append(
    face,
    el('button', { text: '+1小时', on: { click: () => move({ hours: 1 }) } }),
    el('button', { text: '+1天', on: { click: () => move({ hours: 24 }) } }),
    el('button', {
      text: '跳到…',
      on: {
        click(event) {
          event.target.replaceWith(day, go);
          day.focus();
        },
      },
    }),
  );
  show();
  setInterval(show, 1_000);
  return { set };
}
