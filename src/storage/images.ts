const MAX_BYTES = 10 * 1024 * 1024;
const MAX_PIXELS = 40_000_000;
const EDGE = 1_600;
/** First bytes of JPEG, PNG, GIF; WebP and HEIC carry theirs further in. */
const MAGIC: readonly { readonly at: number; readonly bytes: string }[] = [
  { at: 0, bytes: 'ffd8ff' },
  { at: 0, bytes: '89504e470d0a1a0a' },
  { at: 0, bytes: '474946383' },
  { at: 8, bytes: '57454250' },
  { at: 4, bytes: '66747970' },
];

/** Said of bytes that are no picture we keep; the message says why, without their content. */
export class NotAPictureError extends Error {
  override readonly name = 'NotAPictureError';
}

/**
 * A JPEG of at most 1600 px on its longer edge, upright, without EXIF or GPS. Refuses more than
 * 10 MB or 40 million pixels, and what is no picture by its first bytes, before decoding it.
 */
export async function scaleImage(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.byteLength > MAX_BYTES) throw new NotAPictureError('larger than 10 MB');
  const head = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  if (!MAGIC.some((magic) => head.startsWith(magic.bytes, magic.at * 2)))
    throw new NotAPictureError('no kind of picture we know');
  // 20 MB of memory that a school without pictures never needs.
  const { default: sharp } = await import('sharp');
  try {
    return await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .rotate()
      .resize({ width: EDGE, height: EDGE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 80 })
      .toBuffer();
  } catch (cause) {
    throw new NotAPictureError('cannot be decoded', { cause });
  }
}
