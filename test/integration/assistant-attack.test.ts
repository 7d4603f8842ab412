import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Act, Entry, StationId, Status, Suggestion } from '#protocol';
import { readHostile } from '../../server/assistant/corpus/read.ts';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { type ModelServer, says, startModelServer } from '../support/model-server.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null, settings: { DOORLINE_ASSISTANT: 'on' } });
});
afterAll(() => server.close());

const DAY = 86_400_000;

interface Fields {
  readonly status?: Status;
  readonly courier?: string;
  readonly recipient?: string;
}

/** A line on which both are there, and its suggestions as they come. */
async function lineOn(on: TestServer, { status = 'out_for_delivery', courier: id, recipient: known }: Fields = {}) {
  const made = await on.createDelivery({
    courier: { id: id ?? `courier-${newId()}`, name: 'Wang' },
    recipient: { name: '李女士', ...(known && { id: known }) },
  });
  const { id: lineId } = made.delivery;
  await on.operator('POST', `/deliveries/${lineId}/status`, { status });
  const courier = await on.phone(made.tokens.courier);
  const recipient = await on.phone(made.tokens.recipient);
  await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
  const say = (phone: Phone, text: string) => phone.ask('timeline.send', { lineId, clientId: newId(), text });
  const told = new Set<Entry['id']>();
  /** The next suggestion that was not there. */
  async function suggested(): Promise<Entry & { body: Suggestion }> {
    const entry = await recipient.next(
      'timeline.changed',
      ({ id: one, body }) => body.kind === 'suggestion' && body.state !== 'replaced' && !told.has(one),
    );
    if (entry.body.kind !== 'suggestion') throw new Error('It is no suggestion');
    told.add(entry.id);
    return { ...entry, body: entry.body };
  }
  /** What became of the answer: the state, or the code of its refusal. */
  const answer = async (phone: Phone, entryId: Entry['id'], how: 'confirm' | 'dismiss' | 'undo', change = {}) => {
    const answered = phone.ask('assistant.answer', { lineId, entryId, answer: how, ...change });
    return answered.then(
      ({ body }) => (body.kind === 'suggestion' ? body.state : body.kind),
      (error: Error & { code: string }) => error.code,
    );
  };
  /** The line as it stands. */
  async function entries(): Promise<Entry[]> {
    const all = new Map<number, Entry>();
    for (let rev = 0, more = true; more;) {
      const page = await recipient.ask('timeline.since', { lineId, rev });
      for (const entry of page.entries) all.set(entry.seq, entry);
      ({ rev, more } = page);
    }
    return [...all.values()].sort((one, other) => one.seq - other.seq);
  }
  const suggestionsNow = async () =>
    (await entries()).flatMap(({ body }) => (body.kind === 'suggestion' ? [body] : []));
  return { ...made, lineId, courier, recipient, say, suggested, answer, entries, suggestionsNow };
}
const line = (fields?: Fields) => lineOn(server, fields);

const windowOf = (act: Act) => {
  if (act.do !== 'reschedule' || !act.window) throw new Error('No window is proposed');
  return act.window;
};

describe('taps at once', () => {
  it('book a courier for no more than the operator lets, however many take the last place', async () => {
    await server.operator('PUT', '/assistant', { hours: [{ from: '19:00', to: '21:00', most: 2 }], leaveAt: {} });
    try {
      const courier = `courier-${newId()}`;
      const lines = await Promise.all(Array.from({ length: 5 }, () => line({ courier })));
      const asked = await Promise.all(
        lines.map(async ({ say, recipient, suggested }) => {
          await say(recipient, '明天晚上七点以后再送吧');
          return suggested();
        }),
      );
      expect(new Set(asked.map(({ body }) => windowOf(body.act).from)).size).toBe(1);
      const became = await Promise.all(
        lines.map(({ answer, recipient }, at) => answer(recipient, asked[at]?.id ?? newId(), 'confirm')),
      );
      expect(became.toSorted()).toEqual(['confirmed', 'confirmed', 'conflict', 'conflict', 'conflict']);
    } finally {
      await server.operator('DELETE', '/assistant');
    }
  });

  it('leave the delivery and what the line says of it the same, whatever comes between', async () => {
    const between = [
      ({ say, recipient }) => say(recipient, '放门卫那里吧'),
      ({ recipient, lineId }, said) => recipient.ask('timeline.take_back', { lineId, entryId: said }),
      ({ lineId }) => server.operator('POST', `/deliveries/${lineId}/status`, { status: 'arrived' }),
      ({ answer, courier, recipient }, _said, id) =>
        Promise.all([answer(recipient, id, 'dismiss'), answer(courier, id, 'confirm')]),
    ] as const satisfies ((
      on: Awaited<ReturnType<typeof line>>,
      said: Entry['id'],
      id: Entry['id'],
    ) => Promise<unknown>)[];
    await Promise.all(
      [...between, ...between, ...between].map(async (come) => {
        const on = await line();
        const { say, recipient, suggested, answer, entries } = on;
        const said = await say(recipient, '明天晚上七点以后再送吧');
        const { id } = await suggested();
        const [, became] = await Promise.all([come(on, said.id, id), answer(recipient, id, 'confirm')]);
        const all = await entries();
        const wasMoved = all.some(({ body }) => body.kind === 'status' && body.status === 'rescheduled');
        const now = all.find((entry) => entry.id === id)?.body;
        expect(became === 'confirmed').toBe(wasMoved);
        expect(now?.kind === 'suggestion' && now.state === 'confirmed' && now.before !== undefined).toBe(wasMoved);
      }),
    );
  });
});

