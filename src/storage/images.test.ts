import sharp from 'sharp';
import { expect, it } from 'vitest';
import { scaleImage } from './images.ts';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } });

/** The head of a GIF and one frame of it, as large as it says and as short as it can be. */
function gif(width: number, height: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  return Buffer.concat([
    Buffer.from('GIF89a'),
    size,
    Buffer.from('80000000000000ffffff2c00000000', 'hex'),
    size,
    Buffer.from('0002024401003b', 'hex'),
  ]);
}

it('a large picture becomes an upright JPEG of 1600 px without where it was taken', async () => {
  const taken = await picture(4_000, 2_000)
    .withExif({
      IFD0: { Copyright: 'canary' },
      IFD3: { GPSLatitude: '31/1 0/1 0/1', GPSLatitudeRef: 'N' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const scaled = await scaleImage(taken);
  const found = await sharp(scaled).metadata();
  expect([found.format, found.width, found.height, found.exif]).toEqual([
    'jpeg',
    800,
    1_600,
    undefined,
  ]);
});

it('a small picture is not blown up', async () => {
  const found = await sharp(await scaleImage(await picture(40, 30).png().toBuffer())).metadata();
  expect([found.width, found.height]).toEqual([40, 30]);
});

it.each([
  ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'no kind of picture'],
  ['nothing', Buffer.alloc(0), 'no kind of picture'],
  ['more than 10 MB', Buffer.alloc(10 * 1024 * 1024 + 1), 'larger than 10 MB'],
  ['a GIF that says 65,535 × 65,535', gif(65_535, 65_535), 'cannot be decoded'],
  ['a picture of no size', gif(0, 0), 'cannot be decoded'],
  ['a JPEG cut short', Buffer.from('ffd8ffe000104a464946', 'hex'), 'cannot be decoded'],
])('%s is refused', async (_, bytes, why) => {
  await expect(scaleImage(bytes)).rejects.toThrow(why);
});

it('more pixels than 40 million are refused before they are decoded', async () => {
  const bomb = await picture(8_000, 5_001).png({ compressionLevel: 9 }).toBuffer();
  await expect(scaleImage(bomb)).rejects.toThrow('cannot be decoded');
});
