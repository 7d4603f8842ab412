import { vi } from 'vitest';
import { type CallModel, createCallModel } from '../../client/calls/model.ts';
import { type Connection, createConnection } from '../../client/connection.ts';
import { newId } from '../../server/new-id.ts';
import type { Call, DeviceId, LineId, MemberId } from '#protocol';
import { type BadNetwork, badNetwork } from '../support/bad-network.ts';
import { FakePage, FakeTrack } from '../support/fake-call.ts';
import { NodeMedia } from '../support/rtp-phone/node-media.ts';

/** Waits are shortened, or a round would be nothing but waiting for the next try. */
const FASTER = 20;

export interface CallFuzzPageParts {
  readonly url: string;
  readonly token: string;
  readonly name: string;
  readonly random: () => number;
  /** Everything that the server says of the line's calls. */
  readonly onCall: (call: Call) => void;
}

/** Somebody's page with the real model of calls, behind a network that can break; only its microphone is made up. */
export class CallFuzzPage {
  readonly name: string;
  readonly network: BadNetwork;
  readonly #parts: CallFuzzPageParts;
  readonly #deviceId = newId<DeviceId>();
  readonly #tracks: FakeTrack[] = [];
  readonly #media: NodeMedia[] = [];
  readonly #browsers: FakePage[] = [];
  #on: { lineId: LineId; me: MemberId } | null = null;
  #open: { connection: Connection; model: CallModel } | null = null;

  private constructor(parts: CallFuzzPageParts, network: BadNetwork) {
    this.name = parts.name;
    this.#parts = parts;
    this.network = network;
  }

  static async open(parts: CallFuzzPageParts, lineId: LineId): Promise<CallFuzzPage> {
    const page = new CallFuzzPage(parts, await badNetwork(parts.url));
    const connection = page.#connect();
    const hello = await vi.waitFor(() => connection.ask('people.hello', {}), { timeout: 20_000 });
    const line = hello.lines.find(({ delivery }) => delivery.id === lineId);
    if (!line) throw new Error('The link does not open the line');
    page.#on = { lineId, me: line.me };
    page.#begin(connection);
    return page;
  }

  get model(): CallModel {
    return this.#opened().model;
  }
  get connection(): Connection {
    return this.#opened().connection;
  }
  get me(): MemberId {
    if (!this.#on) throw new Error('The page is not open');
    return this.#on.me;
  }
  get phase(): CallModel['state']['value']['phase'] {
    return this.model.state.value.phase;
  }

  /** The page is thrown away and opened again. */
  reload(): void {
    this.#end();
    this.#begin(this.#connect());
  }

  /** The worker at the other end of its sound is gone. */
  losePath(): void {
    for (const media of this.#media) media.lose();
  }

  /** Leaves whatever call it is in, as a person would; true where there was nothing to leave. */
  leave(): boolean {
    switch (this.phase) {
      case 'incoming':
        void this.model.decline();
        return false;
      case 'starting':
      case 'calling':
      case 'connecting':
      case 'talking':
      case 'reconnecting':
        void this.model.hangUp();
        return false;
      case 'idle':
      case 'running':
      case 'ended':
        return true;
    }
  }

  /** What is still open here although nobody is in a call; once the page is closed, also who still listens. */
  leftOver(): string[] {
    return [
      ...this.#tracks.filter(({ readyState }) => readyState === 'live').map(() => 'an open microphone'),
      ...this.#media.filter(({ closed }) => !closed).map(() => 'open sound'),
      ...this.#browsers.filter(({ controls }) => controls !== null).map(() => "the system's controls"),
      ...(this.#open === null ? this.#browsers.filter(({ listeners }) => listeners > 0).map(() => 'listeners') : []),
    ].map((what) => `${this.name}: ${what}`);
  }

  async close(): Promise<void> {
    if (this.#open !== null) this.#end();
    this.#open = null;
    await this.network[Symbol.asyncDispose]();
  }

  #connect(): Connection {
    const { random, token } = this.#parts;
    return createConnection(token, {
      url: this.network.url,
      random: () => random() / FASTER,
      deviceId: this.#deviceId,
    });
  }
  #begin(connection: Connection): void {
    if (!this.#on) throw new Error('The page is not open');
    const browser = new FakePage();
    this.#browsers.push(browser);
    connection.on('calls.changed', this.#parts.onCall);
    const model = createCallModel({
      ...this.#on,
      connection,
      page: browser,
      openTrack: async () => {
        const track = new FakeTrack();
        this.#tracks.push(track);
        return track;
      },
      openMedia: async (events) => {
        const media = new NodeMedia(events);
        this.#media.push(media);
        return media;
      },
    });
    this.#open = { connection, model };
  }
  #end(): void {
    const { model, connection } = this.#opened();
    model.close();
    connection.close();
  }
  #opened() {
    if (!this.#open) throw new Error('The page is not open');
    return this.#open;
  }
}
