import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMicrophoneTest } from '../../client/calls/microphone-test.ts';
import { keepMicrophone, type OwnMicrophone } from '../../client/calls/own-microphone.ts';
import { MicrophoneError, type MicrophoneFailure } from '../../client/microphone-error.ts';
import { FakePage, FakeTrack } from '../support/fake-call.ts';

let tracks: FakeTrack[];
/** Why the next openings fail. */
let failures: MicrophoneFailure[];
let opened: number;
const openTrack = (): Promise<MediaStreamTrack> => {
  opened += 1;
  const failure = failures.shift();
  if (failure !== undefined) return Promise.reject(new MicrophoneError(failure));
  const track = new FakeTrack();
  tracks.push(track);
  return Promise.resolve(track);
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const last = (): FakeTrack => {
  const track = tracks.at(-1);
  if (track === undefined) throw new Error('No microphone was opened');
  return track;
};
const live = () => tracks.filter(({ readyState }) => readyState === 'live').length;

beforeEach(() => {
  vi.useFakeTimers();
  tracks = [];
  failures = [];
  opened = 0;
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('the microphone in a call', () => {
  let page: FakePage;
  let used: MediaStreamTrack[];
  let told: (string | null)[];
  let microphone: OwnMicrophone;

  beforeEach(() => {
    page = new FakePage();
    used = [];
    told = [];
    microphone = keepMicrophone({
      openTrack,
      page,
      use: (track) => used.push(track),
      tell: (problem) => told.push(problem),
    });
  });
  afterEach(() => {
    microphone.close();
    expect(live()).toBe(0);
    expect(page.listeners).toBe(0);
  });

  it('is taken again at once when it was unplugged', async () => {
    await microphone.open();
    last().end();
    await pass(0);
    expect(used).toHaveLength(2);
    expect(told).toEqual([null, 'microphone_lost', null]);
    expect(live()).toBe(1);
  });

  it('is tried for again and again while another app has it, and taken once that lets go', async () => {
    await microphone.open();
    failures = ['in_use', 'in_use', 'in_use'];
    last().end();
    await pass(0);
    expect(told.at(-1)).toBe('microphone_in_use');
    await pass(1000 + 2000);
    expect(used).toHaveLength(1);
    await pass(4000);
    expect(used).toHaveLength(2);
    expect(told.at(-1)).toBeNull();
  });

  it('outlasts a phone call: silenced for long, it is lost; given back, all is well again', async () => {
    await microphone.open();
    last().silence(true);
    await pass(900);
    expect(told).toEqual([null]);
    failures = ['in_use'];
    await pass(100);
    expect(told).toEqual([null, 'microphone_lost', 'microphone_in_use']);
    last().silence(false);
    expect(told.at(-1)).toBeNull();
    await pass(60_000);
    expect(opened).toBe(2);
  });

  it('takes no notice of a silence that passes by itself', async () => {
    await microphone.open();
    last().silence(true);
    await pass(500);
    last().silence(false);
    await pass(60_000);
    expect(told).toEqual([null, null]);
    expect(opened).toBe(1);
  });

  it('is taken again when the page is looked at again and it is gone without a word', async () => {
    await microphone.open();
    page.happen('visible');
    await pass(0);
    expect(opened).toBe(1);
    last().readyState = 'ended';
    page.happen('visible');
    await pass(0);
    expect(used).toHaveLength(2);
  });

  it('is taken as soon as one is plugged in', async () => {
    failures = ['missing'];
    expect(await microphone.open()).toBe(false);
    expect(told).toEqual(['microphone_missing']);
    page.happen('devices');
    await pass(0);
    expect(told.at(-1)).toBeNull();
  });

  it('asks no person twice by itself, but again when they come back to the page', async () => {
    failures = ['denied'];
    await microphone.open();
    await pass(60_000);
    expect(opened).toBe(1);
    page.happen('visible');
    await pass(0);
    expect(used).toHaveLength(1);
  });

  it('stays muted over a change of the track', async () => {
    await microphone.open();
    microphone.setMuted(true);
    last().end();
    await pass(0);
    expect(last().enabled).toBe(false);
  });

  it('gives a microphone back that opens too late', async () => {
    const opening = microphone.open();
    microphone.letGo();
    await opening;
    expect(live()).toBe(0);
    expect(used).toEqual([]);
  });
});

describe('the test of the microphone before a call', () => {
  let loud = 0;
  let closed = 0;
  const open = () =>
    createMicrophoneTest({ openTrack, openVoice: () => ({ level: () => loud, close: () => (closed += 1) }) });

  beforeEach(() => {
    loud = 0.6;
    closed = 0;
  });

  it('listens for 3 s, plays that, and says that one is heard', async () => {
    const test = open();
    await test.start();
    expect(test.state.value).toEqual({ phase: 'listening' });
    await pass(100);
    expect(test.level.value).toBe(0.6);
    await pass(2900);
    expect(test.state.value).toEqual({ phase: 'playing' });
    expect(live()).toBe(0);
    await pass(3000);
    expect(test.state.value).toEqual({ phase: 'done', heard: true });
    expect(closed).toBe(1);
  });

  it('says that nothing was heard of a microphone that is switched off', async () => {
    loud = 0.05;
    const test = open();
    await test.start();
    await pass(6000);
    expect(test.state.value).toEqual({ phase: 'done', heard: false });
  });

  it('says why there is none', async () => {
    failures = ['denied'];
    const test = open();
    await test.start();
    expect(test.state.value).toEqual({ phase: 'failed', problem: 'microphone_denied' });
  });

  it('holds nothing after it was closed, or begun anew, in the middle', async () => {
    const test = open();
    await test.start();
    await test.start();
    expect(live()).toBe(1);
    expect(closed).toBe(1);
    const asking = test.start();
    test.close();
    await asking;
    expect(live()).toBe(0);
    expect(test.state.value).toEqual({ phase: 'idle' });
  });
});