describe('a tap that asks for what nobody offered', () => {
  it.each<[string, (from: number) => { from: number; to: number }, string]>([
    ['a millisecond', (from) => ({ from, to: from + 1 }), 'conflict'],
    ['last month', (from) => ({ from: from - 30 * DAY, to: from - 30 * DAY + 3_600_000 }), 'conflict'],
    ['next year', (from) => ({ from: from + 300 * DAY, to: from + 300 * DAY + 3_600_000 }), 'conflict'],
    ['all day and night', (from) => ({ from, to: from + DAY }), 'conflict'],
    ['the last moment that a date can be', () => ({ from: 8.64e15 - 3_600_000, to: 8.64e15 }), 'conflict'],
    ['a moment that no date can be', () => ({ from: 9e15 - 3_600_000, to: 9e15 }), 'conflict'],
    ['the end before the beginning', (from) => ({ from, to: from - 1 }), 'bad_request'],
  ])('%s is refused', async (_, of, code) => {
    const { say, recipient, suggested, answer, entries } = await line();
    await say(recipient, '明天晚上七点以后再送吧');
    const { id, body } = await suggested();
    expect(await answer(recipient, id, 'confirm', { window: of(windowOf(body.act).from) })).toBe(code);
    expect((await entries()).at(-1)?.body).toMatchObject({ kind: 'suggestion', state: 'open' });
  });

  it('a place that nobody may agree to, or only the recipient, is refused', async () => {
    const leaveAt = { neighbour: 'nobody', door: 'recipient' };
    await server.operator('PUT', '/assistant', { hours: [{ from: '09:00', to: '21:00' }], leaveAt });
    try {
      const { say, recipient, courier, suggested, answer } = await line({ status: 'arrived' });
      await say(recipient, '放门卫那里吧，谢谢');
      const { id } = await suggested();
      for (const place of ['neighbour', 'door'] as const)
        expect(await answer(courier, id, 'confirm', { place })).toBe('forbidden');
      expect(await answer(courier, id, 'confirm', { place: 'locker' })).toBe('confirmed');
      await say(recipient, '放家门口吧');
      const mine = await suggested();
      expect(mine.body.asks).toBe('recipient');
      expect(await answer(recipient, mine.id, 'confirm', { place: 'guard' })).toBe('forbidden');
      expect(await answer(recipient, mine.id, 'confirm')).toBe('confirmed');
    } finally {
      await server.operator('DELETE', '/assistant');
    }
  });

  it('to go back to another time, agreed on twice, goes back once', async () => {
    const { say, recipient, suggested, answer, entries } = await line();
    await say(recipient, '明天晚上七点以后再送吧');
    const first = await suggested();
    expect(await answer(recipient, first.id, 'confirm')).toBe('confirmed');
    await say(recipient, '明天晚上七点以后再送吧');
    const again = await suggested();
    expect(await answer(recipient, again.id, 'confirm')).toBe('confirmed');
    expect(await answer(recipient, again.id, 'undo')).toBe('too_late');
    const undone = await Promise.all([answer(recipient, first.id, 'undo'), answer(recipient, first.id, 'undo')]);
    expect(undone).toEqual(['undone', 'undone']);
    const steps = (await entries()).flatMap(({ body }) => (body.kind === 'status' ? [body.status] : []));
    expect(steps).toEqual(['out_for_delivery', 'rescheduled', 'out_for_delivery']);
  });
});

