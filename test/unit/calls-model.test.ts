import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call, CallId, CallLeg, LineId, MemberId, Track } from '#protocol';
import { MicrophoneError, type CallMedia, type CallMediaEvents, type CallWire } from '../../client/calls/call-media.ts';
import { createCallModel, type CallModel } from '../../client/calls/model.ts';
import { AskError } from '../../client/connection.ts';
import { FakeConnection } from '../support/fake-connection.ts';

const lineId = 'line-0001' as LineId;
const callId = 'call-0001' as CallId;
const me = 'member-me' as MemberId;
const other = 'member-other' as MemberId;

/** Sound without sound: it remembers what it was told, and fails when told to. */
class FakeMedia implements CallMedia {
  did: string[] = [];
  microphone: MicrophoneError | null = null;
  joins: (() => Promise<void>) | null = null;
  readonly events: CallMediaEvents;

  constructor(events: CallMediaEvents) {
    this.events = events;
  }
  async join(wire: CallWire): Promise<void> {
    this.did.push('join');
    await this.joins?.();
    await wire.openMedia();
  }
  openMicrophone(): Promise<void> {
    this.did.push('microphone');
    return this.microphone === null ? Promise.resolve() : Promise.reject(this.microphone);
  }
  setMuted(muted: boolean): void {
    this.did.push(muted ? 'muted' : 'unmuted');
  }
  addTrack(track: Track): Promise<void> {
    this.did.push(`track ${track.consumerId}`);
    return Promise.resolve();
  }
  removeTrack(consumerId: string): void {
    this.did.push(`no track ${consumerId}`);
  }
  play(): Promise<void> {
    this.did.push('play');
    return Promise.resolve();
  }
  levels = () => ({ me: 0.25, other: 0.75 });
  close(): void {
    this.did.push('close');
  }
}

const leg = (memberId: MemberId, state: CallLeg['state'] = 'talking', muted = false): CallLeg => ({
  memberId,
  state,
  muted,
});
const fields = { id: callId, lineId, startedAt: 1_000_000 };
const rings = (startedBy: MemberId, legs: CallLeg[] = [leg(startedBy)]): Call => ({
  ...fields,
  startedBy,
  phase: 'ringing',
  legs,
});
const talks = (legs: CallLeg[] = [leg(other), leg(me)], startedBy = other): Call => ({
  ...fields,
  startedBy,
  phase: 'talking',
  legs,
  answeredAt: 1_000_000,
});
const over = (end: 'hung_up' | 'declined' | 'no_answer' | 'busy' | 'failed', talkMs = 0): Call => ({
  ...fields,
  startedBy: other,
  phase: 'ended',
  end,
  talkMs,
});
const engine = {
  rtpCapabilities: {},
  send: { id: 'send', iceParameters: {}, iceCandidates: [], dtlsParameters: {} },
  receive: { id: 'receive', iceParameters: {}, iceCandidates: [], dtlsParameters: {} },
};

let connection: FakeConnection;
let media: FakeMedia[];
let asked: string[];
let model: CallModel;
let beforeMedia: ((one: FakeMedia) => void) | null;

