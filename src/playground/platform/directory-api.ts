import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { read } from './messages-api.ts';
import { Refusal } from './refusal.ts';
import { BOT_OPEN_ID, makeId, TENANT_KEY, type SimulatedPerson, type World } from './world.ts';

const MAX_IMAGE = 10 * 1024 * 1024;
const MAX_FILE = 30 * 1024 * 1024;
const named = z.object({ id: z.string() });
const resource = named.extend({ key: z.string() });
const bytes = z.instanceof(Buffer);
const several = z.object({ user_ids: z.union([z.string(), z.array(z.string())]) });

const user = (person: SimulatedPerson) => ({
  open_id: person.openId,
  union_id: person.openId.replace('ou_', 'on_'),
  name: person.name,
  ...(person.mobile === undefined ? {} : { mobile: person.mobile }),
  status: { is_frozen: false, is_resigned: false, is_activated: true, is_exited: false },
});

async function upload(body: unknown, type: string | undefined, name: string, limit: number) {
  const form = await new Response(new Uint8Array(read(bytes, body)), {
    headers: { 'content-type': type ?? '' },
  })
    .formData()
    .catch(() => null);
  const file = form?.get(name);
  // The platform takes no part without a file name for a file.
  if (!(file instanceof File) || file.name === '') throw new Refusal(400, 234001, 'no file');
  if (file.size === 0) throw new Refusal(400, 234010, 'the file is empty');
  if (file.size > limit) throw new Refusal(400, 234006, 'the file is too large');
  return Buffer.from(await file.arrayBuffer());
}

/** Pictures and files, chats, their members, people, and the bot itself. */
export function directoryApi(http: FastifyInstance, world: World): void {
  const ok = (data: object) => ({ code: 0, msg: 'success', data });

  http.post('/open-apis/im/v1/images', async (request) => {
    const key = makeId('img_v3');
    const type = request.headers['content-type'];
    world.resources.set(key, await upload(request.body, type, 'image', MAX_IMAGE));
    return ok({ image_key: key });
  });
  http.post('/open-apis/im/v1/files', async (request) => {
    const key = makeId('file_v3');
    const type = request.headers['content-type'];
    world.resources.set(key, await upload(request.body, type, 'file', MAX_FILE));
    return ok({ file_key: key });
  });
  http.get('/open-apis/im/v1/messages/:id/resources/:key', async (request, reply) => {
    const { id, key } = read(resource, request.params);
    const message = world.message(id);
    const found = world.resources.get(key);
    if (!found || !JSON.stringify(message.content).includes(JSON.stringify(key))) {
      throw new Refusal(400, 234003, 'the file is not part of the message');
    }
    return reply.type('application/octet-stream').send(found);
  });
  http.get('/open-apis/im/v1/chats', async () => {
    const groups = [...world.chats.values()].filter((chat) => chat.kind === 'group' && chat.bot);
    const items = groups.map((chat) => ({
      chat_id: chat.chatId,
      name: chat.name,
      external: false,
    }));
    return ok({ items, has_more: false, page_token: '' });
  });
  http.get('/open-apis/im/v1/chats/:id/members', async (request) => {
    const chat = world.chat(read(named, request.params).id);
    if (!chat.bot) throw new Refusal(400, 232011, 'bot is not in the chat');
    const items = chat.members.map((id) => ({
      member_id_type: 'open_id',
      member_id: id,
      name: world.person(id).name,
      tenant_key: TENANT_KEY,
    }));
    return ok({ items, has_more: false, page_token: '', member_total: items.length });
  });
  http.get('/open-apis/contact/v3/users/batch', async (request) => {
    const { user_ids: ids } = read(several, request.query);
    return ok({
      items: [ids]
        .flat()
        .flatMap((id) => world.people.get(id) ?? [])
        .map(user),
    });
  });
  http.get('/open-apis/contact/v3/users/:id', async (request) => {
    const person = world.people.get(read(named, request.params).id);
    if (!person || person.reachable === false) {
      throw new Refusal(400, 41050, 'no user authority');
    }
    return ok({ user: user(person) });
  });
  http.get('/open-apis/bot/v3/info', async () => ({
    code: 0,
    msg: 'ok',
    bot: {
      activate_status: 2,
      app_name: '后勤',
      avatar_url: '',
      ip_white_list: [],
      open_id: BOT_OPEN_ID,
    },
  }));
}
