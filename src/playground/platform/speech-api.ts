import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { read } from './messages-api.ts';
import { Refusal } from './refusal.ts';

/** What somebody said, as the recognition would hear it. */
export interface Spoken {
  readonly milliseconds: number;
  readonly words: string;
}

const SAMPLES_PER_MS = 16;
const BYTES_PER_SAMPLE = 2;
const MAX_MS = 60_000;
const asked = z.object({
  speech: z.object({ speech: z.base64() }),
  config: z.object({
    file_id: z.string().regex(/^\w{16}$/),
    format: z.literal('pcm'),
    engine_type: z.literal('16k_auto'),
  }),
});

/**
 * `speech_to_text/v1/speech/file_recognize`. Nothing here understands sound: the newest voice message
 * of exactly the length of the samples is what was heard, and none is silence.
 */
export function speechApi(
  http: FastifyInstance,
  spoken: readonly Spoken[],
  scopes: { readonly speech: boolean },
): void {
  http.post('/open-apis/speech_to_text/v1/speech/file_recognize', async (request) => {
    if (!scopes.speech) {
      throw new Refusal(400, 99991672, 'Access denied. Scope required: speech_to_text:speech');
    }
    const { speech } = read(asked, request.body);
    const bytes = Buffer.from(speech.speech, 'base64').length;
    const milliseconds = Math.round(bytes / BYTES_PER_SAMPLE / SAMPLES_PER_MS);
    if (milliseconds > MAX_MS) throw new Refusal(400, 99992402, 'longer than 60 s');
    const heard = spoken.findLast((one) => one.milliseconds === milliseconds);
    return { code: 0, msg: 'success', data: { recognition_text: heard?.words ?? '' } };
  });
}
