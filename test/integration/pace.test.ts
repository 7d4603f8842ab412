import { describe, expect, it } from 'vitest';
import type { Answer, ClientId, Entry } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { TestClock } from '../support/test-clock.ts';
import { type Phone, startServer } from '../support/server.ts';

/** What a member may say at once, and how many of theirs go through each second after that; the same for all requests and for searches. */
const SAID_AT_ONCE = 250;
const SAID_PER_SECOND = 10;
const ASKED_AT_ONCE = 400;
const SEARCHED_AT_ONCE = 30;

const answer = (phone: Phone, name: string, payload: unknown) =>
  phone.socket.timeout(10_000).emitWithAck(name, payload) as Promise<Answer<Entry>>;

const codesOf = (answers: Answer<Entry>[]) => answers.map((one) => (one.ok ? 'ok' : one.error.code));
const countOf = (answers: Answer<Entry>[], code: string) => codesOf(answers).filter((one) => one === code).length;

describe('A member who says 500 texts in a second', () => {
  it('is refused beyond the limit with a code, keeps what went through, and slows nobody', async () => {
    // The server's time stands still: it is one second however slow this machine is.
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    await using flooder = await server.phone(tokens.recipient);
    await using courier = await server.phone(tokens.courier);
    const say = (phone: Phone, text: string) =>
      answer(phone, 'timeline.send', { lineId, clientId: newId<ClientId>(), text });
    const flood = Array.from({ length: 500 }, (_, i) => say(flooder, `${i}`));
    // In the middle of it the courier asks as well, and is served.
    expect(codesOf([await say(courier, '我到楼下了')])).toEqual(['ok']);
    const answers = await Promise.all(flood);
    expect(countOf(answers, 'ok')).toBe(SAID_AT_ONCE);
    expect(countOf(answers, 'too_many')).toBe(500 - SAID_AT_ONCE);

    // Everything that was acknowledged is there, in the order in which it was said, and nothing that was refused.
    const heard: string[] = [];
    for (let rev = 0, more = true; more;) {
      const page = await courier.ask('timeline.since', { lineId, rev });
      for (const { body } of page.entries) if (body.kind === 'text') heard.push(body.text);
      ({ rev, more } = page);
    }
    const kept = answers.flatMap((one, i) => (one.ok ? [`${i}`] : []));
    expect(heard.filter((text) => text !== '我到楼下了')).toEqual(kept);
  });

  it('puts no more words of notes right than that', async () => {
    await using server = await startServer({ sfu: null, clock: new TestClock() });
    const { delivery, tokens } = await server.createDelivery();
    await using phone = await server.phone(tokens.recipient);
    const correct = () => answer(phone, 'notes.correct', { lineId: delivery.id, entryId: newId(), text: 'x' });
    const answers = await Promise.all(Array.from({ length: 300 }, correct));
    expect(countOf(answers, 'not_found')).toBe(SAID_AT_ONCE);
    expect(countOf(answers, 'too_many')).toBe(300 - SAID_AT_ONCE);
  });

  it('gains nothing by more phones or another link, and may go on at a pace', async () => {
    const clock = new TestClock();
    await using server = await startServer({ sfu: null, clock });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    const say = (phone: Phone, text: string) =>
      answer(phone, 'timeline.send', { lineId, clientId: newId<ClientId>(), text });
    const phones = await Promise.all(Array.from({ length: 5 }, () => server.phone(tokens.recipient)));
    const flood = await Promise.all(
      phones.flatMap((phone) => Array.from({ length: 60 }, (_, i) => say(phone, `${i}`))),
    );
    expect(countOf(flood, 'ok')).toBe(SAID_AT_ONCE);
    clock.pass(1000);
    const more = await Promise.all(phones.flatMap((phone) => Array.from({ length: 10 }, (_, i) => say(phone, `${i}`))));
    expect(countOf(more, 'ok')).toBe(SAID_PER_SECOND);

    const fresh = await server.operator('POST', `/deliveries/${lineId}/links`, { role: 'recipient' });
    await using other = await server.phone((fresh.body as { url: string }).url.split('/l/')[1] ?? '');
    expect(codesOf([await say(other, 'by another link')])).toEqual(['too_many']);
  });
});

describe('A member who searches without end', () => {
  it('is refused beyond the limit, and can still say something', async () => {
    await using server = await startServer({ sfu: null, clock: new TestClock() });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    await using phone = await server.phone(tokens.recipient);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => answer(phone, 'timeline.search', { lineId, text: '楼下', after: null })),
    );
    expect(countOf(answers, 'ok')).toBe(SEARCHED_AT_ONCE);
    expect(countOf(answers, 'too_many')).toBe(100 - SEARCHED_AT_ONCE);
    const text = { lineId, clientId: newId<ClientId>(), text: '马上下来' };
    expect(codesOf([await answer(phone, 'timeline.send', text)])).toEqual(['ok']);
  });
});

describe('A page that asks for what there is not', () => {
  it('is told so, and its asking counts', async () => {
    await using server = await startServer({ sfu: null, clock: new TestClock() });
    const { tokens } = await server.createDelivery();
    await using phone = await server.phone(tokens.recipient);
    for (const name of ['timeline.forget', 'toString', '__proto__', ''])
      expect(await answer(phone, name, {})).toMatchObject({ ok: false, error: { code: 'bad_request' } });
    const answers = await Promise.all(Array.from({ length: 500 }, () => answer(phone, 'people.hello2', {})));
    expect(countOf(answers, 'bad_request')).toBe(ASKED_AT_ONCE - 4);
    expect(countOf(answers, 'too_many')).toBe(104);
  });

  it('is answered even where it sent no payload at all', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens } = await server.createDelivery();
    await using phone = await server.phone(tokens.recipient);
    expect(await phone.socket.timeout(5000).emitWithAck('people.hello')).toMatchObject({
      ok: false,
      error: { code: 'bad_request' },
    });
  });
});