beforeEach(() => {
  vi.useFakeTimers();
  connection = new FakeConnection();
  media = [];
  asked = [];
  beforeMedia = null;
  const note = <T>(name: string, value: T) => {
    asked.push(name);
    return value;
  };
  connection.answers = {
    'calls.current': () => null,
    'calls.start': () => note('start', rings(me)),
    'calls.answer': () => note('answer', talks()),
    'calls.decline': () => note('decline', null),
    'calls.hang_up': () => note('hang_up', null),
    'calls.set_muted': ({ muted }) => note(muted ? 'mute' : 'unmute', null),
    'calls.open_media': () => note('open_media', engine),
  };
  connection.goOnline();
  model = createCallModel({
    connection,
    lineId,
    me,
    openMedia: (events) => {
      const one = new FakeMedia(events);
      beforeMedia?.(one);
      media.push(one);
      return Promise.resolve(one);
    },
  });
});
afterEach(() => {
  model.close();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const changed = async (call: Call) => {
  connection.notify('calls.changed', call);
  await settle();
};
const phase = () => model.state.value.phase;
const first = (): FakeMedia => {
  const [one] = media;
  if (one === undefined) throw new Error('No sound was opened');
  return one;
};

describe('calling', () => {
  it('asks for the microphone before anybody is rung', async () => {
    await model.call();
    expect(first().did.slice(0, 2)).toEqual(['unmuted', 'microphone']);
    expect(asked).toEqual(['start', 'open_media']);
    expect(model.state.value).toEqual({ phase: 'calling', callId, ringing: [] });
    await changed(rings(me, [leg(me), leg(other, 'invited')]));
    expect(model.state.value).toMatchObject({ ringing: [other] });
  });

  it.each(['denied', 'missing', 'in_use'] as const)(
    'rings nobody when the microphone is %s, and can try again',
    async (reason) => {
      beforeMedia = (one) => (one.microphone = new MicrophoneError(reason));
      await model.call();
      expect(asked).toEqual([]);
      expect(model.problem.value).toBe(`microphone_${reason}`);
      expect(model.state.value).toMatchObject({ phase: 'ended', reason: 'not_started' });
      expect(first().did).toContain('close');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(phase()).toBe('ended');
      beforeMedia = null;
      await model.call();
      expect(phase()).toBe('calling');
      expect(model.problem.value).toBeNull();
    },
  );

  it.each([
    ['offline', 'offline'],
    ['unavailable', 'unavailable'],
    ['conflict', 'in_another_call'],
    ['internal', 'failed'],
  ] as const)('says why when the server answers %s', async (code, problem) => {
    connection.answers['calls.start'] = () => Promise.reject(new AskError(code, 'No'));
    await model.call();
    expect(model.problem.value).toBe(problem);
    expect(phase()).toBe('ended');
  });

  it('says at once that there is no network, opens no microphone for it, and forgets it once there is one', async () => {
    connection.goOffline();
    await model.call();
    expect(media).toEqual([]);
    expect(model.problem.value).toBe('offline');
    expect(model.state.value).toMatchObject({ phase: 'ended', reason: 'not_started' });
    connection.goOnline();
    expect(phase()).toBe('idle');
    expect(model.problem.value).toBeNull();
  });

  it('shows at once when the other is busy', async () => {
    connection.answers['calls.start'] = () => ({ ...over('busy'), startedBy: me });
    await model.call();
    expect(model.state.value).toMatchObject({ phase: 'ended', reason: 'busy' });
  });

  it('hangs up a call that begins only after the caller gave up', async () => {
    let begin: (call: Call) => void = () => undefined;
    connection.answers['calls.start'] = () => new Promise<Call>((resolve) => (begin = resolve));
    const calling = model.call();
    await settle();
    expect(phase()).toBe('starting');
    await model.hangUp();
    expect(phase()).toBe('idle');
    begin(rings(me));
    await calling;
    expect(asked).toContain('hang_up');
    expect(first().did).toContain('close');
  });

  it('is one call when the other calls at the same moment', async () => {
    connection.answers['calls.start'] = () => talks();
    const calling = model.call();
    connection.notify('calls.changed', rings(other));
    await calling;
    await settle();
    first().events.onPath(true);
    expect(phase()).toBe('talking');
    expect(media).toHaveLength(1);
  });
});

describe('being called', () => {
  it('gets everything ready while it rings, with no microphone', async () => {
    await changed(rings(other));
    expect(model.state.value).toEqual({ phase: 'incoming', callId, from: other });
    expect(first().did).toEqual(['unmuted', 'join']);
    expect(asked).toEqual(['open_media']);
  });

  it('on Answer plays, opens the microphone and talks', async () => {
    await changed(rings(other));
    first().events.onPath(true);
    await model.answer();
    expect(first().did).toEqual(['unmuted', 'join', 'play', 'microphone']);
    expect(model.state.value).toEqual({ phase: 'talking', callId, others: [other], othersAway: false });
    expect(asked).toEqual(['open_media', 'answer']);
  });

  it('is answered as well when the tap comes before the sound is loaded', async () => {
    connection.notify('calls.changed', rings(other));
    await model.answer();
    expect(first().did).toEqual(expect.arrayContaining(['join', 'play', 'microphone']));
    first().events.onPath(true);
    expect(phase()).toBe('talking');
  });

  it('talks without a microphone, says why, and can try again', async () => {
    await changed(rings(other));
    first().microphone = new MicrophoneError('denied');
    first().events.onPath(true);
    await model.answer();
    expect(phase()).toBe('talking');
    expect(model.problem.value).toBe('microphone_denied');
    first().microphone = null;
    await model.retryMicrophone();
    expect(model.problem.value).toBeNull();
  });

  it('stops when another device of mine has answered', async () => {
    await changed(rings(other));
    await changed(talks());
    expect(model.state.value).toMatchObject({ phase: 'ended', reason: 'answered_elsewhere' });
    expect(first().did.at(-1)).toBe('close');
  });

  it.each(['no_answer', 'hung_up', 'failed'] as const)('is a missed call here when it ends as %s', async (end) => {
    await changed(rings(other));
    await changed(over(end));
    expect(model.state.value).toMatchObject({ phase: 'ended', reason: 'missed' });
  });

  it('says only that it is over when another device of mine has declined', async () => {
    await changed(rings(other));
    await changed(over('declined'));
    expect(model.state.value).toMatchObject({ phase: 'ended', reason: 'over' });
  });

  it('is declined without a word on the page', async () => {
    await changed(rings(other));
    await model.decline();
    expect(phase()).toBe('idle');
    expect(asked).toContain('decline');
    expect(first().did.at(-1)).toBe('close');
  });

  it('stays declined while others are still rung', async () => {
    await changed(rings(other));
    await model.decline();
    await changed(rings(other, [leg(other), leg('member-third' as MemberId, 'invited')]));
    expect(phase()).toBe('idle');
    await changed(over('no_answer'));
    expect(phase()).toBe('idle');
  });

  it('does not ring for my own call from another device, nor for another line', async () => {
    await changed(rings(me));
    await changed({ ...rings(other), lineId: 'line-0002' as LineId });
    expect(phase()).toBe('idle');
    expect(media).toEqual([]);
  });

  it('says that it is over when it ended at the moment of the tap', async () => {
    await changed(rings(other));
    connection.answers['calls.answer'] = () => Promise.reject(new AskError('call_over', 'Over'));
    await model.answer();
    expect(model.state.value).toMatchObject({ phase: 'ended', reason: 'over' });
  });

  it('goes on ringing when this person is in another call', async () => {
    await changed(rings(other));
    connection.answers['calls.answer'] = () => Promise.reject(new AskError('conflict', 'Elsewhere'));
    await model.answer();
    expect(phase()).toBe('incoming');
    expect(model.problem.value).toBe('in_another_call');
  });
});

describe('talking', () => {
  beforeEach(async () => {
    await changed(rings(other));
    first().events.onPath(true);
    await model.answer();
    await settle();
    first().did = [];
    asked = [];
  });

  it('counts the seconds by the server and shows how loud both are', async () => {
    connection.passTime(42_900);
    await vi.advanceTimersByTimeAsync(100);
    expect(model.seconds.value).toBe(42);
    expect(model.levels.value).toEqual({ me: 0.25, other: 0.75 });
  });

  it('mutes here at once and tells the others', async () => {
    model.toggleMuted();
    expect(model.muted.value).toBe(true);
    expect(first().did).toEqual(['muted']);
    model.toggleMuted();
    await settle();
    expect(asked).toEqual(['mute', 'unmute']);
  });

  it('hangs up at once, and the words go by themselves', async () => {
    connection.passTime(5000);
    await model.hangUp();
    expect(model.state.value).toEqual({ phase: 'ended', reason: 'hung_up', byMe: true, talkMs: 5000 });
    expect(first().did).toEqual(['close']);
    expect(asked).toEqual(['hang_up']);
    await vi.advanceTimersByTimeAsync(6000);
    expect(phase()).toBe('idle');
  });

  it('tells the other before it closes the sound, which would look like a lost connection', async () => {
    let closedBefore: boolean | null = null;
    connection.answers['calls.hang_up'] = () => {
      closedBefore = first().did.includes('close');
      return null;
    };
    await model.hangUp();
    expect(closedBefore).toBe(false);
  });

  it('ends with the length when the other hangs up', async () => {
    await changed(over('hung_up', 47_000));
    expect(model.state.value).toEqual({ phase: 'ended', reason: 'hung_up', byMe: false, talkMs: 47_000 });
  });

  it('says when the connection of the other is gone', async () => {
    await changed(talks([leg(other, 'reconnecting'), leg(me)]));
    expect(model.state.value).toMatchObject({ phase: 'talking', othersAway: true });
  });

  it('connects anew when its path is gone for longer than a moment', async () => {
    first().events.onPath(false);
    expect(phase()).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1500);
    expect(first().did).toEqual(['join']);
    first().events.onPath(true);
    expect(phase()).toBe('talking');
  });

  it('connects anew at once when the server has lost it', async () => {
    await changed(talks([leg(other), leg(me, 'reconnecting')]));
    expect(phase()).toBe('reconnecting');
    expect(first().did).toEqual(['join']);
    await changed(talks());
    expect(phase()).toBe('talking');
  });

  it('tries again as long as the server has no media, and says so', async () => {
    first().joins = () => Promise.reject(new AskError('unavailable', 'No'));
    first().events.onPath(false);
    await vi.advanceTimersByTimeAsync(1500 + 5000);
    expect(first().did.length).toBeGreaterThan(2);
    expect(model.problem.value).toBe('unavailable');
    first().joins = null;
    await vi.advanceTimersByTimeAsync(5000);
    first().events.onPath(true);
    expect(model.problem.value).toBeNull();
    expect(phase()).toBe('talking');
  });

  it('goes on when only the socket was gone', async () => {
    connection.answers['calls.current'] = () => ({ call: talks(), here: true });
    connection.goOffline();
    connection.goOnline();
    await settle();
    expect(phase()).toBe('talking');
    expect(first().did).toEqual([]);
  });

  it('learns after an absence that the call is over', async () => {
    connection.goOffline();
    connection.goOnline();
    await settle();
    expect(model.state.value).toMatchObject({ phase: 'ended', reason: 'over' });
  });

  it('takes the microphone back when the system took it', async () => {
    first().microphone = new MicrophoneError('in_use');
    first().events.onMicrophoneLost();
    expect(model.problem.value).toBe('microphone_lost');
    await settle();
    expect(model.problem.value).toBe('microphone_in_use');
  });

  it('offers a tap where the browser wants one before it plays', async () => {
    first().events.onSoundBlocked(true);
    expect(model.soundBlocked.value).toBe(true);
    await model.hear();
    expect(first().did).toEqual(['play']);
  });

  it('takes tracks of this call only', async () => {
    const track = { consumerId: 'one', producerId: 'p', memberId: other, rtpParameters: {} };
    connection.notify('calls.track_added', { callId, deviceId: connection.deviceId, track });
    connection.notify('calls.track_removed', { callId, deviceId: connection.deviceId, consumerId: 'one' });
    const another = 'call-0002' as CallId;
    connection.notify('calls.track_added', { callId: another, deviceId: connection.deviceId, track });
    expect(first().did).toEqual(['track one', 'no track one']);
  });
});

describe('a page that has just opened', () => {
  it('comes back into the call of this device, muted as it was', async () => {
    connection.goOffline();
    connection.answers['calls.current'] = () => ({
      call: talks([leg(other), leg(me, 'reconnecting', true)]),
      here: true,
    });
    connection.goOnline();
    await settle();
    expect(phase()).toBe('reconnecting');
    expect(first().did).toEqual(['muted', 'join', 'play', 'microphone']);
    expect(model.muted.value).toBe(true);
    first().events.onPath(true);
    await changed(talks([leg(other), leg(me, 'talking', true)]));
    expect(phase()).toBe('talking');
  });

  it('rings for a call that rings already, and not for one that I took elsewhere', async () => {
    connection.answers['calls.current'] = () => ({ call: talks(), here: false });
    connection.goOnline();
    await settle();
    expect(phase()).toBe('idle');
    connection.answers['calls.current'] = () => ({ call: rings(other), here: false });
    connection.goOnline();
    await settle();
    expect(phase()).toBe('incoming');
  });

  it('says so when no sound gets through for 15 s', async () => {
    await changed(rings(other));
    await model.answer();
    expect(phase()).toBe('connecting');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(model.problem.value).toBe('no_path');
    first().events.onPath(true);
    expect(model.problem.value).toBeNull();
  });
});
