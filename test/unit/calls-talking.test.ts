import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call, CallId } from '#protocol';
import { AskError } from '../../client/connection.ts';
import { MicrophoneError } from '../../client/microphone-error.ts';
import * as fake from '../support/fake-call.ts';

const { callId, lineId, me, member, other, over, rings, talks, third } = fake;
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

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const changed = async (call: Call) => {
  one.connection.notify('calls.changed', call);
  await pass(0);
};
const away = talks([member(other), member(me, 'reconnecting')]);

async function talk(): Promise<void> {
  await changed(rings(other));
  one.sound.events.onPath('up');
  await one.model.answer();
  await pass(0);
  one.sound.did = [];
  one.asked = [];
}

describe('talking', () => {
  beforeEach(talk);

  it('counts the seconds by the server and shows how loud everybody is', async () => {
    one.connection.passTime(42_900);
    await pass(100);
    expect(one.model.seconds.value).toBe(42);
    expect(one.model.levels.value).toEqual({ me: 0.25, others: new Map([[other, 0.75]]) });
  });

  it('says of whom nothing arrives, but not of who is muted, and not while its own way is lost', async () => {
    const muted = talks([member(other, 'talking', { muted: true }), member(me)]);
    one.sound.heard = [];
    await pass(2900);
    expect(one.model.unheard.value).toEqual([]);
    await pass(300);
    expect(one.model.unheard.value).toEqual([other]);
    await changed(muted);
    await pass(100);
    expect(one.model.unheard.value).toEqual([]);
    await changed(talks());
    await pass(4000);
    expect(one.model.unheard.value).toEqual([other]);
    one.sound.events.onPath('lost');
    await pass(4000);
    expect(one.phase).toBe('reconnecting');
    expect(one.model.unheard.value).toEqual([]);
    one.sound.events.onPath('up');
    one.sound.heard = [other];
    await pass(4000);
    expect(one.model.unheard.value).toEqual([]);
  });

  it('judges nobody while the browser plays nothing before a tap', async () => {
    one.sound.events.onSoundBlocked(true);
    one.sound.heard = [];
    await pass(10_000);
    expect(one.model.unheard.value).toEqual([]);
  });

  it('mutes here at once and tells the others and the system', async () => {
    one.model.toggleMuted();
    expect(one.model.muted.value).toBe(true);
    expect(one.tracks[0]?.enabled).toBe(false);
    expect(one.page.shownMuted).toBe(true);
    one.page.controls?.toggleMuted();
    await pass(0);
    expect(one.tracks[0]?.enabled).toBe(true);
    expect(one.asked).toEqual(['mute', 'unmute']);
  });

  it('hangs up at once, and the words go by themselves', async () => {
    one.connection.passTime(5000);
    await one.model.hangUp();
    await changed(over('hung_up', 5000));
    expect(one.model.state.value).toEqual({ phase: 'ended', reason: 'hung_up', byMe: true, talkMs: 5000 });
    expect(one.sound.did).toEqual(['close']);
    expect(one.asked).toEqual(['hang_up']);
    await pass(6000);
    expect(one.phase).toBe('idle');
  });

  it('hangs up from the lock screen', async () => {
    one.page.controls?.hangUp();
    await pass(0);
    expect(one.asked).toEqual(['hang_up']);
  });

  it('tells the other before it closes the sound, which would look like a lost connection', async () => {
    let closedBefore: boolean | null = null;
    one.connection.answers['calls.hang_up'] = () => {
      closedBefore = one.sound.did.includes('close');
      return null;
    };
    await one.model.hangUp();
    expect(closedBefore).toBe(false);
  });

  it('ends with the length when the other hangs up', async () => {
    await changed(over('hung_up', 47_000));
    expect(one.model.state.value).toEqual({ phase: 'ended', reason: 'hung_up', byMe: false, talkMs: 47_000 });
  });

  it('says when the connection of the other is gone', async () => {
    await changed(talks([member(other, 'reconnecting'), member(me)]));
    expect(one.model.state.value).toMatchObject({ phase: 'talking', others: [{ state: 'reconnecting' }] });
  });

  it('shows how well the others are heard here', async () => {
    await changed(talks([member(other), member(me, 'talking', { quality: 'fair' })]));
    expect(one.model.quality.value).toBe('fair');
  });

  it('says every few seconds how the others are heard', async () => {
    one.connection.answers['calls.report'] = ({ rttMs, heard }) => {
      one.asked.push(`report ${rttMs} ${heard.length}`);
      return null;
    };
    await pass(11_000);
    expect(one.asked).toEqual(['report 0 0', 'report 0 0']);
  });

  it('takes the microphone back when the system took it', async () => {
    one.openTrack = () => Promise.reject(new MicrophoneError('in_use'));
    one.tracks[0]?.end();
    expect(one.model.problem.value).toBe('microphone_lost');
    await pass(0);
    expect(one.model.problem.value).toBe('microphone_in_use');
  });

  it('offers a tap where the browser wants one before it plays, and plays when the page is looked at again', async () => {
    one.sound.events.onSoundBlocked(true);
    expect(one.model.soundBlocked.value).toBe(true);
    await one.model.hear();
    one.page.happen('visible');
    expect(one.sound.did).toEqual(['play', 'play']);
  });

  it('takes tracks of this call only', async () => {
    const track = { consumerId: 'one', producerId: 'p', memberId: other, rtpParameters: {} };
    const { deviceId } = one.connection;
    one.connection.notify('calls.track_added', { callId, deviceId, track });
    one.connection.notify('calls.track_removed', { callId, deviceId, consumerId: 'one' });
    one.connection.notify('calls.track_added', { callId: 'call-0002' as CallId, deviceId, track });
    expect(one.sound.did).toEqual(['track one', 'no track one']);
  });

  it('lets the sound come out where it was chosen to, also after a headset was unplugged and in the next call', async () => {
    one.page.devices = [
      { id: 'default', label: 'Loudspeaker' },
      { id: 'head', label: 'Headset' },
    ];
    one.page.happen('devices');
    await pass(0);
    await one.model.chooseOutput('head');
    expect(one.sound.output).toBe('head');
    expect(one.model.outputs.value).toMatchObject({ chosen: 'head', all: [{}, {}] });
    await one.model.hangUp();
    await changed(over('hung_up'));
    await one.model.call();
    await pass(0);
    expect(one.media[1]?.output).toBe('head');
    one.page.devices = one.page.devices.slice(0, 1);
    one.page.happen('devices');
    await pass(0);
    expect(one.model.outputs.value.chosen).toBe('');
  });
});

