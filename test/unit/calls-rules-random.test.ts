import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_MEMBERS_MAX, type DeviceId, type MemberId } from '#protocol';
import { type CallEffect, effectsBetween } from '../../server/calls/call-effects.ts';
import { isAway, mayBeHeard, thoseCalled, thoseIn } from '../../server/calls/call-members.ts';
import type { CallState } from '../../server/calls/call-state.ts';
import { keepCall, restoreCall } from '../../server/calls/kept-call.ts';
import { type CallEvent, step } from '../../server/calls/rules.ts';
import { answers, counter, desk, joins, phone, ringing, rings, scooter, tablet } from '../support/call-events.ts';

const everybody = [scooter, phone, tablet, counter, desk];
const who = fc.constantFrom(...everybody);
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  who.map(joins),
  fc.tuple(who, fc.boolean()).map(([on, listening]) => answers(on, listening)),
  fc.tuple(who, who).map(([by, whom]) => rings(by, whom)),
  fc
    .tuple(who, fc.constantFrom('decline', 'rang_out', 'unreached', 'busy', 'member_left'))
    .map(([{ memberId }, type]): CallEvent => ({ type, memberId })),
  fc.tuple(who, fc.constantFrom('hang_up', 'lost')).map(([{ deviceId }, type]): CallEvent => ({ type, deviceId })),
  fc
    .tuple(who, fc.constantFrom('socket', 'path'), fc.boolean())
    .map(([{ deviceId }, type, up]): CallEvent => ({ type, deviceId, up })),
  fc.tuple(who, fc.boolean()).map(([{ deviceId }, muted]): CallEvent => ({ type: 'mute', deviceId, muted })),
  fc.constantFrom('room_died', 'line_over').map((type): CallEvent => ({ type })),
);
const events = fc.array(event, { maxLength: 60 });

/** What runs because of a call, as its effects say. A start of what runs already, and a stop of what does not, is a bug. */
class Running {
  readonly graces = new Set<DeviceId>();
  readonly rings = new Set<MemberId>();
  readonly heard = new Set<DeviceId>();
  ends = 0;

  carryOut(effects: readonly CallEffect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'start_grace':
          // One that runs already begins anew, when what rang is answered.
          this.graces.add(effect.deviceId);
          break;
        case 'stop_grace':
          expect(this.graces.delete(effect.deviceId)).toBe(true);
          break;
        case 'start_ring':
          begin(this.rings, effect.memberId);
          break;
        case 'stop_ring':
          expect(this.rings.delete(effect.memberId)).toBe(true);
          break;
        case 'let_through':
          this.heard[effect.on ? 'add' : 'delete'](effect.deviceId);
          break;
        case 'close_media':
          this.heard.delete(effect.deviceId);
          break;
        case 'end':
          this.ends += 1;
          break;
        case 'moved':
        case 'unreached':
        case 'tell':
          break;
      }
    }
  }
}

function begin<T>(running: Set<T>, one: T): void {
  expect(running.has(one)).toBe(false);
  running.add(one);
}

/** What holds of every call at every moment. */
function expectSound(state: CallState, running: Running): void {
  if (state.phase === 'ended') {
    expect([running.graces.size, running.rings.size, running.heard.size]).toEqual([0, 0, 0]);
    expect(state.talkMs).toBeGreaterThanOrEqual(0);
    for (const part of state.parts) expect(part.talkMs).toBeGreaterThanOrEqual(0);
    return;
  }
  const here = thoseIn(state);
  const answered = state.legs.filter((leg) => leg.answered);
  // One device of each who is in the call, and none of anybody else but those whom it rings.
  expect(answered.map((leg) => leg.memberId).sort()).toEqual(here.map((member) => member.memberId).sort());
  expect(here.length).toBeLessThanOrEqual(CALL_MEMBERS_MAX);
  const called = thoseCalled(state).map((member) => member.memberId);
  for (const leg of state.legs) if (!leg.answered) expect(called).toContain(leg.memberId);
  expect(new Set(state.legs.map((leg) => leg.deviceId)).size).toBe(state.legs.length);
  // Somebody talks, and not to nobody.
  const speakers = here.filter((member) => !member.listening);
  expect(speakers.length + called.length).toBeGreaterThan(1);
  expect(speakers.length).toBeGreaterThan(0);
  expect([...running.graces].sort()).toEqual(
    state.legs
      .filter(isAway)
      .map((leg) => leg.deviceId)
      .sort(),
  );
  expect([...running.rings].sort()).toEqual([...called].sort());
  const heard = state.legs.filter((leg) => mayBeHeard(state, leg)).map((leg) => leg.deviceId);
  expect([...running.heard].sort()).toEqual(heard.sort());
  if (state.phase === 'ringing') expect(heard).toEqual([]);
}

describe('whatever happens', () => {
  it('ends once, has no member twice, lets nobody talk alone, and stops what it began', () => {
    fc.assert(
      fc.property(events, (some) => {
        const running = new Running();
        let state: CallState = ringing(phone, counter);
        running.carryOut(effectsBetween(null, state));
        let now = 5000;
        for (const one of some) {
          const before = state;
          now += 1000;
          const next = step(state, one, now);
          if (before.phase === 'ended') expect(next).toMatchObject({ effects: [], refused: { code: 'call_over' } });
          if (next.refused !== undefined) expect(next.state).toBe(before);
          state = next.state;
          running.carryOut(next.effects);
          expectSound(state, running);
        }
        expect(running.ends).toBe(state.phase === 'ended' ? 1 : 0);
      }),
      { numRuns: 3000 },
    );
  });

  it('can be kept at any moment and gone on with, everybody away', () => {
    fc.assert(
      fc.property(events, events, (before, after) => {
        const at = 70_000;
        const live = (state: CallState, some: readonly CallEvent[]) =>
          some.reduce((from, one) => step(from, one, at).state, state);
        const state = live(ringing(phone, counter), before);
        if (state.phase === 'ended') return;
        const row = {
          ...state,
          answeredAt: state.phase === 'talking' ? state.answeredAt : null,
          aliveAt: at,
          live: keepCall(state, {}),
        };
        const restored = restoreCall(row);
        if (restored === null) throw new Error('What was kept cannot be read');
        expect(restored.state.members).toEqual(state.members);
        expect(keepCall(restored.state, {})).toBe(row.live);
        const running = new Running();
        running.carryOut(effectsBetween(null, restored.state));
        expectSound(restored.state, running);
        expect(running.graces.size).toBe(thoseIn(restored.state).length);
        let now = at;
        let next: CallState = restored.state;
        for (const one of after) {
          now += 1000;
          const went = step(next, one, now);
          next = went.state;
          running.carryOut(went.effects);
          expectSound(next, running);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
