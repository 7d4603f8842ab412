import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LineId, Status } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openLog } from '../../server/log.ts';
import { webhooksOperator } from '../../server/webhooks/operator.ts';
import { webhookStore } from '../../server/webhooks/store.ts';
import { openWebhooks } from '../../server/webhooks/webhooks.ts';
import { engines, type TestDatabase } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

interface Try {
  readonly id: string;
  readonly deliveryId: string;
  readonly status: string;
  readonly signal: AbortSignal;
  answer(status: number): void;
  hangUp(): void;
}

/** The operator's backend as a part: every try waits until the test answers it. */
function backend() {
  const open: Try[] = [];
  const seen: Try[] = [];
  const post = (
    _url: string,
    { headers, body, signal }: { headers: Record<string, string>; body: string; signal: AbortSignal },
  ) =>
    new Promise<number>((resolve, reject) => {
      const { data } = JSON.parse(body) as { data: { deliveryId: string; status: string } };
      const close = () => void open.splice(open.indexOf(one), 1);
      const one: Try = {
        id: headers['webhook-id'] ?? '',
        ...data,
        signal,
        answer: (status) => (close(), resolve(status)),
        hangUp: () => (close(), reject(new Error('hung up'))),
      };
      signal.addEventListener('abort', () => one.hangUp());
      open.push(one);
      seen.push(one);
    });
  return { open, seen, post };
}