describe('a call whose way is lost', () => {
  beforeEach(talk);
  const comesBack = async (call: Call, here = true) => {
    one.connection.answers['calls.current'] = () => ({ call, here, captions: [] });
    one.connection.goOffline();
    one.connection.goOnline();
    await pass(0);
  };

  it('looks for a new way, and for the server, after a moment', async () => {
    one.sound.events.onPath('lost');
    expect(one.phase).toBe('reconnecting');
    expect(one.connection.proved).toBe(1);
    await pass(500);
    expect(one.sound.did).toEqual(['restart']);
    one.sound.events.onPath('up');
    expect(one.phase).toBe('talking');
  });

  it('is joined anew at once when the media worker died', async () => {
    one.sound.restarts = () => Promise.reject(new AskError('conflict', 'No open media'));
    await changed(away);
    expect(one.phase).toBe('reconnecting');
    expect(one.sound.did).toEqual(['restart', 'join']);
    one.sound.events.onPath('connecting');
    one.sound.events.onPath('up');
    await changed(talks());
    expect(one.phase).toBe('talking');
    await pass(60_000);
    expect(one.sound.did).toHaveLength(2);
  });

  it('tries again as long as the server has no media, and says so', async () => {
    one.sound.joins = () => Promise.reject(new AskError('unavailable', 'No'));
    one.sound.restarts = () => Promise.reject(new AskError('conflict', 'No open media'));
    await changed(away);
    await pass(5000);
    expect(one.sound.did.length).toBeGreaterThan(4);
    expect(one.model.problem.value).toBe('unavailable');
    one.sound.joins = null;
    await pass(3000);
    one.sound.events.onPath('up');
    await changed(talks());
    expect(one.model.problem.value).toBeNull();
    expect(one.phase).toBe('talking');
  });

  it('goes on when only the socket was gone', async () => {
    await comesBack(talks());
    expect(one.phase).toBe('talking');
    expect(one.sound.did).toEqual([]);
  });

  it('tells the server of a mute that it could not hear of', async () => {
    one.connection.goOffline();
    one.model.toggleMuted();
    one.asked = [];
    await comesBack(talks());
    expect(one.asked).toEqual(['mute']);
    await comesBack(talks([member(other), member(me, 'talking', { muted: true })]));
    expect(one.asked).toEqual(['mute']);
  });

  it('is joined anew at once when the server was started anew', async () => {
    one.sound.restarts = () => Promise.reject(new AskError('conflict', 'No open media'));
    await comesBack(away);
    expect(one.sound.did).toEqual(['restart', 'join']);
    expect(one.media).toHaveLength(1);
    expect(one.tracks).toHaveLength(1);
  });

  it('learns after an absence that the call is over, or goes on on another device', async () => {
    one.connection.goOffline();
    one.connection.goOnline();
    await pass(0);
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'over' });
    await talkAgain();
    await comesBack(talks(), false);
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'moved' });
  });
  async function talkAgain(): Promise<void> {
    await changed(rings(other));
    await one.model.answer();
  }

  it('is looked for at once in another network', async () => {
    one.page.happen('network');
    await pass(0);
    expect(one.sound.did).toEqual(['restart']);
  });

  it('is given up by itself where even the server cannot be reached', async () => {
    one.sound.restarts = () => Promise.reject(new AskError('offline', 'No connection'));
    one.connection.goOffline();
    one.sound.events.onPath('lost');
    one.sound.events.onPath('failed');
    await pass(60_000);
    expect(one.phase).toBe('reconnecting');
    expect(one.sound.did).not.toContain('join');
    await pass(15_000);
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'failed' });
  });

  it('ends as lost when the server has given this device up', async () => {
    await changed(talks([member(other), member(third), member(me, 'left')]));
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'failed' });
  });
});

