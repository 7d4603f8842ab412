import { describe, expect, it } from 'vitest';
import {
  type CallId,
  type ClientId,
  type Entry,
  type EntryBody,
  type EntryId,
  type LineId,
  type MemberId,
  type NoteId,
  type PhotoId,
  TAKE_BACK_MS,
} from '#protocol';
import { isPin } from '../../server/protocol/is-pin.ts';
import { accepted, moved, saysTheSame, takenBack } from '../../server/timeline/rules.ts';

const entryId = 'entry-0001' as EntryId;
const text = (text: string): EntryBody => ({ kind: 'text', text });
const place = (fields: object = {}): EntryBody => ({
  kind: 'place',
  point: { lat: 30.2, lng: 120.1 },
  name: 'Gate 2',
  source: 'pin',
  accuracy: null,
  ...fields,
});
const photo = (sha256: string, id = 'photo-0001'): EntryBody => ({
  kind: 'photo',
  photoId: id as PhotoId,
  width: 4,
  height: 3,
  sha256,
});
const voice = (sha256: string, peaks: number[] = []): EntryBody => ({
  kind: 'voice',
  noteId: 'note-00001' as NoteId,
  durationMs: 900,
  sha256,
  peaks,
  transcript: { state: 'pending' },
});

describe('what comes again under a client id', () => {
  const same = (one: EntryBody, other: EntryBody, replyTo: EntryId | null = null) =>
    saysTheSame({ body: one, replyTo: null }, { body: other, replyTo });

  it('is the same text to the same entry', () => {
    expect(same(text('yes'), text('yes'))).toBe(true);
    expect(same(text('yes'), text('no'))).toBe(false);
    expect(same(text('yes'), text('yes'), entryId)).toBe(false);
    expect(same(text('yes'), place())).toBe(false);
  });

  it('is the same place in every respect', () => {
    expect(same(place(), place())).toBe(true);
    expect(same(place(), place(), entryId)).toBe(false);
    for (const other of [
      { name: 'Gate 3' },
      { point: { lat: 30.2, lng: 120.2 } },
      { point: { lat: 30.3, lng: 120.1 } },
      { source: 'landmark' },
      { accuracy: 5 },
      { meet: true },
    ]) {
      expect(same(place(), place(other))).toBe(false);
    }
    expect(same(place(), text('Gate 2'))).toBe(false);
  });

  it('is the same place although it was moved or agreed to, or its photo is gone, meanwhile', () => {
    const elsewhere = { point: { lat: 30.5, lng: 120.5 }, firstPoint: { lat: 30.2, lng: 120.1 }, movedBy: 'm-2' };
    expect(same(place(elsewhere), place())).toBe(true);
    expect(same(place(elsewhere), place({ point: { lat: 30.5, lng: 120.5 } }))).toBe(false);
    expect(same(place({ acceptedBy: ['m-2'] }), place())).toBe(true);
    expect(same(place({ photo: { photoId: 'photo-0001', width: 4, height: 3 } }), place())).toBe(true);
  });

  it('is the same file, whatever was made of it', () => {
    expect(same(photo('aa'), photo('aa', 'photo-0002'))).toBe(true);
    expect(same(photo('aa'), photo('bb'))).toBe(false);
    expect(same(voice('aa'), voice('aa', [1, 2]))).toBe(true);
    expect(same(voice('aa'), voice('bb'))).toBe(false);
    expect(same(voice('aa'), photo('aa'))).toBe(false);
  });

  it('is taken for the same where what was said first is gone', () => {
    expect(same({ kind: 'taken_back', was: 'text' }, text('yes'))).toBe(true);
    expect(same({ kind: 'erased', was: 'voice', why: 'request' }, voice('aa'))).toBe(true);
  });

  it('is never the same as what the server wrote itself', () => {
    const status: EntryBody = { kind: 'status', status: 'arrived' };
    const call: EntryBody = { kind: 'call', callId: 'call-00001' as CallId, end: 'hung_up', talkMs: 1 };
    for (const body of [status, call]) expect(same(body, body)).toBe(false);
  });
});

