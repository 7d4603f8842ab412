import { describe, expect, it } from 'vitest';
import type { MemberId } from '#protocol';
import type { CallState, LiveState } from '../../server/calls/call-state.ts';
import { keepCall, restoreCall } from '../../server/calls/kept-call.ts';
import {
  answers,
  desk,
  go,
  goAt,
  hangsUp,
  isLost,
  joins,
  path,
  phone,
  ringing,
  seen,
  socket,
} from '../support/call-events.ts';

function live(state: CallState): LiveState {
  if (state.phase === 'ended') throw new Error('The call is over');
  return state;
}
const talking = live(go(ringing(), joins(phone), answers(phone)).state);
const scores = { [phone.memberId]: { sum: 8.2, count: 2 } } as Record<MemberId, { sum: number; count: number }>;

const row = (state: LiveState, aliveAt: number, kept: string | null = keepCall(state, scores)) => ({
  id: state.id,
  lineId: state.lineId,
  startedBy: state.startedBy,
  startedAt: state.startedAt,
  answeredAt: state.phase === 'talking' ? state.answeredAt : null,
  aliveAt,
  live: kept,
});
const restored = (state: LiveState, aliveAt: number): LiveState => {
  const found = restoreCall(row(state, aliveAt));
  if (found === null) throw new Error('What was kept cannot be read');
  return found.state;
};

describe('a call that outlives its server', () => {
  it('has everybody where they were, away', () => {
    const state = restored(talking, 20_000);
    expect(seen(state)).toEqual({ courier: 'reconnecting', recipient: 'reconnecting' });
    expect(restoreCall(row(talking, 20_000))?.scores).toEqual(scores);
  });

  it('rings on where it rang, at pages that make themselves known again', () => {
    const state = restored(live(go(ringing(), joins(phone)).state), 20_000);
    expect(seen(state)).toEqual({ courier: 'reconnecting', recipient: 'called' });
    expect(seen(go(state, joins(phone)).state)).toEqual({ courier: 'reconnecting', recipient: 'ringing' });
  });

  it('lasted until the server was last known to live, where nobody comes back', () => {
    const { state } = goAt(90_000, restored(talking, 20_000), isLost(phone));
    expect(state).toMatchObject({ end: 'failed', talkMs: 15_000, parts: [{ talkMs: 15_000 }, { talkMs: 15_000 }] });
  });

  it.each([
    ['a socket', [socket(phone, true)]],
    ['fresh media', [joins(phone), path(phone, true)]],
    ['another device', [answers(desk)]],
  ])('lasts on as soon as somebody is back with %s', (_, events) => {
    const back = goAt(30_000, restored(talking, 20_000), ...events).state;
    expect(goAt(80_000, back, hangsUp(phone)).state).toMatchObject(
      back.phase === 'talking' && back.members.length > 2 ? { phase: 'talking' } : { talkMs: 75_000 },
    );
  });
});

describe('what cannot be read', () => {
  const good = JSON.parse(keepCall(talking, {})) as Record<string, unknown>;
  it.each([
    ['nothing', null],
    ['no JSON', '{"members":'],
    ['another thing', '[]'],
    ['of another version', JSON.stringify({ ...good, more: 1 })],
    ['somebody without a device', JSON.stringify({ ...good, devices: [] })],
    ['a device of nobody', JSON.stringify({ ...good, members: [] })],
    ['an unknown standing', JSON.stringify(good).replace('"in"', '"out"')],
  ])('is taken for no call: %s', (_, kept) => {
    expect(restoreCall(row(talking, 20_000, kept))).toBeNull();
  });
});
