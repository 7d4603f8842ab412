import type { Call, CallId, CallMember, LineId, MemberId, Track } from '#protocol';
import type { CallMedia, CallMediaEvents, CallWire } from '../../client/calls/call-media.ts';
import { createCallModel, type CallModel } from '../../client/calls/model.ts';
import type { CallControls, CallPage } from '../../client/calls/call-page.ts';
import { FakeConnection } from './fake-connection.ts';

export const lineId = 'line-0001' as LineId;
export const callId = 'call-0001' as CallId;
export const me = 'member-me' as MemberId;
export const other = 'member-other' as MemberId;
export const third = 'member-third' as MemberId;

/** A microphone's track without a microphone: the system's side of it is `taken` and `givenBack`. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly kind = 'audio';
  readonly id = 'track';
  readonly label = 'A microphone';
  contentHint = '';
  enabled = true;
  muted = false;
  readyState: 'live' | 'ended' = 'live';
  onended = null;
  onmute = null;
  onunmute = null;

  stop(): void {
    this.readyState = 'ended';
  }
  /** The system ends it: unplugged. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
  /** The system silences it: a phone call. */
  silence(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
  clone(): MediaStreamTrack {
    return this;
  }
  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }
  getCapabilities(): MediaTrackCapabilities {
    return {};
  }
  getConstraints(): MediaTrackConstraints {
    return {};
  }
  getSettings(): MediaTrackSettings {
    return {};
  }
}

/** Sound without sound: it remembers what it was told, and fails when told to. */
export class FakeMedia implements CallMedia {
  did: string[] = [];
  joins: (() => Promise<void>) | null = null;
  restarts: (() => Promise<void>) | null = null;
  output = '';
  readonly events: CallMediaEvents;

  constructor(events: CallMediaEvents) {
    this.events = events;
  }
  async join(wire: CallWire, { listening }: { listening: boolean }): Promise<void> {
    this.did.push(listening ? 'join listening' : 'join');
    await this.joins?.();
    await wire.openMedia();
  }
  async restartIce(): Promise<void> {
    this.did.push('restart');
    await this.restarts?.();
  }
  send(): Promise<void> {
    this.did.push('send');
    return Promise.resolve();
  }
  setBitrate(): Promise<void> {
    return Promise.resolve();
  }
  reports() {
    return Promise.resolve({ sent: null, heard: new Map() });
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
  setOutput(id: string): Promise<void> {
    this.output = id;
    return Promise.resolve();
  }
  levels = () => ({ me: 0.25, others: new Map([[other, 0.75]]) });
  /** Whose packets still come. */
  heard: MemberId[] = [other, third];
  heardAt = () => new Map(this.heard.map((memberId) => [memberId, Date.now()]));
  close(): void {
    this.did.push('close');
  }
}

/** The page and phone around a call, and what the system does to them. */
export class FakePage implements CallPage {
  granted = false;
  devices: { id: string; label: string }[] = [];
  /** What the system's controls of the call can do; null while it has none. */
  controls: CallControls | null = null;
  shownMuted = false;
  readonly #listeners = {
    visible: new Set<() => void>(),
    devices: new Set<() => void>(),
    network: new Set<() => void>(),
  };

