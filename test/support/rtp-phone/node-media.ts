import type { CallMedia, CallMediaEvents, CallWire } from '../../../client/calls/call-media.ts';
import type { Track } from '#protocol';
import { openLeanPath } from './lean-path.ts';
import { openSound, type Sound } from './sound.ts';

let ssrcs = 100_000;

/** The sound of a page's call without a browser: real transports at the SFU, and nothing said on them. */
export class NodeMedia implements CallMedia {
  closed = false;
  readonly #events: CallMediaEvents;
  #sound: Sound | null = null;

  constructor(events: CallMediaEvents) {
    this.#events = events;
  }
  async join(wire: CallWire, { listening }: { listening: boolean }): Promise<void> {
    ssrcs += 1;
    const sound = await openSound(wire, {
      openPath: openLeanPath,
      ssrc: ssrcs,
      onPacket: () => undefined,
      listening,
      onOpened: () => this.#leave(),
    });
    if (this.closed) return sound.close();
    this.#leave();
    this.#sound = sound;
    this.#events.onPath('up');
  }
  /** Its ICE has one answer for life: the page goes on to a fresh join. */
  restartIce(): Promise<void> {
    return Promise.reject(new Error('This ICE cannot be restarted'));
  }
  /** The way is gone, as ICE would see it after some seconds. */
  lose(): void {
    if (!this.closed && this.#sound !== null) this.#events.onPath('failed');
  }
  async addTrack(track: Track): Promise<void> {
    await this.#sound?.hear(track);
  }
  removeTrack(): void {}
  send = () => Promise.resolve();
  setBitrate = () => Promise.resolve();
  reports = () => Promise.resolve({ sent: null, heard: new Map() });
  play = () => Promise.resolve();
  setOutput = () => Promise.resolve();
  levels = () => ({ me: 0, others: new Map() });
  heardAt = () => new Map();
  close(): void {
    this.closed = true;
    this.#leave();
  }
  #leave(): void {
    this.#sound?.close();
    this.#sound = null;
  }
}
