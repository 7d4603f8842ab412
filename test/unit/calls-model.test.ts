import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call, LineId } from '#protocol';
import { AskError } from '../../client/connection.ts';
import { MicrophoneError } from '../../client/microphone-error.ts';
import * as fake from '../support/fake-call.ts';

const { callId, me, member, other, over, rings, talks, third } = fake;
let one: fake.FakeCall;

beforeEach(() => {
  vi.useFakeTimers();
  one = fake.openFakeCall();
});
afterEach(() => {
  one.model.close();
  expect(fake.leftOver(one)).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const changed = async (call: Call) => {
  one.connection.notify('calls.changed', call);
  await settle();
};
const refuse = (code: ConstructorParameters<typeof AskError>[0]) => () => Promise.reject(new AskError(code, 'No'));
const failure = (reason: MicrophoneError['reason']) => () => Promise.reject(new MicrophoneError(reason));
/** A microphone that opens, or fails, when told to. */
function slowMicrophone(): PromiseWithResolvers<MediaStreamTrack> {
  const opening = Promise.withResolvers<MediaStreamTrack>();
  one.openTrack = () => opening.promise;
  return opening;
}

describe('calling', () => {
  it('rings nobody before the person has allowed the microphone', async () => {
    const opening = slowMicrophone();
    const calling = one.model.call();
    await settle();
    expect(one.phase).toBe('starting');
    expect(one.asked).toEqual([]);
    opening.resolve(new fake.FakeTrack());
    await calling;
    await settle();
    expect(one.asked).toEqual(['start', 'open_media']);
    expect(one.model.state.value).toEqual({ phase: 'calling', callId, others: [member(other, 'called')] });
    await changed(rings(me, [member(me), member(other, 'ringing')]));
    expect(one.model.state.value).toMatchObject({ others: [member(other, 'ringing')] });
  });

  it('rings at the tap itself where the microphone is allowed, before it is open', async () => {
    one.page.granted = true;
    const opening = slowMicrophone();
    const calling = one.model.call([third]);
    await settle();
    expect(one.asked).toEqual(['start', 'open_media']);
    expect(one.phase).toBe('calling');
    opening.resolve(new fake.FakeTrack());
    await calling;
    expect(one.sound.did).toContain('send');
  });

  it('ends what rings already when the microphone fails after all, and says why', async () => {
    one.page.granted = true;
    one.openTrack = failure('in_use');
    await one.model.call();
    await settle();
    expect(one.asked).toContain('hang_up');
    expect(one.model.problem.value).toBe('microphone_in_use');
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'not_started' });
  });

  it.each(['denied', 'missing', 'in_use', 'unsupported'] as const)(
    'rings nobody when the microphone is %s, and can try again',
    async (reason) => {
      const { openTrack } = one;
      one.openTrack = failure(reason);
      await one.model.call();
      expect(one.asked).toEqual([]);
      expect(one.model.problem.value).toBe(`microphone_${reason}`);
      expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'not_started' });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(one.phase).toBe('ended');
      one.openTrack = openTrack;
      await one.model.call();
      expect(one.phase).toBe('calling');
      expect(one.model.problem.value).toBeNull();
    },
  );

  it.each([
    ['offline', 'offline'],
    ['unavailable', 'unavailable'],
    ['full', 'full'],
    ['conflict', 'in_another_call'],
    ['internal', 'failed'],
  ] as const)('says why when the server answers %s', async (code, problem) => {
    one.connection.answers['calls.start'] = refuse(code);
    await one.model.call();
    expect(one.model.problem.value).toBe(problem);
    expect(one.phase).toBe('ended');
  });

  it('says at once that there is no network, opens no microphone for it, and forgets it once there is one', async () => {
    one.connection.goOffline();
    await one.model.call();
    expect(one.tracks).toEqual([]);
    expect(one.model.problem.value).toBe('offline');
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'not_started' });
    one.connection.goOnline();
    expect(one.phase).toBe('idle');
    expect(one.model.problem.value).toBeNull();
  });

  it('shows at once when the other is busy', async () => {
    one.connection.answers['calls.start'] = () => ({ ...over('busy'), startedBy: me });
    await one.model.call();
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'busy' });
  });

  it('hangs up a call that begins only after the caller gave up', async () => {
    const begin = Promise.withResolvers<Call>();
    one.connection.answers['calls.start'] = () => begin.promise;
    const calling = one.model.call();
    await settle();
    expect(one.phase).toBe('starting');
    await one.model.hangUp();
    expect(one.phase).toBe('idle');
    begin.resolve(rings(me));
    await calling;
    expect(one.asked).toContain('hang_up');
  });

  it('is one call when the other calls at the same moment', async () => {
    one.connection.answers['calls.start'] = () => talks();
    const calling = one.model.call();
    one.connection.notify('calls.changed', rings(other));
    await calling;
    await settle();
    one.sound.events.onPath('up');
    expect(one.phase).toBe('talking');
    expect(one.media).toHaveLength(1);
  });
});

