import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Message, normalised } from '../../server/assistant/corpus/labels.ts';
import { readCorpus, readHostile, readUnseen } from '../../server/assistant/corpus/read.ts';
import { nearCopies } from '../../server/assistant/corpus/split.ts';
import { exampleHashes } from '../support/guide-example-hashes.ts';

const folder = join(import.meta.dirname, '../../server/assistant/corpus');
const files = ['messages', 'unseen'].flatMap((part) =>
  readdirSync(join(folder, part))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => `${part}/${name}`),
);
const linesOf = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n');
const all = files.flatMap((file) => linesOf(file).slice(0, -1));
const seen = all.map((line) => v.parse(v.object({ id: v.string(), text: v.string() }), JSON.parse(line)));

/** What is wrong with one line, or nothing. */
function faults(line: string): string[] {
  const parsed = v.safeParse(Message, JSON.parse(line));
  if (!parsed.success) return parsed.issues.map((issue) => `${issue.message} in ${line}`);
  return JSON.stringify(parsed.output) === line ? [] : [`keys out of order or spaces between them in ${line}`];
}

const base = {
  id: 'a-0001',
  lang: 'zh',
  from: 'recipient',
  now: '2026-11-23T10:12:00+08:00',
  status: 'out_for_delivery',
};
const message = (text: string, intents: unknown[], hard: string | null = null, more = {}) =>
  faults(JSON.stringify({ ...base, ...more, text, intents, hard }));

describe('the labelled messages', () => {
  it.each(files)('are valid in every line of %s', (file) => {
    const lines = linesOf(file);
    expect(lines.pop()).toBe('');
    expect(lines.length).toBeLessThanOrEqual(450);
    expect(lines.flatMap(faults)).toEqual([]);
  });

  it('have ids that name one line each', () => {
    const ids = seen.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) < at)).toEqual([]);
  });

  it('do not repeat a text', () => {
    const first = new Map<string, string>();
    const again = seen.filter(({ id, text }) => {
      const key = normalised(text);
      const known = first.get(key);
      first.set(key, known ?? id);
      return known !== undefined;
    });
    expect(again).toEqual([]);
  });

  it('hold no example of the labelling guide', () => {
    const hash = (text: string) => createHash('sha256').update(normalised(text)).digest('hex').slice(0, 12);
    expect(seen.filter(({ text }) => exampleHashes.has(hash(text)))).toEqual([]);
  });
});

describe('the unseen messages', () => {
  const corpus = readCorpus();
  const unseen = [...readUnseen(), ...readHostile()];

  it('are nearly the same as none that is learnt from', () => {
    const texts = (messages: typeof corpus) => messages.map(({ text }) => text);
    expect(nearCopies(texts(unseen), texts(corpus))).toEqual([]);
  });

  it('hold every intent, language and kind of difficulty', () => {
    const kinds = (messages: typeof corpus) =>
      new Set(
        messages.flatMap(({ lang, hard, from, intents }) => [lang, hard, ...intents.map((of) => from + of.intent)]),
      );
    expect([...kinds(corpus)].filter((kind) => !kinds(unseen).has(kind))).toEqual([]);
  });

  it('mean nothing that is done without a tap, where they are hostile', () => {
    const safe = new Set(['coming', 'received']);
    expect(readHostile().filter(({ intents }) => intents.some(({ intent }) => safe.has(intent)))).toEqual([]);
  });
});

describe('a label', () => {
  const tomorrow = { intent: 'reschedule', slots: { date: '2026-11-24' } };
  const door = { intent: 'leave_at', slots: { place: 'door' } };

  it.each([
    ['order', [{ intent: 'contact', slots: { channel: 'none' } }, door], 'multi_intent', /order of the groups/],
    ['a lone ack', [door, { intent: 'ack', slots: {} }], 'multi_intent', /stand alone/],
    ['nobody home beside a wish', [{ intent: 'not_home', slots: {} }, door], 'multi_intent', /nothing else/],
    ['the same twice', [tomorrow, tomorrow], 'multi_intent', /twice/],
    [
      'a detail from elsewhere',
      [{ intent: 'leave_at', slots: { place: 'door', detail: '鞋柜' } }],
      null,
      /not a piece/,
    ],
    ['another place without detail', [{ intent: 'leave_at', slots: { place: 'other' } }], null, /needs a detail/],
    ['a past day', [{ intent: 'reschedule', slots: { date: '2026-11-22' } }], null, /is over/],
    ['a time nobody said', [{ intent: 'reschedule', slots: { ...tomorrow.slots, from: '19:00' } }], null, /no word/],
    ['a missing tag', [door, tomorrow], null, /multi_intent or one above/],
    ['a wrong tag', [door], 'midnight', /between 00:00 and 03:59/],
    ['too many minutes', [{ intent: 'coming', slots: { inMinutes: 61 } }], null, /<=60/],
    ['an intent of the other side', [{ intent: 'arrived', slots: {} }], null, /Invalid type/],
  ])('is refused for %s', (_, intents, hard, reason) => {
    expect(message('明天放门口别打电话', intents, hard).join()).toMatch(reason);
  });

  it('takes a bare "got it" as the parcel only once it is delivered', () => {
    const got = [{ intent: 'received', slots: {} }];
    expect(message('收到', got)).not.toEqual([]);
    expect(message('收到', got, null, { status: 'delivered' })).toEqual([]);
  });
});