describe('taking back', () => {
  const me = 'member-001' as MemberId;
  const entry = (body: EntryBody, by: MemberId | null = me): Entry => ({
    id: entryId,
    lineId: 'line-0001' as LineId,
    seq: 1,
    rev: 1,
    at: 1000,
    by,
    clientId: 'client-001' as ClientId,
    replyTo: null,
    body,
  });

  it('leaves only what kind of thing it was', () => {
    expect(takenBack(entry(text('a slip')), me, 1000)).toEqual({ kind: 'taken_back', was: 'text' });
    expect(takenBack(entry(voice('aa')), me, 1000)).toEqual({ kind: 'taken_back', was: 'voice' });
    expect(takenBack(entry(photo('aa')), me, 1000 + TAKE_BACK_MS)).toEqual({ kind: 'taken_back', was: 'photo' });
  });

  it('is possible for a while only, and done once', () => {
    expect(takenBack(entry(text('said long ago')), me, 1001 + TAKE_BACK_MS)).toBe('too_late');
    const gone = entry({ kind: 'taken_back', was: 'text' });
    expect(takenBack(gone, me, 1001 + TAKE_BACK_MS)).toBe('done');
  });

  it('is for what one has said oneself', () => {
    const other = 'member-002' as MemberId;
    expect(takenBack(entry(text('theirs'), other), me, 1000)).toBe('not_theirs');
    expect(takenBack(entry({ kind: 'taken_back', was: 'text' }, other), me, 1000)).toBe('not_theirs');
    expect(takenBack(entry({ kind: 'status', status: 'arrived' }, null), me, 1000)).toBe('not_theirs');
    for (const body of [
      { kind: 'member', memberId: me, role: 'station', change: 'joined' } as const,
      { kind: 'status', status: 'arrived' } as const,
    ]) {
      expect(takenBack(entry(body), me, 1000)).toBe('not_theirs');
    }
  });
});

describe('a place that people speak of', () => {
  const [sender, other, third] = ['m-1', 'm-2', 'm-3'] as MemberId[] as [MemberId, MemberId, MemberId];
  const there = { lat: 30.2, lng: 120.1 };
  const elsewhere = { lat: 30.2001, lng: 120.1 };
  const entry = (body: EntryBody): Entry => ({
    id: entryId,
    lineId: 'line-00001' as LineId,
    seq: 1,
    rev: 1,
    at: 0,
    by: sender,
    clientId: 'client-001' as ClientId,
    replyTo: null,
    body,
  });

  it('stays on the map where somebody pointed at it or offers to meet there', () => {
    expect(isPin(place())).toBe(true);
    expect(isPin(place({ source: 'position', accuracy: 9 }))).toBe(false);
    expect(isPin(place({ source: 'landmark' }))).toBe(false);
    expect(isPin(place({ source: 'landmark', meet: true }))).toBe(true);
    expect(isPin(text('Gate 2'))).toBe(false);
  });

  it('is agreed to once by each, and not by who put it there', () => {
    const once = accepted(entry(place()), other, there);
    expect(once).toEqual(place({ acceptedBy: [other] }));
    expect(accepted(entry(place({ acceptedBy: [other] })), other, there)).toBeNull();
    expect(accepted(entry(place({ acceptedBy: [other] })), third, there)).toEqual(
      place({ acceptedBy: [other, third] }),
    );
    expect(accepted(entry(place()), sender, there)).toBeNull();
    expect(accepted(entry(place({ movedBy: other })), other, there)).toBeNull();
    expect(accepted(entry(place({ movedBy: other })), sender, there)).toMatchObject({ acceptedBy: [sender] });
    expect(accepted(entry(text('Gate 2')), other, there)).toBe('no_place');
  });

  it('is not agreed to where it is no more', () => {
    expect(accepted(entry(place()), other, elsewhere)).toBe('moved');
  });

  it('is moved by anybody, and then nobody has agreed', () => {
    const first = moved(entry(place({ acceptedBy: [other], meet: true })), third, elsewhere);
    expect(first).toEqual(place({ meet: true, point: elsewhere, movedBy: third, firstPoint: there }));
    const further = { lat: 30.21, lng: 120.1 };
    expect(moved(entry(first as EntryBody), sender, further)).toMatchObject({ movedBy: sender, firstPoint: there });
    expect(moved(entry(place()), other, there)).toBeNull();
    expect(moved(entry(place({ source: 'landmark' })), other, elsewhere)).toBe('no_pin');
    expect(moved(entry(place({ source: 'position' })), other, elsewhere)).toBe('no_pin');
    expect(moved(entry(text('Gate 2')), other, elsewhere)).toBe('no_place');
  });

  it('can be taken back by its sender', () => {
    expect(takenBack(entry(place()), sender, TAKE_BACK_MS)).toEqual({ kind: 'taken_back', was: 'place' });
    expect(takenBack(entry(place()), other, 0)).toBe('not_theirs');
  });
});
