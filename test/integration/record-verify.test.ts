import { createHash } from 'node:crypto';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { chainStart, contentHash, linkHash } from '../../server/record/chain.ts';
import type { DeliveryRecord, State } from '../../server/record/record-format.ts';
import { zipOf } from '../../server/record/zip.ts';
import { verifyExport } from '../../server/record/verify.ts';
import { download, type Exported, fullLine, unzip } from '../support/record.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let whole: Exported;
let head: string;
let digest: string;

beforeAll(async () => {
  server = await startServer({ sfu: null });
  const { lineId } = await fullLine(server);
  whole = await download(server, lineId);
  head = whole.headers.get('x-chain-head') ?? '';
  digest = whole.headers.get('x-record-digest') ?? '';
});
afterAll(() => server.close());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function verify(bytes: Uint8Array, ...kept: string[]) {
  const path = join(server.dataFolder, `${newId()}.zip`);
  await writeFile(path, bytes);
  return verifyExport(path, kept);
}

/** Packs again as Doorline would: a forger who has read this project. */
async function packed(files: { name: string; content: Buffer }[], at: number): Promise<Buffer> {
  const toPack = files.map(({ name, content }) => ({
    name,
    bytes: content.length,
    crc32: crc32(content),
    content: () => [content],
  }));
  const pieces: Uint8Array[] = [];
  for await (const piece of zipOf(toPack, at)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The export with another record or other files, packed without a fault. */
async function forged(change: (record: DeliveryRecord, files: Map<string, Buffer>) => void): Promise<Buffer> {
  const record = structuredClone(whole.record);
  const files = new Map(unzip(whole.bytes).map(({ name, content }) => [name, Buffer.from(content)]));
  change(record, files);
  files.set('record.json', Buffer.from(JSON.stringify(record)));
  return packed(
    [...files].map(([name, content]) => ({ name, content })),
    record.exportedAt,
  );
}

const stateOf = (record: DeliveryRecord, seq: number): State => {
  const state = record.states.find((one) => one.seq === seq);
  if (!state) throw new Error(`There is no entry ${seq}`);
  return state;
};

describe('an export', () => {
  it('that nobody has touched is found whole, by itself and by what was kept', async () => {
    expect(await verifyExport(whole.path)).toMatchObject({
      problems: [],
      about: expect.stringContaining('13 entries, 15 changes, 6 files'),
    });
    const { problems, notices } = await verifyExport(whole.path, [head, digest.toUpperCase()]);
    expect(problems).toEqual([]);
    expect(notices).toEqual([
      'The link that was kept is the last of this record.',
      'The digest that was kept is that of this file.',
    ]);
  });

  it('with a flipped bit in any byte of its packing is caught, and the file is named', async () => {
    const files = unzip(whole.bytes);
    const last = files.at(-1);
    if (!last) throw new Error('The export is empty');
    const listAt = last.contentAt + last.content.length;
    // What cannot be read as the beginning of a file any more is told by its byte.
    const places = [
      ...files.flatMap(({ name, start, contentAt }) =>
        Array.from({ length: contentAt - start }, (_, i) => ({ named: [name, `at byte ${start}.`], at: start + i })),
      ),
      ...Array.from({ length: whole.bytes.length - listAt }, (_, i) => ({ named: ['ZIP'], at: listAt + i })),
    ];
    const path = join(server.dataFolder, 'flipped.zip');
    await writeFile(path, whole.bytes);
    await using file = await open(path, 'r+');
    for (const { named, at } of places) {
      const byte = whole.bytes[at] ?? 0;
      await file.write(Buffer.of(byte ^ 1), 0, 1, at);
      const said = (await verifyExport(path)).problems.join('\n');
      await file.write(Buffer.of(byte), 0, 1, at);
      expect(
        named.some((one) => said.includes(one)),
        `byte ${at}, ${named[0]}: ${said}`,
      ).toBe(true);
    }
  });

  it('with a flipped bit in any file is caught, and the file is named', async () => {
    for (const { name, contentAt, content } of unzip(whole.bytes)) {
      for (let i = 0; i < 40; i++) {
        const at = contentAt + Math.floor((content.length - 1) * (i / 39));
        const bytes = Buffer.from(whole.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ 0x20;
        const { problems } = await verify(bytes);
        expect(problems.join('\n'), `byte ${at}`).toContain(name);
      }
    }
  });

  it('that a forger packed again without a fault is caught by its contents, and the entry is named', async () => {
    const cases: [string, Parameters<typeof forged>[0], RegExp][] = [
      [
        'other words',
        ({ states }) => Object.assign(states[1]?.content ?? {}, { text: 'yes' }),
        /^Entry 2 \(change 2\): its content is not what was written/,
      ],
      [
        'another time',
        (record) => void Object.assign(stateOf(record, 3), { at: 5, changedAt: 5 }),
        /^Entry 3 \(change 3\): its link does not fit/,
      ],
      [
        'another author',
        (record) => void Object.assign(stateOf(record, 3), { by: stateOf(record, 1).by }),
        /^Entry 3 \(change 3\): its link does not fit/,
      ],
      ['a removed entry', (record) => void record.states.splice(2, 1), /^Change 3 of the record is missing/],
      ['the last removed', (record) => void record.states.pop(), /^Change 15 at the end of the record is missing/],
      [
        'a swapped pair',
        ({ states }) => void states.splice(1, 2, ...states.slice(1, 3).reverse()),
        /^Entry 3 \(change 3\) does not stand in its place/,
      ],
      [
        'content taken out',
        (record) => void Object.assign(stateOf(record, 2), { content: null, salt: null }),
        /^Entry 2 \(change 2\): its content was taken out, and no erasure/,
      ],
      [
        'another photo',
        (_, files) => void files.set(photoOf(whole.record), Buffer.from('GIF89a')),
        /^media\/.*\(of entry 5\) was changed/,
      ],
      [
        'another photo and its sum',
        (record, files) => {
          const name = photoOf(record);
          files.set(name, Buffer.from('GIF89a'));
          const file = record.files.find((one) => one.name === name);
          if (file) Object.assign(file, { bytes: 6, sha256: sha256(Buffer.from('GIF89a')) });
        },
        /is not the photo that entry 5 speaks of/,
      ],
      ['no photo', (record, files) => void files.delete(photoOf(record)), /\(of entry 5\) is missing/],
      [
        'a page of its own',
        (_, files) => void files.set('index.html', Buffer.from('<p>delivered</p>')),
        /^index.html was changed/,
      ],
      [
        'a file more',
        (_, files) => void files.set('media/0123456789.jpg', Buffer.from('x')),
        /media\/0123456789.jpg is no part of the record/,
      ],
      [
        'another head',
        (record) => void (record.chain.head = record.states[3]?.hash ?? ''),
        /last link of the chain is not the one/,
      ],
    ];
    for (const [title, change, expected] of cases) {
      const { problems } = await verify(await forged(change));
      expect(
        problems.some((problem) => expected.test(problem)),
        `${title}: ${problems.join('\n')}`,
      ).toBe(true);
    }
  });

  it('names a changed entry alone, not all that follow it', async () => {
    const { problems } = await verify(
      await forged((record) => void Object.assign(stateOf(record, 4), { changedAt: 9 })),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('Entry 4');
  });

  it('names both of two entries that were swapped with all their sums', async () => {
    const swap = (record: DeliveryRecord) => {
      const [a, b] = [stateOf(record, 2), stateOf(record, 3)];
      const { rev, seq, hash } = a;
      Object.assign(a, { rev: b.rev, seq: b.seq, hash: b.hash });
      Object.assign(b, { rev, seq, hash });
      record.states.sort((one, other) => one.rev - other.rev);
    };
    const { problems } = await verify(await forged(swap));
    expect(problems.filter((problem) => /^Entry [23] .* its link does not fit/.test(problem))).toHaveLength(2);
  });

  it('whose chain was made anew agrees with itself, and is caught by a kept link or digest', async () => {
    const remade = await forged((record) => {
      Object.assign(stateOf(record, 3).content ?? {}, { text: 'leave it outside' });
      let link = chainStart(record.chain.lineId);
      for (const state of record.states) {
        state.contentHash = contentHash(state.salt ?? '', state.content);
        link = linkHash(link, { ...state, lineId: record.chain.lineId });
        state.hash = link;
      }
      record.chain.head = link;
    });
    expect((await verify(remade)).problems).toEqual([]);
    expect((await verify(remade)).notices.join()).toContain('agrees with itself');
    for (const kept of [head, digest]) {
      expect((await verify(remade, kept)).problems.join()).toContain('neither the digest of this file nor a link');
    }
  });

  it('with another page packed without a fault is caught by a kept digest, and a link is not said to prove it', async () => {
    const page = Buffer.from('<p>delivered</p>');
    const forgery = await forged((record, files) => {
      files.set('index.html', page);
      const file = record.files.find(({ name }) => name === 'index.html');
      if (file) Object.assign(file, { bytes: page.length, sha256: sha256(page) });
    });
    expect((await verify(forgery, digest)).problems.join()).toContain('neither the digest of this file nor a link');
    expect((await verify(forgery, head)).notices.join()).toContain('only a digest proves');
    expect((await verify(whole.bytes, head, digest)).notices.join()).not.toContain('only a digest proves');
  });

  it('with lies that no link covers, or numbers without end, gets plain words and no crash', async () => {
    const cases: [string, Parameters<typeof forged>[0], RegExp][] = [
      ['more than was said', ({ states }) => Object.assign(states[1]?.content ?? {}, { note: 'paid' }), /holds more/],
      ['no time', (record) => Object.assign(record, { exportedAt: 1e300 }), /not as Doorline writes it: exportedAt/],
      [
        'entries without end',
        (record) => Object.assign(record.chain, { seq: Number.MAX_SAFE_INTEGER }),
        /^Entries \d+ to 9007199254740991 are missing/m,
      ],
    ];
    for (const [title, change, expected] of cases) {
      const { problems } = await verify(await forged(change));
      expect(problems.join('\n'), title).toMatch(expected);
    }
    const deep = structuredClone(whole.record);
    Object.assign(deep.states[1]?.content ?? {}, { note: 'DEEP' });
    const text = JSON.stringify(deep).replace('"DEEP"', '['.repeat(100_000) + ']'.repeat(100_000));
    const { problems } = await verify(await packed([{ name: 'record.json', content: Buffer.from(text) }], 0));
    expect(problems.join('\n')).toContain('holds more');
  });

  it('that is something else, cut off or huge gets plain words and no crash', async () => {
    const rubbish: [string, Buffer, RegExp][] = [
      ['nothing', Buffer.alloc(0), /empty/],
      ['a text', Buffer.from('hello'), /no export of Doorline/],
      ['zeros', Buffer.alloc(100_000), /no export of Doorline/],
      ['half', whole.bytes.subarray(0, Math.floor(whole.bytes.length / 2)), /cut off/],
      ['all but a byte', whole.bytes.subarray(0, -1), /cut off/],
      ['a byte more', Buffer.concat([whole.bytes, Buffer.of(0)]), /added behind the end/],
      ['no record', await packed([{ name: 'index.html', content: Buffer.from('x') }], 0), /record.json is missing/],
      ['no JSON', await packed([{ name: 'record.json', content: Buffer.from('{') }], 0), /cannot be read/],
      [
        'other JSON',
        await packed([{ name: 'record.json', content: Buffer.from('{"format":1}') }], 0),
        /not as Doorline writes it/,
      ],
      [
        'deep JSON',
        await packed([{ name: 'record.json', content: Buffer.from('['.repeat(1_000_000)) }], 0),
        /cannot be read|not as/,
      ],
      ['another ZIP', await packed([{ name: '../../etc/passwd', content: Buffer.from('x') }], 0), /another ZIP/],
      ['a lie of 4 GB', lieOfSize(0xff_ff_ff_f0), /ends in the middle of record.json/],
    ];
    for (const [title, bytes, expected] of rubbish) {
      const { problems } = await verify(bytes);
      expect(problems.join('\n'), title).toMatch(expected);
    }
  });

  it('damaged in any way, by chance, is caught and never brings the check down', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const damage = fc.oneof(
      fc.record({ how: fc.constant('overwrite' as const), place, bytes }),
      fc.record({ how: fc.constant('insert' as const), place, bytes }),
      fc.record({ how: fc.constant('delete' as const), place, bytes }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        let damaged: Buffer = whole.bytes;
        for (const { how, place, bytes } of damages) {
          // Mostly in the small files at the beginning, where a byte means most.
          const at = Math.floor(place ** 3 * damaged.length);
          const rest = damaged.subarray(at + (how === 'insert' ? 0 : bytes.length));
          damaged = Buffer.concat([damaged.subarray(0, at), ...(how === 'delete' ? [] : [bytes]), rest]);
        }
        const { problems } = await verify(damaged);
        expect(problems.length > 0).toBe(!damaged.equals(whole.bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('cut at any place is said to be cut', async () => {
    for (let i = 1; i < 60; i++) {
      const { problems } = await verify(whole.bytes.subarray(0, Math.floor((whole.bytes.length * i) / 60)));
      expect(problems.length).toBeGreaterThan(0);
    }
  });
});

const photoOf = (record: DeliveryRecord) =>
  record.files.find(({ entryId, name }) => name.endsWith('.jpg') && entryId === stateOf(record, 5).entryId)?.name ?? '';

/** A ZIP whose first file says that it is this large. */
function lieOfSize(bytes: number): Buffer {
  const zip = Buffer.from(whole.bytes);
  zip.writeUInt32LE(bytes, 18);
  zip.writeUInt32LE(bytes, 22);
  return zip;
}

describe('what was exported', () => {
  it('is the same twice, but for the time', async () => {
    const again = await download(server, whole.record.chain.lineId);
    expect(again.record.states).toEqual(whole.record.states);
    expect(again.record.chain).toEqual(whole.record.chain);
    expect((await readFile(again.path)).length).toBe(Number(again.headers.get('content-length')));
  });
});
