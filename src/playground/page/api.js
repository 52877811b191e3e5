async function post(path, body) {
  const answer = await fetch(`/playground/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error ?? '没有成功');
  return value;
}

export const state = async () => (await fetch('/playground/api/state')).json();
export const say = (words) => post('say', words);
export const tap = (person, message, button, form) =>
  post('tap', { person, message, button, form });
export const open = (person) => post('open', { person });
export const recall = (message) => post('recall', { message });
export const moveClock = (how) => post('clock', how);
export const resourceUrl = (key) => `/playground/api/resource/${encodeURIComponent(key)}`;

export async function sendPicture(person, chat, file) {
  const query = new URLSearchParams(chat === null ? { person } : { person, chat });
  const answer = await fetch(`/playground/api/picture?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });
  if (!answer.ok) throw new Error('图片没有发出去（最大 10 MB）');
}

/** Calls back for everything that changes; the browser reconnects by itself. */
export function watch(handlers) {
  const source = new EventSource('/playground/api/events');
  for (const [kind, handle] of Object.entries(handlers)) {
    source.addEventListener(kind, (event) => handle(event.data && JSON.parse(event.data)));
  }
}
