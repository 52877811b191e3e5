import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from './refusal.ts';
import { isOver, Once, Pace, readContent } from './send-rules.ts';
import type { Scopes } from './scopes.ts';
import { BOT_OPEN_ID, TENANT_KEY, type Chat, type Message, type World } from './world.ts';

const outgoing = z.object({
  msg_type: z.string(),
  content: z.string(),
  uuid: z.string().optional(),
});
const created = outgoing.extend({ receive_id: z.string() });
const target = z.object({ receive_id_type: z.enum(['open_id', 'chat_id']) });
const updated = z.object({ content: z.string() });
const urgent = z.object({ user_id_list: z.array(z.string()).min(1).max(200) });
const named = z.object({ id: z.string() });
const listed = z.object({
  container_id_type: z.literal('chat'),
  container_id: z.string(),
  start_time: z.coerce.number().int().optional(),
  end_time: z.coerce.number().int().optional(),
  sort_type: z.enum(['ByCreateTimeAsc', 'ByCreateTimeDesc']).default('ByCreateTimeAsc'),
  page_size: z.coerce.number().int().min(1).max(50).default(20),
  page_token: z.coerce.number().int().min(0).default(0),
});

/** Reads a request's part or refuses as the platform does. */
export function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal(400, 99992402, 'field validation failed');
  return parsed.data;
}

function wire(message: Message, appId: string): object {
  return {
    message_id: message.messageId,
    ...(message.parentId === null
      ? {}
      : { root_id: message.parentId, parent_id: message.parentId }),
    msg_type: message.kind,
    create_time: String(message.createdAt.epochMilliseconds),
    update_time: String(message.updatedAt.epochMilliseconds),
    deleted: message.recalled,
    updated: Temporal.Instant.compare(message.createdAt, message.updatedAt) !== 0,
    chat_id: message.chatId,
    sender: {
      id: message.fromBot ? appId : message.sender,
      id_type: message.fromBot ? 'app_id' : 'open_id',
      sender_type: message.fromBot ? 'app' : 'user',
      tenant_key: TENANT_KEY,
    },
    body: { content: JSON.stringify(message.content) },
  };
}

/** `im/v1/messages`: send, reply, update, recall, read, list, urgent. */
export function messagesApi(
  http: FastifyInstance,
  {
    world,
    scopes,
    appId,
    perSecond,
  }: { world: World; scopes: Scopes; appId: string; perSecond: number },
): void {
  const show = (message: Message) => wire(message, appId);
  const pace = new Pace(perSecond);
  const once = new Once(world.clock);
  const messageOf = (request: FastifyRequest) => world.message(read(named, request.params).id);

  function own(request: FastifyRequest): Message {
    const message = messageOf(request);
    if (!message.fromBot) throw new Refusal(400, 230012, 'not the sender of the message');
    return message;
  }

  function send(chat: Chat, body: z.infer<typeof outgoing>, parentId: string | null): object {
    const before = body.uuid === undefined ? null : once.find(body.uuid);
    if (before !== null) return { code: 0, msg: 'success', data: show(world.message(before)) };
    if (!chat.bot) throw new Refusal(400, 230002, 'bot is not in the chat');
    const content = readContent(body.msg_type, body.content, world.resources);
    pace.take(chat.chatId);
    const message = world.post(chat, BOT_OPEN_ID, body.msg_type, content, parentId);
    if (body.uuid !== undefined) once.remember(body.uuid, message.messageId);
    return { code: 0, msg: 'success', data: show(message) };
  }

  http.post('/open-apis/im/v1/messages', async (request) => {
    const { receive_id_type: type } = read(target, request.query);
    const body = read(created, request.body);
    if (type === 'chat_id') return send(world.chat(body.receive_id), body, null);
    if (world.person(body.receive_id).reachable === false) {
      throw new Refusal(400, 230013, 'user is outside the availability of the app');
    }
    return send(world.directChat(body.receive_id), body, null);
  });
  http.post('/open-apis/im/v1/messages/:id/reply', async (request) => {
    const parent = messageOf(request);
    if (parent.recalled) throw new Refusal(400, 230011, 'the message was recalled');
    return send(world.chat(parent.chatId), read(outgoing, request.body), parent.messageId);
  });
  http.patch('/open-apis/im/v1/messages/:id', async (request) => {
    const message = own(request);
    if (message.kind !== 'interactive') throw new Refusal(400, 230001, 'not a card');
    if (message.recalled) throw new Refusal(400, 230011, 'the message was recalled');
    if (isOver(message, world.clock.now())) throw new Refusal(400, 230031, 'older than 14 days');
    if (message.openTaps > 0)
      throw new Refusal(400, 300000, 'a tap of the card is not answered yet');
    const { content } = read(updated, request.body);
    pace.take(`update ${message.messageId}`);
    message.content = readContent('interactive', content, world.resources);
    world.touch(message);
    return { code: 0, msg: 'success', data: {} };
  });
  http.delete('/open-apis/im/v1/messages/:id', async (request) => {
    const message = own(request);
    if (message.recalled) throw new Refusal(400, 230011, 'the message was recalled');
    message.recalled = true;
    world.touch(message);
    return { code: 0, msg: 'success', data: {} };
  });
  http.get('/open-apis/im/v1/messages/:id', async (request) => {
    const message = messageOf(request);
    if (!message.fromBot && !scopes.history) {
      throw new Refusal(400, 99991672, 'Access denied. Scope required: im:message:readonly');
    }
    return { code: 0, msg: 'success', data: { items: [show(message)] } };
  });
  http.get('/open-apis/im/v1/messages', async (request) => {
    const query = read(listed, request.query);
    if (!scopes.history) {
      throw new Refusal(400, 99991672, 'Access denied. Scope required: im:message:readonly');
    }
    const chat = world.chat(query.container_id);
    if (!chat.bot) throw new Refusal(400, 230002, 'bot is not in the chat');
    if (chat.kind === 'group' && !scopes.groupMessages) {
      throw new Refusal(400, 230027, 'Lack of necessary permissions: im:message.group_msg');
    }
    const second = (message: Message) => Math.floor(message.createdAt.epochMilliseconds / 1_000);
    const found = [...world.messages.values()].filter(
      (message) =>
        message.chatId === chat.chatId &&
        second(message) >= (query.start_time ?? 0) &&
        second(message) <= (query.end_time ?? Number.POSITIVE_INFINITY),
    );
    if (query.sort_type === 'ByCreateTimeDesc') found.reverse();
    const next = query.page_token + query.page_size;
    const more = next < found.length;
    return {
      code: 0,
      msg: 'success',
      data: {
        has_more: more,
        page_token: more ? String(next) : '',
        items: found.slice(query.page_token, next).map(show),
      },
    };
  });
  http.patch('/open-apis/im/v1/messages/:id/urgent_app', async (request) => {
    const message = own(request);
    const { user_id_list: ids } = read(urgent, request.body);
    const { members } = world.chat(message.chatId);
    const reached = ids.filter((id) => members.includes(id));
    message.urgentTo = [...new Set([...message.urgentTo, ...reached])];
    world.touch(message);
    const invalid = ids.filter((id) => !members.includes(id));
    return { code: 0, msg: 'success', data: { invalid_user_id_list: invalid } };
  });
}