describe('being called', () => {
  it('gets everything ready while it rings, with no microphone', async () => {
    await changed(rings(other));
    expect(one.model.state.value).toEqual({ phase: 'incoming', callId, from: other, others: [member(other)] });
    expect(one.sound.did).toEqual(['join']);
    expect(one.asked).toEqual(['open_media']);
    expect(one.tracks).toEqual([]);
    expect(one.page.controls).toBeNull();
  });

  it('on Answer plays, opens the microphone and talks', async () => {
    await changed(rings(other));
    one.sound.events.onPath('up');
    await one.model.answer();
    expect(one.sound.did).toEqual(['join', 'play', 'send', 'play']);
    expect(one.model.state.value).toEqual({ phase: 'talking', callId, others: [member(other)] });
    expect(one.asked).toEqual(['open_media', 'answer']);
  });

  it('is answered as well when the tap comes before the sound is loaded', async () => {
    one.connection.notify('calls.changed', rings(other));
    await one.model.answer();
    expect(one.sound.did).toEqual(expect.arrayContaining(['join', 'play', 'send']));
    one.sound.events.onPath('up');
    expect(one.phase).toBe('talking');
  });

  it('talks without a microphone, says why, and can try again', async () => {
    const { openTrack } = one;
    await changed(rings(other));
    one.openTrack = failure('denied');
    one.sound.events.onPath('up');
    await one.model.answer();
    expect(one.phase).toBe('talking');
    expect(one.model.problem.value).toBe('microphone_denied');
    one.openTrack = openTrack;
    await one.model.retryMicrophone();
    expect(one.model.problem.value).toBeNull();
  });

  it('stops when another device of mine has answered, and the running call stays in reach', async () => {
    await changed(rings(other));
    await changed(talks());
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'answered_elsewhere' });
    expect(one.sound.did.at(-1)).toBe('close');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(one.phase).toBe('running');
  });

  it('is taken over muted where my other device was', async () => {
    await changed(rings(other));
    const muted = talks([member(other), member(me, 'talking', { muted: true })]);
    await changed(muted);
    one.connection.answers['calls.answer'] = () => muted;
    await one.model.answer();
    expect(one.model.muted.value).toBe(true);
    expect(one.tracks.at(-1)?.enabled).toBe(false);
  });

  it('is taken over from my other device at once, and offered no more once it is over', async () => {
    await changed(rings(other));
    await changed(talks());
    await one.model.answer();
    one.media.at(-1)?.events.onPath('up');
    expect(one.phase).toBe('talking');
    one.connection.notify('calls.moved', { callId, deviceId: one.connection.deviceId });
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'moved' });
    await changed(over('hung_up', 5000));
    expect(one.phase).toBe('idle');
  });

  it.each(['no_answer', 'hung_up', 'failed'] as const)('is a missed call here when it ends as %s', async (end) => {
    await changed(rings(other));
    await changed(over(end));
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'missed' });
  });

  it('says only that it is over when another device of mine has declined', async () => {
    await changed(rings(other));
    await changed(over('declined'));
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'over' });
  });

  it('is declined without a word on the page', async () => {
    await changed(rings(other));
    await one.model.decline();
    expect(one.phase).toBe('idle');
    expect(one.asked).toContain('decline');
    expect(one.sound.did.at(-1)).toBe('close');
  });

  it('stays declined by what the server said before it heard of it, and rings when rung once more', async () => {
    const called = [member(other), member(me, 'called'), member(third, 'called')];
    await changed(rings(other, called));
    await one.model.decline();
    await changed(rings(other, called));
    expect(one.phase).toBe('idle');
    await changed(rings(other, [member(other), member(me, 'declined'), member(third, 'called')]));
    expect(one.phase).toBe('idle');
    await changed(rings(other, called));
    expect(one.phase).toBe('incoming');
  });

  it('tells again that it was declined where the server has not heard of it', async () => {
    await changed(rings(other));
    one.connection.goOffline();
    await one.model.decline();
    one.connection.answers['calls.current'] = () => ({ call: rings(other), here: false, captions: [] });
    one.connection.goOnline();
    await settle();
    expect(one.asked).toEqual(['open_media', 'decline']);
    expect(one.phase).toBe('idle');
  });

  it('does not ring for my own call from another device, for others, nor for another line', async () => {
    await changed(rings(me));
    await changed(rings(other, [member(other), member(third, 'called')]));
    await changed({ ...rings(other), lineId: 'line-0002' as LineId });
    expect(one.phase).toBe('idle');
    expect(one.media).toEqual([]);
  });

  it('says that it is over when it ended at the moment of the tap', async () => {
    await changed(rings(other));
    one.connection.answers['calls.answer'] = refuse('call_over');
    await one.model.answer();
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'over' });
  });

  it('goes on ringing, with the microphone closed, when this person is in another call', async () => {
    await changed(rings(other));
    const { answers } = one.connection;
    const { 'calls.answer': answer } = answers;
    one.connection.answers = { ...answers, 'calls.answer': refuse('conflict') };
    await one.model.answer();
    await settle();
    expect(one.phase).toBe('incoming');
    expect(one.model.problem.value).toBe('in_another_call');
    expect(one.tracks.filter(({ readyState }) => readyState === 'live')).toEqual([]);
    expect(one.page.controls).toBeNull();
    one.connection.answers = { ...answers, ...(answer ? { 'calls.answer': answer } : {}) };
    one.sound.events.onPath('up');
    await one.model.answer();
    expect(one.phase).toBe('talking');
    expect(one.tracks.filter(({ readyState }) => readyState === 'live')).toHaveLength(1);
  });
});

