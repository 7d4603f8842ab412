import { signal } from '@preact/signals';
import { AskError, type Connection, type ConnectionState } from '../../client/connection.ts';
import type { DeviceId, NoticeName, NoticeOf, PayloadOf, ReplyOf, RequestName } from '#protocol';

type Answers = { [N in RequestName]?: (payload: PayloadOf<N>) => ReplyOf<N> | Promise<ReplyOf<N>> };

/**
 * A connection made by hand for models: `answers` stands in for the server, `notify` for what it says unasked.
 * It begins offline; `goOnline` and `goOffline` switch it.
 */
export class FakeConnection implements Connection {
  readonly state = signal<ConnectionState>({ phase: 'offline' });
  readonly deviceId = 'device-test' as DeviceId;
  readonly token = 'token';
  answers: Answers = {};
  #now = 1_000_000;
  readonly #listeners = new Map<NoticeName, Set<(body: unknown) => void>>();
  readonly #online = new Set<() => void>();
  readonly #underWay = new Set<(reason: AskError) => void>();

  async ask<N extends RequestName>(name: N, payload: PayloadOf<N>): Promise<ReplyOf<N>> {
    if (this.state.value.phase !== 'online') throw new AskError('offline', 'No connection');
    const answer = this.answers[name];
    if (!answer) throw new Error(`Nothing answers ${name} in this test`);
    const cut = Promise.withResolvers<never>();
    this.#underWay.add(cut.reject);
    try {
      return await Promise.race([answer(payload), cut.promise]);
    } finally {
      this.#underWay.delete(cut.reject);
    }
  }
  tell<N extends RequestName>(name: N, payload: PayloadOf<N>): boolean {
    if (this.state.value.phase !== 'online') return false;
    this.told.push(name);
    void this.answers[name]?.(payload);
    return true;
  }
  /** What was said without waiting for an answer. */
  readonly told: RequestName[] = [];
  on<N extends NoticeName>(name: N, listen: (body: NoticeOf<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listen as (body: unknown) => void);
    return () => listeners.delete(listen as (body: unknown) => void);
  }
  onOnline(listen: () => void): () => void {
    this.#online.add(listen);
    return () => this.#online.delete(listen);
  }
  now(): number {
    return this.#now;
  }
  /** How many want it to hurry now. */
  hurried = 0;
  hurry(): () => void {
    this.hurried += 1;
    return () => (this.hurried -= 1);
  }
  proved = 0;
  prove(): void {
    this.proved += 1;
  }
  close(): void {
    this.goOffline();
  }

  notify<N extends NoticeName>(name: N, body: NoticeOf<N>): void {
    for (const listen of this.#listeners.get(name) ?? []) listen(body);
  }
  goOnline(): void {
    this.state.value = { phase: 'online' };
    for (const listen of this.#online) listen();
  }
  /** Whoever waits for an answer hears that none will come. */
  goOffline(): void {
    this.state.value = { phase: 'offline' };
    for (const cut of this.#underWay) cut(new AskError('offline', 'The connection ended before the answer'));
  }
  passTime(ms: number): void {
    this.#now += ms;
  }
}
