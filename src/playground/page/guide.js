import { el } from './dom.js';

const sentence = '302 空调不制冷';

/** What has happened, read from the messages; each step is done once it was seen. */
const STEPS = [
  {
    say: '王老师：报修一句话',
    done: (all) => all.some((one) => !one.fromBot && one.kind === 'text'),
  },
  { say: '老李：点「接单」', done: (all) => has(all, /BX\d.*(?:维修中|待验收|已完成)/) },
  { say: '老李：点「完工」', done: (all) => has(all, /BX\d.*(?:待验收|已完成)/) },
  { say: '王老师：点「验收通过」', done: (all) => has(all, /BX\d.*已完成/) },
  {
    say: '陈主任：发「报修概况」看全校',
    done: (all) => all.some((one) => !one.fromBot && one.content?.text?.trim() === '报修概况'),
  },
];

function has(all, pattern) {
  return all.some(
    (one) => one.kind === 'interactive' && pattern.test(one.content?.header?.title?.content ?? ''),
  );
}

/** The guided example at the top; it ticks itself off. */
export function createGuide(place, world, first) {
  const done = new Set();
  const items = STEPS.map(({ say }, index) =>
    el(
      'li',
      {},
      el('span', { className: 'step', text: String(index + 1) }),
      el('span', { text: say }),
    ),
  );
  const fill = el('button', { text: '替我写好第一句', on: { click: () => first.write(sentence) } });
  const close = el('button', {
    className: 'close',
    text: '收起',
    on: { click: () => place.remove() },
  });
  place.append(el('strong', { text: '试一试' }), el('ol', {}, ...items), fill, close);
  const look = () => {
    const all = [...world.messages.values()];
    for (const [index, step] of STEPS.entries()) {
      if (!done.has(index) && (index === 0 || done.has(index - 1)) && step.done(all))
        done.add(index);
      items[index].className = done.has(index) ? 'done' : done.size === index ? 'next' : '';
    }
    fill.hidden = done.size > 0;
  };
  look();
  return { look };
}
