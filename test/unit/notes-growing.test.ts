import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTE_PARTS_MAX_BYTES, type ClientId, type LineId, type LinkId, type MemberId } from '#protocol';
import { openGrowingNotes } from '../../server/notes/growing-notes.ts';
import { TestClock } from '../support/test-clock.ts';

const link = 'link-00001' as LinkId;
const note = (clientId = 'client-001', by = 'member-001') => ({
  by: by as MemberId,
  lineId: 'line-0001' as LineId,
  clientId: clientId as ClientId,
});
const bytes = (text: string) => Buffer.from(text);

describe('a note that comes while it is spoken', () => {
  it('is whole after any number of repeated, overlapping and early parts', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.array(fc.tuple(fc.nat(60), fc.nat(60))),
        (whole, parts) => {
          const notes = openGrowingNotes(new TestClock());
          let have = 0;
          for (const [from, length] of parts) {
            const part = whole.subarray(from, from + length);
            const then = notes.append(note(), link, from, part);
            expect(then).toBe(from > have ? have : Math.max(have, from + part.length));
            have = then;
          }
          if (have > 0) expect(notes.start(note(), have)?.equals(whole.subarray(0, have))).toBe(true);
          expect(notes.start(note(), have + 1)).toBeNull();
          notes.close();
        },
      ),
    );
  });

  it('is long at 24 s, and longer each 5 s, told once', () => {
    const notes = openGrowingNotes(new TestClock());
    const second = Buffer.alloc(4000);
    const told: number[] = [];
    for (let at = 0; at < 60; at++) {
      notes.append(note(), link, at * second.length, second);
      const longer = notes.longer(note());
      if (longer) told.push(longer.length / second.length);
      expect(notes.longer(note())).toBeNull();
    }
    expect(told).toEqual([24, 29, 34, 39, 44, 49, 54, 59]);
    expect(notes.longer(note('client-002'))).toBeNull();
    notes.close();
  });

  it('is not taken for another one', () => {
    const notes = openGrowingNotes(new TestClock());
    notes.append(note(), link, 0, bytes('one'));
    expect(() => notes.append(note(), link, 1, bytes('xx'))).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(notes.append(note('client-002'), link, 0, bytes('two'))).toBe(3);
    expect(notes.append(note('client-001', 'member-002'), link, 0, bytes('three'))).toBe(5);
    expect(notes.start(note(), 3)).toEqual(bytes('one'));
    notes.close();
  });

  it('is forgotten when it is kept, when nothing more comes for two minutes, and with the oldest of five', () => {
    const clock = new TestClock();
    const notes = openGrowingNotes(clock);
    notes.append(note(), link, 0, bytes('one'));
    notes.forget(note());
    expect(notes.start(note(), 3)).toBeNull();
    notes.append(note(), link, 0, bytes('one'));
    clock.pass(119_000);
    notes.append(note(), link, 3, bytes('more'));
    clock.pass(119_000);
    expect(notes.start(note(), 7)).toEqual(bytes('onemore'));
    clock.pass(1000);
    expect(notes.start(note(), 0)).toBeNull();
    for (const at of [1, 2, 3, 4, 5]) notes.append(note(`client-00${at}`), link, 0, bytes('x'));
    expect([1, 2, 5].map((at) => notes.start(note(`client-00${at}`), 1)?.toString())).toEqual([undefined, 'x', 'x']);
    notes.close();
    expect(clock.waiting).toBe(0);
  });

  it('is bounded, and so are all together', () => {
    const notes = openGrowingNotes(new TestClock());
    const most = Buffer.alloc(NOTE_PARTS_MAX_BYTES);
    expect(notes.append(note(), link, 0, most)).toBe(most.length);
    expect(() => notes.append(note(), link, most.length, bytes('x'))).toThrow(
      expect.objectContaining({ code: 'too_large' }),
    );
    for (let at = 1; at < 60; at++) notes.append(note(`client-1${at}`), `link-1${at}` as LinkId, 0, most);
    const other = () => notes.append(note('client-222'), 'link-00002' as LinkId, 0, bytes('x'));
    expect(other).toThrow(expect.objectContaining({ code: 'too_many' }));
    notes.forget(note());
    expect(other()).toBe(1);
    notes.close();
  });
});