describe('a group call', () => {
  it('that runs without me is in reach, and I join it', async () => {
    await changed(talks([member(other), member(third)]));
    expect(one.model.state.value).toEqual({ phase: 'running', callId, others: [member(other), member(third)] });
    expect(one.media).toEqual([]);
    await one.model.answer();
    expect(one.sound.did).toEqual(expect.arrayContaining(['join', 'send', 'play']));
    expect(one.asked).toEqual(['answer', 'open_media']);
    one.sound.events.onPath('up');
    expect(one.phase).toBe('talking');
  });

  it('is only listened to where I want that: no microphone is asked for', async () => {
    await changed(talks([member(other), member(third)]));
    await one.model.answer({ listening: true });
    expect(one.sound.did).toEqual(['join listening', 'play']);
    expect(one.tracks).toEqual([]);
    expect(one.model.listening.value).toBe(true);
    one.model.toggleMuted();
    expect(one.model.muted.value).toBe(false);
    await one.model.hangUp();
    expect(one.model.listening.value).toBe(false);
  });

  it.each([
    ['full', 'full'],
    ['too_many', 'full'],
    ['forbidden', 'not_allowed'],
  ] as const)('that refuses me with %s says why and stays in reach', async (code, problem) => {
    await changed(talks([member(other), member(third)]));
    one.connection.answers['calls.answer'] = () => Promise.reject(new AskError(code, 'No'));
    await one.model.answer();
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'not_started' });
    expect(one.model.problem.value).toBe(problem);
    one.model.dismiss();
    expect(one.phase).toBe('running');
  });

  it('goes on without me after I hung up, and I may come back', async () => {
    await talk();
    await one.model.hangUp();
    await changed(talks([member(other), member(third), member(me, 'left')]));
    expect(one.phase).toBe('ended');
    await pass(30_000);
    expect(one.phase).toBe('running');
    await changed(over('hung_up', 1000));
    expect(one.phase).toBe('idle');
  });

  it('goes on after I declined it, or it rang out here', async () => {
    await changed(talks([member(other), member(third), member(me, 'called')]));
    expect(one.phase).toBe('incoming');
    await changed(talks([member(other), member(third), member(me, 'missed')]));
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'missed' });
    await pass(30_000);
    expect(one.phase).toBe('running');
    await changed(talks([member(other), member(third), member(me, 'called')]));
    await one.model.decline();
    expect(one.phase).toBe('running');
  });

  it('takes in one more, and says why where that cannot be', async () => {
    await talk();
    expect(await one.model.ring(third)).toBeNull();
    expect(one.asked).toEqual([`ring ${third}`]);
    one.connection.answers['calls.ring'] = () => Promise.reject(new AskError('full', 'No'));
    expect(await one.model.ring(third)).toBe('full');
  });

  it('goes on on another device of mine, and is in reach here', async () => {
    await talk();
    one.connection.notify('calls.moved', { callId, deviceId: one.connection.deviceId });
    expect(one.model.state.value).toMatchObject({ phase: 'ended', reason: 'moved' });
    expect(one.sound.did.at(-1)).toBe('close');
    one.model.dismiss();
    expect(one.phase).toBe('running');
  });

  it('is written down for all to read, the latest lines at the end, a guess replaced by what was said', async () => {
    await talk();
    expect(await one.model.setCaptions(true)).toBeNull();
    await changed(talks(undefined, { captions: true }));
    const say = (id: number, text: string, final: boolean) =>
      one.connection.notify('calls.caption', { lineId, callId, caption: { id, memberId: other, at: id, text, final } });
    say(1, 'blue', false);
    say(2, 'yes', true);
    say(1, 'Blue door', true);
    expect(one.model.captions.value).toMatchObject({ on: true, lines: [{ text: 'Blue door' }, { text: 'yes' }] });
    for (let id = 3; id < 50; id += 1) say(id, `line ${id}`, true);
    expect(one.model.captions.value.lines).toHaveLength(30);
    expect(one.model.captions.value.lines.at(-1)?.text).toBe('line 49');
    await changed(over('hung_up'));
    expect(one.model.captions.value.on).toBe(false);
  });
});