describe('a page that has just opened', () => {
  const current = async (call: Call, here: boolean) => {
    one.connection.answers['calls.current'] = () => ({ call, here, captions: [] });
    one.connection.goOffline();
    one.connection.goOnline();
    await settle();
  };

  it('comes back into the call of this device, muted as it was', async () => {
    await current(talks([member(other), member(me, 'reconnecting', { muted: true })]), true);
    expect(one.phase).toBe('reconnecting');
    expect(one.sound.did).toEqual(['send', 'join', 'play']);
    expect(one.model.muted.value).toBe(true);
    expect(one.tracks[0]?.enabled).toBe(false);
    one.sound.events.onPath('up');
    await changed(talks([member(other), member(me, 'talking', { muted: true })]));
    expect(one.phase).toBe('talking');
  });

  it('tells the server again of a call that was hung up without a connection, and opens nothing', async () => {
    const call = talks();
    await changed(rings(other));
    await one.model.answer();
    await changed(call);
    one.connection.answers['calls.hang_up'] = refuse('offline');
    await one.model.hangUp();
    const tracks = one.tracks.length;
    const told: unknown[] = [];
    one.connection.answers['calls.hang_up'] = (payload) => {
      told.push(payload);
      return null;
    };
    await current(call, true);
    expect(told).toEqual([{ lineId: call.lineId, callId: call.id }]);
    expect(one.tracks).toHaveLength(tracks);
    expect(one.phase).toBe('ended');
  });

  it('comes back as a listener without a microphone', async () => {
    await current(talks([member(other), member(me, 'reconnecting', { listening: true })]), true);
    expect(one.sound.did).toEqual(['join listening', 'play']);
    expect(one.tracks).toEqual([]);
    expect(one.model.listening.value).toBe(true);
  });

  it('rings for a call that rings already, and shows one that I took elsewhere as running', async () => {
    await current(talks(), false);
    expect(one.phase).toBe('running');
    await current(rings(other), false);
    expect(one.phase).toBe('incoming');
  });

  it('says so when no sound gets through for 15 s', async () => {
    await changed(rings(other));
    await one.model.answer();
    expect(one.phase).toBe('connecting');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(one.model.problem.value).toBe('no_path');
    one.sound.events.onPath('up');
    expect(one.model.problem.value).toBeNull();
  });
});
