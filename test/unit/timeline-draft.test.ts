import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDraft } from '../../client/timeline/draft.ts';
import type { EntryId, LineId, MemberId } from '#protocol';

const line = 'line-0001' as LineId;
const me = 'member-me' as MemberId;
const answered = 'entry-0001' as EntryId;

/** A phone's storage of small things: its own entries are its keys, as in a browser. */
function smallStorage(): object {
  const kept = {};
  const hidden = (value: unknown) => ({ value, enumerable: false });
  return Object.defineProperties(kept, {
    getItem: hidden((key: string) => (Object.hasOwn(kept, key) ? Reflect.get(kept, key) : null)),
    setItem: hidden((key: string, value: string) => void Reflect.set(kept, key, value)),
    removeItem: hidden((key: string) => void Reflect.deleteProperty(kept, key)),
  });
}

beforeEach(() => vi.stubGlobal('localStorage', smallStorage()));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a draft', () => {
  it('comes back with what it answers to, after the browser was ended', () => {
    const draft = createDraft(line, me);
    draft.write('leave it at');
    draft.answer(answered);
    const again = createDraft(line, me);
    expect([again.text.value, again.replyTo.value]).toEqual(['leave it at', answered]);
  });

  it('is gone once it was said', () => {
    const draft = createDraft(line, me);
    draft.write('here');
    draft.answer(answered);
    draft.write('');
    draft.answer(null);
    const again = createDraft(line, me);
    expect([again.text.value, again.replyTo.value]).toEqual(['', null]);
    expect(Object.keys(localStorage)).toEqual([]);
  });

  it('belongs to one member of one line', () => {
    createDraft(line, me).write('mine');
    expect(createDraft(line, 'member-her' as MemberId).text.value).toBe('');
    expect(createDraft('line-0002' as LineId, me).text.value).toBe('');
  });

  it('breaks nothing where storage is forbidden or holds something else', () => {
    localStorage.setItem(`draft:${line}:${me}`, 'not ours {');
    expect(createDraft(line, me).text.value).toBe('');
    vi.stubGlobal('localStorage', undefined);
    const draft = createDraft(line, me);
    draft.write('still here');
    expect(draft.text.value).toBe('still here');
  });

  it('leaves room: the oldest drafts go, and a pasted book is not kept whole', () => {
    vi.useFakeTimers();
    for (let day = 0; day < 120; day += 1) {
      vi.setSystemTime(day * 1000);
      createDraft(`line-${1000 + day}` as LineId, me).write('words');
    }
    createDraft(line, me).write('x'.repeat(1_000_000));
    createDraft(line, me);
    expect(Object.keys(localStorage)).toHaveLength(100);
    expect(Object.keys(localStorage)).toContain('draft:line-1119:member-me');
    expect(localStorage.getItem(`draft:${line}:${me}`)?.length).toBeLessThan(11_000);
  });
});