describe('words that are taken back', () => {
  it('are quoted by nothing that was made of them, though what people agreed on stays', async () => {
    const { lineId, say, recipient, courier, suggested, answer, suggestionsNow } = await line({
      status: 'arrived',
      recipient: `recipient-${newId()}`,
    });
    const spot = await say(recipient, '放门口鞋柜里的蓝色盒子，谢谢');
    const place = await suggested();
    expect(JSON.stringify(place.body.act)).toContain('蓝色盒子');
    expect(await answer(courier, place.id, 'confirm')).toBe('confirmed');
    const path = await say(recipient, '从北门进，第二个路口右转，红色信箱旁边的楼梯上三楼');
    const way = await suggested();
    expect(way.body.act.do).toBe('remember');
    for (const { id } of [spot, path]) await recipient.ask('timeline.take_back', { lineId, entryId: id });
    await expect.poll(suggestionsNow, { timeout: 10_000 }).toMatchObject([
      { act: { do: 'leave_at', place: 'door' }, state: 'confirmed' },
      { act: { do: 'remember', text: '' }, state: 'replaced' },
    ]);
    const left = JSON.stringify(await suggestionsNow());
    for (const words of ['蓝色盒子', '红色信箱']) expect(left).not.toContain(words);
    expect(await answer(recipient, way.id, 'confirm')).toBe('conflict');
  });

  it('tell nobody any more that somebody comes, nor do they once the same person says otherwise', async () => {
    const { lineId, say, recipient, suggested, suggestionsNow } = await line({ status: 'arrived' });
    const said = await say(recipient, '好的，马上下来');
    expect((await suggested()).body).toMatchObject({ act: { do: 'coming' }, state: 'applied' });
    await recipient.ask('timeline.take_back', { lineId, entryId: said.id });
    const states = async () => (await suggestionsNow()).map(({ state }) => state);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['replaced']);
    await say(recipient, '好的，马上下来');
    await suggested();
    await say(recipient, '我不在家，明天再送吧');
    expect((await suggested()).body).toMatchObject({ act: { do: 'reschedule' }, state: 'open' });
    expect(await states()).toEqual(['replaced', 'replaced', 'open']);
  });
});

describe('a keeper who came while words were read', () => {
  let model: ModelServer;
  let slow: TestServer;
  beforeAll(async () => {
    model = await startModelServer();
    slow = await startServer({
      sfu: null,
      settings: {
        DOORLINE_ASSISTANT: 'on',
        DOORLINE_MODEL_URL: model.url,
        DOORLINE_MODEL_NAME: 'some-model',
        DOORLINE_MODEL_TIMEOUT: '60000',
      },
    });
  });
  afterAll(async () => {
    await slow.close();
    await model[Symbol.asyncDispose]();
  });

  it('is told nothing of what is made of them', async () => {
    const { lineId, say, recipient, courier, suggestionsNow } = await lineOn(slow);
    const keeper = await nameGuest(slow, 'station', '驿站');
    const held = Promise.withResolvers<void>();
    const said = '等我闺女放学吧，蓝色盒子';
    const reply = says({ sure: true, intents: [{ intent: 'leave_at', place: 'door', detail: '蓝色盒子' }] });
    model.answering = (response) => void held.promise.then(() => reply(response));
    await say(recipient, said);
    await model.asked(1);
    await courier.ask('people.invite', { lineId, invite: { role: 'station', stationId: keeper.id as StationId } });
    held.resolve();
    const outcome = 'doorline_model_questions_total{asked="understand",outcome="answered"} 1';
    const metrics = () => fetch(`${slow.url}/metrics`, { headers: { authorization: `Bearer ${slow.apiKey}` } });
    await expect.poll(async () => (await metrics()).text(), { timeout: 10_000 }).toContain(outcome);
    // What is under way is done before the end.
    await slow.restart();
    await using again = await keeper.phone();
    await again.ask('people.hello', {});
    const { entries: seen } = await again.ask('timeline.since', { lineId, rev: 0 });
    expect(seen.map(({ body }) => body.kind)).toEqual(['member']);
    expect(await suggestionsNow()).toEqual([]);
  });
});

describe('hostile words on a real line', () => {
  it('move nothing, and nothing is done without a tap', async () => {
    const statuses = ['out_for_delivery', 'arrived', 'at_station'] as const;
    const lines = await Promise.all(statuses.map((status) => line({ status })));
    for (const { text } of readHostile())
      for (const { say, recipient, courier } of lines) await Promise.all([say(recipient, text), say(courier, text)]);
    for (const [at, { say, recipient, entries, suggested }] of lines.entries()) {
      // Read after all the rest.
      const last = await say(recipient, '包裹破了，里面的东西也碎了');
      while ((await suggested()).replyTo !== last.id);
      const all = await entries();
      expect(all.flatMap(({ body }) => (body.kind === 'status' ? [body.status] : []))).toEqual([statuses[at]]);
      const done = all.flatMap(({ body }) =>
        body.kind === 'suggestion' && body.act.do !== 'answer' ? [body.state] : [],
      );
      expect(new Set(done)).toEqual(new Set(['open', 'replaced']));
      expect(all.filter(({ body }) => body.kind === 'suggestion').length).toBeGreaterThan(1);
    }
  });
});