  microphoneGranted(): boolean {
    return this.granted;
  }
  onVisible = (listen: () => void) => this.#add('visible', listen);
  onDevices = (listen: () => void) => this.#add('devices', listen);
  onNetwork = (listen: () => void) => this.#add('network', listen);
  outputs() {
    return Promise.resolve(this.devices);
  }
  hold(controls: CallControls) {
    this.controls = controls;
    return {
      setMuted: (muted: boolean) => {
        this.shownMuted = muted;
      },
      end: () => {
        this.controls = null;
      },
    };
  }
  happen(what: 'visible' | 'devices' | 'network'): void {
    for (const listen of this.#listeners[what]) listen();
  }
  /** How many still listen. */
  get listeners(): number {
    return Object.values(this.#listeners).reduce((sum, { size }) => sum + size, 0);
  }
  #add(what: 'visible' | 'devices' | 'network', listen: () => void): () => void {
    this.#listeners[what].add(listen);
    return () => void this.#listeners[what].delete(listen);
  }
}

export const member = (memberId: MemberId, state: CallMember['state'] = 'talking', more: Partial<CallMember> = {}) => ({
  memberId,
  state,
  muted: false,
  listening: false,
  quality: null,
  ...more,
});
const fields = { id: callId, lineId, startedAt: 1_000_000 };

/** `startedBy` rings the other of the two, unless members are given. */
export const rings = (
  startedBy: MemberId,
  members: CallMember[] = [member(startedBy), member(startedBy === me ? other : me, 'called')],
): Call => ({ ...fields, startedBy, phase: 'ringing', members, captions: false });

export const talks = (
  members: CallMember[] = [member(other), member(me)],
  more: { captions?: boolean } = {},
): Call => ({
  ...fields,
  startedBy: other,
  phase: 'talking',
  members,
  captions: false,
  answeredAt: 1_000_000,
  ...more,
});

export const over = (end: 'hung_up' | 'declined' | 'no_answer' | 'busy' | 'failed', talkMs = 0): Call => ({
  ...fields,
  startedBy: other,
  phase: 'ended',
  end,
  talkMs,
});

/** One page's call with everything around it made by hand. */
export interface FakeCall {
  readonly connection: FakeConnection;
  readonly page: FakePage;
  readonly model: CallModel;
  /** All that were opened, in order. */
  readonly media: FakeMedia[];
  readonly tracks: FakeTrack[];
  /** The names of what the server was asked to do, in order; cleared at will. */
  asked: string[];
  /** What each opening of the microphone does; by default it gives a track. */
  openTrack: () => Promise<MediaStreamTrack>;
  /** The first media; fails where none was opened. */
  readonly sound: FakeMedia;
  readonly phase: CallModel['state']['value']['phase'];
}

const transport = { iceParameters: {}, iceCandidates: [], dtlsParameters: {} };

export function openFakeCall(): FakeCall {
  const connection = new FakeConnection();
  const page = new FakePage();
  const media: FakeMedia[] = [];
  const tracks: FakeTrack[] = [];
  const note = <T>(name: string, value: T) => {
    call.asked.push(name);
    return value;
  };
  connection.answers = {
    'calls.current': () => null,
    'calls.start': () => note('start', rings(me)),
    'calls.answer': ({ listening }) =>
      note('answer', talks([member(other), member(me, 'talking', { listening: listening === true })])),
    'calls.decline': () => note('decline', null),
    'calls.hang_up': () => note('hang_up', null),
    'calls.ring': ({ memberId }) => note(`ring ${memberId}`, null),
    'calls.set_muted': ({ muted }) => note(muted ? 'mute' : 'unmute', null),
    'calls.set_captions': ({ on }) => note(on ? 'captions' : 'no captions', null),
    'calls.open_media': () =>
      note('open_media', {
        rtpCapabilities: {},
        send: { ...transport, id: 'send' },
        receive: { ...transport, id: 'receive' },
        iceServers: [],
      }),
  };
  connection.goOnline();
  const call: FakeCall = {
    connection,
    page,
    media,
    tracks,
    asked: [],
    openTrack() {
      const track = new FakeTrack();
      tracks.push(track);
      return Promise.resolve(track);
    },
    model: createCallModel({
      connection,
      lineId,
      me,
      page,
      openTrack: () => call.openTrack(),
      openMedia(events) {
        const one = new FakeMedia(events);
        media.push(one);
        return Promise.resolve(one);
      },
    }),
    get sound() {
      const [one] = media;
      if (one === undefined) throw new Error('No sound was opened');
      return one;
    },
    get phase() {
      return call.model.state.value.phase;
    },
  };
  return call;
}

/** What a page still holds of its calls; empty once it is closed, whatever happened in them. */
export function leftOver({ connection, media, page, tracks }: FakeCall): string[] {
  return [
    ...tracks.filter(({ readyState }) => readyState === 'live').map(() => 'an open microphone'),
    ...media.filter(({ did }) => did.at(-1) !== 'close').map(() => 'open sound'),
    ...(page.controls === null ? [] : ["the system's controls"]),
    ...(page.listeners === 0 ? [] : ['listeners']),
    ...(connection.hurried === 0 ? [] : ['a hurried connection']),
  ];
}
