import { afterEach, describe, expect, it } from 'vitest';
import {
  codeInGroups,
  endPlace,
  hasThanked,
  isFinal,
  lastSaid,
  pickupCode,
} from '../../client/deliveries/end-facts.ts';
import { language } from '../../client/language.ts';
import { clockOffInWords } from '../../client/pages/page-notes.tsx';
import { initialOf, nameInWords, withNames } from '../../client/people/names.ts';
import { isFinal as isFinalOnServer } from '../../server/deliveries/rules.ts';
import {
  statuses,
  type Entry,
  type EntryBody,
  type EntryId,
  type LineId,
  type LineSummary,
  type MemberId,
} from '#protocol';

const me = 'member-recipient-1' as MemberId;
const courier = 'member-courier-01' as MemberId;
let seq = 0;
function entry(by: MemberId, body: EntryBody, at = 1000): Entry {
  seq += 1;
  const id = `entry-${seq}` as EntryId;
  return { id, lineId: 'line' as LineId, seq, rev: seq, at, by, clientId: null, replyTo: null, body };
}
const text = (by: MemberId, words: string, at?: number) => entry(by, { kind: 'text', text: words }, at);
const note = (by: MemberId, words: string) =>
  entry(by, {
    kind: 'voice',
    noteId: 'note' as never,
    durationMs: 1000,
    sha256: '',
    peaks: [],
    transcript: { state: 'done', text: words, language: 'zh' } as never,
  });
const place = (by: MemberId, name: string, more: Partial<Extract<EntryBody, { kind: 'place' }>> = {}) =>
  entry(by, { kind: 'place', point: { lat: 1, lng: 2 }, name, source: 'landmark', accuracy: null, ...more });

afterEach(() => {
  language.value = 'en';
});

describe('the code that was said', () => {
  it.each([
    ['取件码 628041', '628041'],
    ['放快递柜了，取件码是 628 041，24 小时内取', '628041'],
    ['取件码 628041 24小时内取', '628041'],
    ['取件码：12-3-4567', '12-3-4567'],
    ['pickup code 12 34 56, until 3 pm', '123456'],
    ['开柜码为A3-8821。', 'A3-8821'],
    ['Your pickup code is 628041.', '628041'],
    ['It is in the locker, code: 4471', '4471'],
    ['PIN 90210 please', '90210'],
  ])('is found in “%s”', (words, code) => {
    expect(pickupCode([text(courier, words)], me)?.code).toBe(code);
    expect(pickupCode([note(courier, words)], me)?.code).toBe(code);
  });

  it.each([
    '取件码是多少？',
    '我 14:30 到',
    '13800138000',
    'What is the pickup code?',
    'zip code please',
    '打我电话 628041',
  ])('is not made up from “%s”', (words) => {
    expect(pickupCode([text(courier, words)], me)).toBeNull();
  });

  it('is the newest one, and never the reader’s own words', () => {
    const said = [text(courier, '取件码 111111'), text(courier, '错了，取件码 222222'), text(me, '取件码 333333')];
    expect(pickupCode(said, me)).toMatchObject({ code: '222222', entry: { seq: said[1]?.seq } });
  });

  it('is written in groups that people read to each other', () => {
    expect(['628041', '12345678', '1234567', '4471', 'A3-8821'].map(codeInGroups)).toEqual([
      '628 041',
      '1234 5678',
      '1234567',
      '4471',
      'A3-8821',
    ]);
  });
});

describe('the place of the end', () => {
  it('is the newest that was agreed on, or that the other has shown; never where somebody merely stood', () => {
    const mine = place(me, 'North gate');
    const agreed = place(me, 'Locker', { acceptedBy: [courier] });
    const stood = place(courier, '', { source: 'position', accuracy: 10 });
    expect(endPlace([mine], me)).toBeNull();
    expect(endPlace([agreed, mine, stood], me)).toMatchObject({ agreed: true, place: { name: 'Locker' } });
    expect(endPlace([agreed, place(courier, 'Door'), stood], me)).toMatchObject({
      agreed: false,
      place: { name: 'Door' },
    });
  });
});

describe('what is left of the line', () => {
  it('are the last things people said, and thanks that were said since the end', () => {
    const status = entry(courier, { kind: 'status', status: 'delivered' });
    const said = [text(me, 'one'), text(courier, 'two'), status, text(me, 'Thank you, 王师傅', 5000)];
    expect(lastSaid(said, 2).map(({ seq: at }) => at)).toEqual([said[1]?.seq, said[3]?.seq]);
    expect(hasThanked(said, me, 4000)).toBe(true);
    expect(hasThanked(said, me, 6000)).toBe(false);
    expect(hasThanked([text(courier, '谢谢', 5000)], me, 4000)).toBe(false);
  });

  it('knows the same final statuses as the server', () => {
    expect(statuses.filter(isFinal)).toEqual(statuses.filter(isFinalOnServer));
  });
});

describe('a name in the page’s sentences', () => {
  it('is cut in its middle where it is very long, and never within a sign', () => {
    const name = nameInWords(`${'公司'.repeat(60)}转😀王小明`);
    expect(Array.from(name)).toHaveLength(39);
    expect(name.endsWith('转😀王小明')).toBe(true);
    expect(nameInWords('王师傅')).toBe('王师傅');
  });

  it('does not turn the words around it where it is written from right to left', () => {
    const name = nameInWords('محمد');
    expect(name).toBe('\u2068محمد\u2069');
    expect(initialOf(name)).toBe('م');
    expect(nameInWords(name)).toBe(`\u2068${name}\u2069`);
  });

  it('stands in the whole line', () => {
    const delivery = { recipientName: 'דוד', courierName: '王师傅' };
    const line = { delivery, members: [{ name: 'דוד' }, { name: '' }] } as unknown as LineSummary;
    const shown = withNames(line);
    expect(shown.delivery.recipientName).toBe('\u2068דוד\u2069');
    expect(shown.members.map(({ name }) => name)).toEqual(['\u2068דוד\u2069', 'Name erased']);
    const plain = { delivery: { ...delivery, recipientName: '李女士' }, members: [] } as unknown as LineSummary;
    expect(withNames(plain)).toBe(plain);
  });
});

describe('a wrong clock', () => {
  it.each([
    [-10 * 60_000, 'This device’s clock is about 10 minutes fast. The times here are right', '快了约 10 分钟'],
    [3 * 3_600_000, 'This device’s clock is about 3 hours slow. The times here are right', '慢了约 3 小时'],
    [-400 * 86_400_000, 'This device’s clock is about 400 days fast. The times here are right', '快了约 400 天'],
  ])('%d ms off is said in words', (offMs, en, zh) => {
    expect(clockOffInWords(offMs)).toBe(en);
    language.value = 'zh';
    expect(clockOffInWords(offMs)).toContain(zh);
  });
});
