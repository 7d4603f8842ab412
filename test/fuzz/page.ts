import { setImmediate as nextTurn } from 'node:timers/promises';
import { vi } from 'vitest';
import { AskError, type Connection, createConnection } from '../../client/connection.ts';
import { createMarks, type Marks } from '../../client/timeline/marks.ts';
import { createTimelineModel, type TimelineModel } from '../../client/timeline/model.ts';
import type { Said } from '../../client/timeline/said.ts';
import type { ClientId, DeviceId, Entry, LineId, MemberId } from '#protocol';
import { type BadNetwork, badNetwork } from '../support/bad-network.ts';
import { MemoryStore } from '../support/memory-store.ts';

/** Waits are shortened, or a run would be nothing but waiting for the next try. */
const FASTER = 20;

/** Somebody's page on one line, behind a network that can break. Its outbox outlives a reload, as on a phone. */
export class FuzzPage {
  readonly token: string;
  readonly network: BadNetwork;
  /** The ids of everything said here, in order. */
  readonly said: ClientId[] = [];
  readonly #store = new MemoryStore();
  readonly #random: () => number;
  readonly #deviceId: DeviceId;
  #me: MemberId | null = null;
  #lineId: LineId | null = null;
  #open: { connection: Connection; marks: Marks; model: TimelineModel } | null = null;

  private constructor(token: string, network: BadNetwork, name: string, random: () => number) {
    this.token = token;
    this.network = network;
    this.#random = random;
    this.#deviceId = `device-${name}` as DeviceId;
  }

  /** Connects and reads its line; resolves when it shows it. */
  static async open(url: string, token: string, name: string, random: () => number): Promise<FuzzPage> {
    const page = new FuzzPage(token, await badNetwork(url), name, random);
    const connection = page.#connect();
    const hello = await vi.waitFor(() => connection.ask('people.hello', {}), { timeout: 20_000 });
    const [line] = hello.lines;
    if (!line) throw new Error('The link opens no line');
    page.#me = line.me;
    page.#lineId = line.delivery.id;
    page.#begin(connection);
    await vi.waitUntil(() => page.model.loaded.value, { timeout: 20_000 });
    return page;
  }

  get model(): TimelineModel {
    return this.#opened().model;
  }
  get me(): MemberId {
    if (!this.#me) throw new Error('The page is not open');
    return this.#me;
  }
  get entries(): readonly Entry[] {
    return this.model.entries.value;
  }

  say(said: Said): void {
    const spoken = this.entries.filter(({ body }) => body.kind === 'text' || body.kind === 'place');
    const answered = this.#random() < 0.2 ? spoken[Math.floor(this.#random() * spoken.length)] : undefined;
    this.model.say(said, answered?.id ?? null);
    const last = this.model.unsent.value.at(-1);
    if (!last) throw new Error('What was said does not wait');
    this.said.push(last.clientId);
  }

  /** Takes back something of one's own, which may be too late. */
  takeBack(): void {
    const own = this.entries.filter(({ by, body }) => by === this.me && ['text', 'photo', 'place'].includes(body.kind));
    const one = own[Math.floor(this.#random() * own.length)];
    if (one) void this.model.takeBack(one.id);
  }

  /** Agrees to a place that is shown, or moves it; somebody else may be faster, and the network may be gone. */
  async answerPlace(): Promise<void> {
    const places = this.entries.filter(({ body }) => body.kind === 'place');
    const place = places[Math.floor(this.#random() * places.length)];
    const isMove = this.#random() < 0.5;
    const lat = 30.28 + Math.round(this.#random() * 1000) / 1e6;
    if (place?.body.kind !== 'place') return;
    const { connection, model } = this.#opened();
    const about = { lineId: this.#line(), entryId: place.id };
    try {
      const changed = isMove
        ? await connection.ask('timeline.move_place', { ...about, point: { lat, lng: 120.02 } })
        : await connection.ask('timeline.accept_place', { ...about, point: place.body.point });
      model.learn(changed);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
    }
  }

  /** Confirms, dismisses or undoes something that was understood, in the right or the wrong person's name, in time or too late. */
  async answerSuggestion(): Promise<void> {
    const suggested = this.entries.filter(({ body }) => body.kind === 'suggestion');
    const open = suggested.filter(({ body }) => body.kind === 'suggestion' && body.state === 'open');
    const among = open.length > 0 && this.#random() < 0.7 ? open : suggested;
    const entry = among[Math.floor(this.#random() * among.length)];
    const answer = (['confirm', 'confirm', 'dismiss', 'undo'] as const)[Math.floor(this.#random() * 4)];
    if (entry?.body.kind !== 'suggestion' || !answer) return;
    const { act } = entry.body;
    const windows = act.do === 'reschedule' && this.#random() < 0.5 ? act.others : [];
    const window = windows[Math.floor(this.#random() * windows.length)];
    const { connection, model } = this.#opened();
    try {
      const asked = { lineId: this.#line(), entryId: entry.id, answer, ...(window && { window }) };
      model.learn(await connection.ask('assistant.answer', asked));
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
    }
  }

  /** The frame that is under way, or one that was answered long ago, comes a second time. */
  async repeat(): Promise<void> {
    const [first] = await this.#store.load();
    const { connection } = this.#opened();
    const lineId = this.#line();
    const old = this.entries.find(({ by, clientId, body }) => by === this.me && clientId && body.kind === 'text');
    try {
      if (first?.said.kind === 'text') {
        const replyTo = first.replyTo ?? undefined;
        await connection.ask('timeline.send', { lineId, clientId: first.clientId, text: first.said.text, replyTo });
      } else if (old?.clientId && old.body.kind === 'text') {
        const replyTo = old.replyTo ?? undefined;
        await connection.ask('timeline.send', { lineId, clientId: old.clientId, text: old.body.text, replyTo });
      }
    } catch (error) {
      // The network may be gone, and a text may have been taken back meanwhile.
      if (!(error instanceof AskError)) throw error;
    }
  }

  /** The page is thrown away and opened again; only what it had kept on the phone is left of it. */
  async reload(): Promise<void> {
    // A person who speaks and reloads within the same millisecond is not meant.
    await nextTurn();
    await nextTurn();
    this.#end();
    this.#begin(this.#connect());
  }

  /** Reads the line back to its beginning. */
  async readAll(): Promise<void> {
    while (this.model.older.value !== 'none') {
      this.model.loadOlder();
      await vi.waitUntil(() => this.model.older.value !== 'loading', { timeout: 10_000 });
    }
  }

  async close(): Promise<void> {
    this.#end();
    await this.network[Symbol.asyncDispose]();
  }

  #connect(): Connection {
    return createConnection(this.token, {
      url: this.network.url,
      random: () => this.#random() / FASTER,
      deviceId: this.#deviceId,
    });
  }
  #begin(connection: Connection): void {
    const after = (ms: number, run: () => void) => void setTimeout(run, ms / FASTER);
    const marks = createMarks({ connection, after, isVisible: () => true });
    const model = createTimelineModel({
      connection,
      lineId: this.#line(),
      me: this.me,
      marks,
      after,
      openStore: () => this.#store,
      fetch: (path, init) => fetch(new URL(path as string, this.network.url), init),
      random: this.#random,
    });
    this.#open = { connection, marks, model };
  }
  #end(): void {
    const { model, marks, connection } = this.#opened();
    for (const one of [model, marks, connection]) one.close();
  }
  #opened() {
    if (!this.#open) throw new Error('The page is not open');
    return this.#open;
  }
  #line(): LineId {
    if (!this.#lineId) throw new Error('The page is not open');
    return this.#lineId;
  }
}
