import type { FastifyReply, FastifyRequest } from 'fastify';

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;
const PEERS = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** Whoever comes through a proxy is not at this machine, whatever Host the proxy gives them. */
const PROXIED = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
];

/**
 * The page speaks for everybody without a password, so it answers this machine only: the peer and
 * the Host header are loopback (a name rebound to 127.0.0.1 carries a foreign Host), and whatever
 * changes something comes from the page itself (Origin).
 */
export async function guard(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers(PAGE_HEADERS);
  const { host, origin } = request.headers;
  const proxied = PROXIED.some((name) => request.headers[name] !== undefined);
  const local = !proxied && PEERS.has(request.ip) && host !== undefined && LOOPBACK.test(host);
  const own = request.method === 'GET' || origin === `http://${host ?? ''}`;
  if (!local || !own) await reply.code(403).send({ error: 'this page is for this machine only' });
}
