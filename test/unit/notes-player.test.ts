import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotePlayer, type NotePlayer, type Playable } from '../../client/notes/player.ts';
import { atTheEar, hasEarpiece, keepLoud } from '../../client/notes/earpiece.ts';
import { heard } from '../../client/notes/heard.ts';
import { openMicrophoneForCall } from '../../client/microphone.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import type { NoteId } from '#protocol';

/** An <audio> without sound: the test moves it on. */
class FakeAudio extends EventTarget {
  src = '';
  paused = true;
  currentTime = 0;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  sinkId = '';
  setSinkId(id: string) {
    this.sinkId = id;
    return Promise.resolve();
  }
  load() {}
  removeAttribute() {
    this.src = '';
  }
  play() {
    this.paused = false;
    this.dispatchEvent(new Event('play'));
    return Promise.resolve();
  }
  pause() {
    if (this.paused) return;
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }
  sound(toMs: number) {
    this.currentTime = toMs / 1000;
    this.dispatchEvent(new Event('timeupdate'));
  }
  end() {
    this.paused = true;
    this.dispatchEvent(new Event('ended'));
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const audio = new FakeAudio();
let count = 0;
const noteBy = (from: 'me' | 'other'): Playable => ({ id: `note-${count++}`, durationMs: 5000, audio: null, from });
let line: Playable[];
let asked: string[];
let broken: boolean;
let player: NotePlayer;
const open = () =>
  createNotePlayer({
    connection: new FakeConnection(),
    notes: () => line,
    // The element is one for the page: the first player makes it, and all use it.
    createAudio: () => audio,
    level: async () => new Blob(['sound'], { type: 'levelled' }),
    fetch: (url) => {
      asked.push(url instanceof Request ? url.url : `${url}`);
      return broken ? Promise.reject(new TypeError('No network')) : Promise.resolve(new Response('sound'));
    },
  });

beforeEach(() => {
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => `blob:${count}`);
  asked = [];
  broken = false;
  line = [noteBy('other'), noteBy('me'), noteBy('other'), noteBy('other')];
  player = open();
});
afterEach(() => {
  player.close();
  vi.restoreAllMocks();
});
const at = (index: number): Playable => {
  const note = line[index];
  if (!note) throw new Error('There is no such note');
  return note;
};
const isHeard = (note: Playable) => heard.value.has(note.id as NoteId);

describe('the earpiece', () => {
  const device = (kind: MediaDeviceKind, label: string) => ({ kind, label, deviceId: label, groupId: '', toJSON() {} });
  let devices: MediaDeviceInfo[];
  beforeEach(() => {
    vi.stubGlobal('navigator', { mediaDevices: { enumerateDevices: () => Promise.resolve(devices) } });
  });
  afterEach(() => vi.unstubAllGlobals());

  it.each(['Headset earpiece', 'iPhone Receiver', '听筒'])('called “%s” is used, and left again', async (label) => {
    devices = [device('audioinput', label), device('audiooutput', 'Speakerphone'), device('audiooutput', label)];
    player.toggle(at(0));
    await settle();
    expect([hasEarpiece(), audio.sinkId]).toEqual([true, '']);
    player.toggleEarpiece();
    await settle();
    expect([atTheEar.value, audio.sinkId]).toEqual([true, label]);
    const end = keepLoud(); // a rider holds no phone to the ear
    player.toggle(at(2));
    await settle();
    expect(audio.sinkId).toBe('');
    end();
    player.toggle(at(0));
    await settle();
    expect(audio.sinkId).toBe(label);
    devices = [];
    player.toggle(at(1)); // a headset was plugged in: there is no earpiece to hear with
    await settle();
    expect([hasEarpiece(), audio.sinkId]).toEqual([false, '']);
    player.toggleEarpiece();
    await settle();
    expect(atTheEar.value).toBe(false);
  });

  it('is not offered where the browser names none', async () => {
    devices = [device('audiooutput', ''), device('audiooutput', 'AV receiver in the living room')];
    player.toggle(at(0));
    await settle();
    expect(hasEarpiece()).toBe(false);
  });
});

describe('a note', () => {
  it('plays, holds, and goes on where it was', async () => {
    player.toggle(at(0));
    expect(player.playing.value).toMatchObject({ id: at(0).id, phase: 'loading' });
    await settle();
    audio.sound(1200);
    expect(player.playing.value).toEqual({ id: at(0).id, phase: 'playing', positionMs: 1200 });
    player.toggle(at(0));
    expect(player.playing.value?.phase).toBe('paused');
    player.toggle(at(0));
    expect(player.playing.value).toEqual({ id: at(0).id, phase: 'playing', positionMs: 1200 });
    player.toggle(at(0));
    player.seek(at(0), 99_000);
    expect(player.playing.value).toEqual({ id: at(0).id, phase: 'paused', positionMs: 5000 });
  });

  it('is begun at the place that was pointed at', async () => {
    player.seek(at(0), 3000);
    await settle();
    expect(player.playing.value).toEqual({ id: at(0).id, phase: 'playing', positionMs: 3000 });
  });

  it('is fetched once, and is told where it cannot be', async () => {
    broken = true;
    player.toggle(at(0));
    await settle();
    expect(player.playing.value?.phase).toBe('failed');
    broken = false;
    player.toggle(at(0));
    await settle();
    player.stop();
    player.toggle(at(0));
    await settle();
    expect(asked).toHaveLength(2);
    expect(player.playing.value?.phase).toBe('playing');
  });

  it('is played as loud as all others, and not kept for ever', async () => {
    const revoked = vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => {});
    let made = 0;
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      expect(blob).toMatchObject({ type: 'levelled' });
      return `blob:levelled-${made++}`;
    });
    for (let i = 0; i < 21; i++) {
      player.toggle(noteBy('me'));
      await settle();
    }
    expect(audio.src).toBe('blob:levelled-20');
    expect(revoked.mock.calls).toEqual([['blob:levelled-0']]);
  });

  it('that waits on this phone is played from it', async () => {
    player.toggle({ ...noteBy('me'), audio: new Blob(['here']) });
    await settle();
    expect(player.playing.value?.phase).toBe('playing');
    expect(asked).toEqual([]);
  });

  it('counts as heard once it sounds, if somebody else said it', async () => {
    player.toggle(at(0));
    expect(isHeard(at(0))).toBe(false);
    await settle();
    expect(isHeard(at(0))).toBe(true);
    player.toggle(at(1));
    await settle();
    expect(isHeard(at(1))).toBe(false);
  });

  it('is followed by the next that was not heard, and then by silence', async () => {
    player.toggle(at(2));
    await settle();
    player.toggle(at(0));
    await settle();
    audio.end();
    await settle();
    expect(player.playing.value?.id).toBe(at(3).id); // not one's own, and not the one heard before
    audio.end();
    expect(player.playing.value).toBeNull();
    player.toggle(at(1));
    await settle();
    audio.end();
    expect(player.playing.value).toBeNull();
  });

  it('falls silent for another one, on another line too, and for a call', async () => {
    const elsewhere = open();
    player.toggle(at(0));
    await settle();
    elsewhere.toggle(noteBy('other'));
    expect(player.playing.value).toBeNull();
    await settle();
    expect(elsewhere.playing.value?.phase).toBe('playing');
    await openMicrophoneForCall().catch(() => {}); // there is none here; the notes hear of it all the same
    expect(elsewhere.playing.value).toBeNull();
    expect(audio.paused).toBe(true);
    elsewhere.close();
  });

  it('sounds as fast as was chosen, the next one too', async () => {
    player.toggle(at(0));
    await settle();
    player.nextRate();
    expect([player.rate.value, audio.playbackRate]).toEqual([1.5, 1.5]);
    audio.playbackRate = 1;
    audio.end();
    await settle();
    expect(audio.playbackRate).toBe(1.5);
    player.nextRate();
    player.nextRate();
    expect(player.rate.value).toBe(1);
  });
});
