import { pino, type DestinationStream, type Logger } from 'pino';

/** Fields that may carry a secret or a person's data, wherever a library puts them. */
const REDACTED = [
  'headers',
  'config',
  'request',
  'response',
  'authorization',
  'app_secret',
  'appSecret',
  'secret',
  'token',
  'tenant_access_token',
  'encryptKey',
  'password',
  'phone',
  'text',
  'content',
].flatMap((name) => [name, `*.${name}`, `err.${name}`]);

/** JSON lines on stdout, or where `destination` takes them. Errors keep type, message and stack; never the request that caused them. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: REDACTED, censor: '[redacted]' },
    serializers: { err: plainError },
  };
  return destination ? pino(options, destination) : pino(options);
}

function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
      ? { code: error.code }
      : {};
  const cause = error.cause === undefined ? {} : { cause: plainError(error.cause) };
  return { type: error.name, message: error.message, stack: error.stack, ...code, ...cause };
}