function processOn({ db }: TestDatabase, clock: TestClock) {
  const store = webhookStore(db);
  const { open, seen, post } = backend();
  const outcomes: string[] = [];
  const reported: unknown[] = [];
  const webhooks = openWebhooks({
    store,
    clock,
    newId,
    log: openLog('silent'),
    report: (_, error) => reported.push(error),
    receiver: { url: 'http://backend.test/', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    post,
    chance: () => 0.5,
    tried: (outcome) => outcomes.push(outcome),
  });
  const happen = (lineId: LineId, status: Status) =>
    db
      .transaction()
      .execute((trx) =>
        webhooks.announce(trx, { id: newId(), lineId, at: clock.now(), by: null, body: { kind: 'status', status } }),
      );
  /** Lets time pass in steps, with room for the database between them. */
  const pass = async (ms: number) => {
    clock.pass(ms);
    await sleep(1);
  };
  const operator = webhooksOperator({ store, clock });
  const listed = async (state: 'waiting' | 'delivered' | 'failed') => (await operator.list(state, null)).webhooks;
  /** Half seconds pass until it is so. */
  const until = async (so: () => boolean | Promise<boolean>) => {
    for (let i = 0; i < 400 && !(await so()); i++) {
      clock.pass(500);
      await sleep(5);
    }
    expect(await so()).toBe(true);
    expect(reported).toEqual([]);
  };
  return { store, open, seen, outcomes, webhooks, happen, pass, until, operator, listed };
}

describe.each(engines)('webhooks on $name', ({ open: openEngine }) => {
  it('are kept with what they tell, or not at all', async () => {
    await using database = await openEngine();
    const clock = new TestClock();
    const { webhooks, listed, until, open, happen } = processOn(database, clock);
    const { lineId } = await seedDelivery(database.db);
    await expect(
      database.db.transaction().execute(async (trx) => {
        const body = { kind: 'status', status: 'arrived' } as const;
        await webhooks.announce(trx, { id: newId(), lineId, at: 1, by: null, body });
        throw new Error('the step failed');
      }),
    ).rejects.toThrow('the step failed');
    expect(await listed('waiting')).toEqual([]);
    await happen(lineId, 'nearby');
    await until(() => open.length === 1);
    expect(open[0]).toMatchObject({ deliveryId: lineId, status: 'nearby' });
    open[0]?.answer(204);
    await until(async () => (await listed('delivered')).length === 1);
    await webhooks.close();
  });

  it('come in order per delivery, and several deliveries at once', async () => {
    await using database = await openEngine();
    const clock = new TestClock();
    const { happen, until, open, seen, webhooks, listed } = processOn(database, clock);
    const lines = [(await seedDelivery(database.db)).lineId, (await seedDelivery(database.db)).lineId];
    for (const status of ['nearby', 'arrived', 'delivered'] as const)
      for (const lineId of lines) await happen(lineId, status);
    await until(() => open.length === 2);
    expect(open.map(({ status }) => status)).toEqual(['nearby', 'nearby']);
    // One backend's slow answer about one parcel holds up that parcel only.
    for (let i = 0; i < 3; i++) {
      await until(() => open.some(({ deliveryId }) => deliveryId === lines[1]));
      open.find(({ deliveryId }) => deliveryId === lines[1])?.answer(200);
    }
    await until(async () => (await listed('delivered')).length === 3);
    expect(seen.filter(({ deliveryId }) => deliveryId === lines[0])).toHaveLength(1);
    expect(seen.filter(({ deliveryId }) => deliveryId === lines[1]).map(({ status }) => status)).toEqual([
      'nearby',
      'arrived',
      'delivered',
    ]);
    await webhooks.close();
  });

  it('are tried again after each failure, under the same id, before anything later; and given up after three days', async () => {
    await using database = await openEngine();
    const clock = new TestClock();
    const { happen, until, open, seen, pass, webhooks, listed, outcomes } = processOn(database, clock);
    const { lineId } = await seedDelivery(database.db);
    await happen(lineId, 'nearby');
    await happen(lineId, 'arrived');
    await until(() => open.length === 1);
    const failed = (times: number) =>
      until(async () => (await listed('waiting')).some((one) => one.attempts === times));
    open[0]?.answer(500);
    await failed(1);
    await pass(3000);
    expect(seen).toHaveLength(1);
    await until(() => open.length === 1);
    // A redirect is not followed: its status is an answer like another.
    open[0]?.answer(302);
    await failed(2);
    await until(() => open.length === 1);
    open[0]?.hangUp();
    for (let times = 3; times < 12; times++) {
      await failed(times);
      await pass(15 * 3_600_000);
      await until(() => open.length === 1);
      open[0]?.answer(503);
    }
    await until(async () => (await listed('failed')).length === 1);
    expect((await listed('failed'))[0]).toMatchObject({ attempts: 12, lastFailure: 'http_503', nextAt: null });
    expect(new Set(seen.slice(0, 12).map(({ id, status }) => `${id} ${status}`)).size).toBe(1);
    await until(() => open.length === 1);
    expect(open[0]?.status).toBe('arrived');
    open[0]?.answer(200);
    await until(async () => (await listed('delivered')).length === 1);
    expect(outcomes).toEqual([...Array.from({ length: 11 }, () => 'failed'), 'given_up', 'delivered']);
    await webhooks.close();
  });

  it('of a backend that does not answer are broken off after 10 s', async () => {
    await using database = await openEngine();
    const clock = new TestClock();
    const { happen, until, open, pass, webhooks, listed } = processOn(database, clock);
    const { lineId } = await seedDelivery(database.db);
    await happen(lineId, 'nearby');
    await until(() => open.length === 1);
    await pass(9000);
    expect(open[0]?.signal.aborted).toBe(false);
    await until(async () => (await listed('waiting'))[0]?.lastFailure === 'timed_out');
    await webhooks.close();
  });

  it('are sent by one of two processes at a time, and by the other when the first is gone', async () => {
    await using database = await openEngine();
    const clock = new TestClock();
    const one = processOn(database, clock);
    const two = processOn(database, clock);
    const lines: LineId[] = [];
    for (let i = 0; i < 6; i++) lines.push((await seedDelivery(database.db)).lineId);
    for (const lineId of lines) await one.happen(lineId, 'nearby');
    await one.until(() => one.open.length + two.open.length === 6);
    await one.pass(2000);
    expect(new Set([...one.seen, ...two.seen].map(({ id }) => id)).size).toBe(6);
    // Killed: what it had under way is never written, neither as sent nor as failed.
    const [dead, alive] = one.open.length > 0 ? [one, two] : [two, one];
    const lost = dead.open.map(({ id }) => id);
    for (const under of alive.open.splice(0)) under.answer(200);
    dead.open.length = 0;
    const store = webhookStore(database.db);
    await alive.until(() =>
      lost.every((id) => alive.open.some((one) => one.id === id) || dead.open.some((one) => one.id === id)),
    );
    for (const under of [...alive.open, ...dead.open]) under.answer(200);
    await alive.until(async () => (await store.count('delivered')) === 6);
    await Promise.all([one.webhooks.close(), two.webhooks.close()]);
  });

  it('under way when the server ends are sent at its next start, at once', async () => {
    await using database = await openEngine();
    const clock = new TestClock();
    const first = processOn(database, clock);
    const { lineId } = await seedDelivery(database.db);
    await first.happen(lineId, 'nearby');
    await first.until(() => first.open.length === 1);
    await first.webhooks.close();
    expect(await first.listed('waiting')).toMatchObject([{ attempts: 0, lastFailure: null }]);
    const second = processOn(database, clock);
    await second.until(() => second.open.length === 1);
    expect(second.open[0]?.id).toBe(first.seen[0]?.id);
    second.open[0]?.answer(200);
    await second.until(async () => (await second.listed('delivered')).length === 1);
    await second.webhooks.close();
  });

  it('can be sent again, one or all since a time, and are forgotten 30 days after they were delivered', async () => {
    await using database = await openEngine();
    const clock = new TestClock();
    const { happen, until, open, seen, pass, webhooks, listed, operator } = processOn(database, clock);
    const { lineId } = await seedDelivery(database.db);
    const begin = clock.now();
    for (const status of ['nearby', 'arrived'] as const) {
      await happen(lineId, status);
      await until(() => open.length === 1);
      open[0]?.answer(200);
      await until(async () => (await listed('waiting')).length === 0);
    }
    const [newest, oldest] = await listed('delivered');
    expect(await operator.replay(oldest?.id ?? '')).toMatchObject({ state: 'waiting', attempts: 0 });
    await until(() => open.length === 1);
    expect(open[0]).toMatchObject({ id: oldest?.id, status: 'nearby' });
    open[0]?.answer(200);
    await until(async () => (await listed('delivered')).length === 2);
    expect(await operator.replaySince(newest?.createdAt ?? 0)).toEqual({ count: 1 });
    expect(await operator.replaySince(begin)).toEqual({ count: 2 });
    for (const status of ['nearby', 'arrived']) {
      await until(() => open.length === 1);
      expect(open[0]?.status).toBe(status);
      open[0]?.answer(200);
    }
    await until(async () => (await listed('delivered')).length === 2);
    expect(seen).toHaveLength(5);
    await expect(operator.replay('msg_nothing')).rejects.toMatchObject({ code: 'not_found' });
    await pass(29 * 86_400_000);
    expect(await listed('delivered')).toHaveLength(2);
    await pass(2 * 86_400_000);
    await until(async () => (await listed('delivered')).length === 0);
    await webhooks.close();
  });

  it('are listed newest first, page by page', async () => {
    await using database = await openEngine();
    const clock = new TestClock();
    const { happen, operator, webhooks } = processOn(database, clock);
    await webhooks.close();
    const { lineId } = await seedDelivery(database.db);
    for (let i = 0; i < 130; i++) await happen(lineId, 'arrived');
    const first = await operator.list('waiting', null);
    const second = await operator.list(null, first.next);
    expect([first.webhooks.length, second.webhooks.length, second.next]).toEqual([100, 30, null]);
    expect(new Set([...first.webhooks, ...second.webhooks].map(({ id }) => id)).size).toBe(130);
    expect((await operator.list('failed', null)).webhooks).toEqual([]);
  });
});
