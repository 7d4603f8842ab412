import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AssistantAnswer, ClientId, Entry, Fix, LineId, Point, StationId, Suggestion } from '#protocol';
import { demoPlace } from '../../server/location/demo-place.ts';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { sendFile } from '../support/record.ts';
import { recordingBytes } from '../support/recordings.ts';
import { heard, ScriptedSpeech } from '../support/scripted-speech.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null, settings: { DOORLINE_ASSISTANT: 'on' } });
});
afterAll(() => server.close());

async function lineOn(on: TestServer, fields: Record<string, unknown> = {}) {
  const made = await on.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' }, ...fields });
  const { id: lineId } = made.delivery;
  await on.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
  const courier = await on.phone(made.tokens.courier);
  const recipient = await on.phone(made.tokens.recipient);
  const { lines } = await recipient.ask('people.hello', {});
  await courier.ask('people.hello', {});
  return { ...made, lineId, courier, recipient, recipientId: lines[0]?.me };
}
const line = (fields?: Record<string, unknown>) => lineOn(server, fields);

const say = (phone: Phone, lineId: LineId, text: string) =>
  phone.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text });

const answerIn = ({ body }: Entry): AssistantAnswer | null =>
  body.kind === 'suggestion' && body.act.do === 'answer' ? body.act.answer : null;
const answerOf = (entry: Entry) => answerIn(entry) ?? expect.fail('no answer');
/** The next answer that a phone hears of. */
const answered = (phone: Phone, state: Suggestion['state'] = 'applied') =>
  phone.next('timeline.changed', (entry) => answerIn(entry) !== null && (entry.body as Suggestion).state === state);

const answersOn = async ({ courier, lineId }: { courier: Phone; lineId: LineId }) =>
  (await courier.ask('timeline.since', { lineId, rev: 0 })).entries.filter((entry) => answerIn(entry) !== null);

/** Nothing of what was asked before has an answer but `those`: messages are heard in their order, and which door is always known. */
async function onlyAnswered(
  line: { courier: Phone; lineId: LineId },
  ...those: AssistantAnswer['to'][]
): Promise<void> {
  await say(line.courier, line.lineId, '请问几号楼几单元？');
  await line.courier.next('timeline.changed', (entry) => answerIn(entry)?.to === 'way');
  expect((await answersOn(line)).map((entry) => answerIn(entry)?.to)).toEqual([...those, 'way']);
}

describe("the courier's routine questions", () => {
  it('whether somebody is in is answered from what was said today, and what says otherwise replaces it', async () => {
    const { lineId, courier, recipient, recipientId } = await line();
    const said = await say(recipient, lineId, '我不在家');
    const question = await say(courier, lineId, '您在家吗？');
    const first = await answered(courier);
    expect(first).toMatchObject({
      by: null,
      replyTo: question.id,
      body: {
        act: { do: 'answer', answer: { to: 'home', home: false, saidAt: said.at } },
        about: recipientId,
        asks: null,
        state: 'applied',
        from: said.id,
      },
    });
    await say(recipient, lineId, '马上下来');
    expect(await answered(courier, 'replaced')).toMatchObject({ id: first.id });
  });
  it('a code is told as it was said, once in two minutes, and is gone when its words are taken back', async () => {
    const { lineId, courier, recipient } = await line();
    await say(courier, lineId, '门禁密码多少');
    const said = await say(recipient, lineId, '门禁密码是4096#');
    await say(courier, lineId, '门禁密码是多少？');
    const told = await answered(courier);
    expect(answerOf(told)).toEqual({ to: 'code', code: '4096#', saidAt: said.at });
    await say(courier, lineId, 'What is the door code?');
    await onlyAnswered({ courier, lineId }, 'code');
    await recipient.ask('timeline.take_back', { lineId, entryId: said.id });
    const gone = await answered(courier, 'replaced');
    expect([gone.id, answerOf(gone)]).toEqual([told.id, { to: 'code', code: '', saidAt: said.at }]);
    for (const phone of [courier, recipient])
      expect(JSON.stringify(await phone.ask('timeline.open', { lineId }))).not.toContain('4096');
  });
  it('where to leave it is answered from what was agreed, and never from a wish alone', async () => {
    const { lineId, courier, recipient } = await line();
    await say(recipient, lineId, '放门卫那里吧');
    const asked = await courier.next('timeline.changed', ({ body }) => body.kind === 'suggestion');
    await say(courier, lineId, '放门卫行吗');
    await onlyAnswered({ courier, lineId });
    await courier.ask('assistant.answer', { lineId, entryId: asked.id, answer: 'confirm' });
    await say(courier, lineId, '放驿站可以吗？');
    const told = await courier.next('timeline.changed', (entry) => answerIn(entry)?.to === 'leave_at');
    expect(answerOf(told)).toEqual({ to: 'leave_at', place: 'guard', agreed: true });
    await say(recipient, lineId, '别放门卫');
    expect(await answered(courier, 'replaced')).toMatchObject({ id: told.id });
  });
  it('which door is answered with the flat, the house and the way as it was said', async () => {
    const { lineId, courier, recipient } = await line({ addressDetail: '1201' });
    await say(recipient, lineId, '从北门进，左手第二个单元');
    const question = await say(courier, lineId, '几号楼');
    const told = await answered(courier);
    expect(answerOf(told)).toEqual({
      to: 'way',
      address: '1201',
      said: '从北门进，左手第二个单元',
      building: { zh: '3 号楼', en: 'No. 3' },
    });
    await courier.ask('timeline.take_back', { lineId, entryId: question.id });
    const gone = await answered(courier, 'replaced');
    expect(gone.id).toBe(told.id);
    expect(answerOf(gone)).not.toHaveProperty('said');
  });
  it('are heard in voice notes too, and an answer goes with a transcript that was put right', async () => {
    const speech = new ScriptedSpeech();
    await using spoken = await startServer({ sfu: null, speech, settings: { DOORLINE_ASSISTANT: 'on' } });
    const { lineId, courier, recipient, tokens } = await lineOn(spoken);
    const bytes = recordingBytes('zh-aishell-guangzhou.wav');
    const speak = async (token: string, words: string) => {
      speech.answers.push(heard(words));
      const { id } = await sendFile(spoken, { token, lineId, kind: 'notes', bytes });
      await courier.next(
        'timeline.changed',
        ({ id: changed, body }) => changed === id && body.kind === 'voice' && body.transcript.state === 'done',
      );
      return id;
    };
    const note = await speak(tokens.recipient, '门禁密码是4096#');
    const question = await speak(tokens.courier, '门禁密码多少');
    const told = await answered(courier);
    expect(told).toMatchObject({ replyTo: question, body: { from: note, act: { answer: { code: '4096#' } } } });
    await recipient.ask('notes.correct', { lineId, entryId: note, text: '门禁密码是4069#' });
    expect(await answered(courier, 'replaced')).toMatchObject({ id: told.id, body: { act: { answer: { code: '' } } } });
    await say(courier, lineId, 'What is the door code?');
    expect(answerOf(await answered(courier))).toMatchObject({ code: '4069#' });
  });
  it('are not answered where the recipient has said that it is not so', async () => {
    const { lineId, courier, recipient } = await line();
    await say(recipient, lineId, '我不在家');
    await say(courier, lineId, '您在家吗？');
    const { id: entryId } = await answered(courier);
    await expect(courier.ask('assistant.answer', { lineId, entryId, answer: 'dismiss' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await recipient.ask('assistant.answer', { lineId, entryId, answer: 'dismiss' });
    expect(await answered(courier, 'dismissed')).toMatchObject({ id: entryId });
    await say(courier, lineId, '有人在家吗？');
    await onlyAnswered({ courier, lineId }, 'home');
  });
  it('are answered with what is remembered of the recipient, as their habit, and never before a station', async () => {
    const recipientIs = { name: '李女士', id: `recipient-${newId()}` };
    const { lineId, courier, recipient } = await line({ recipient: recipientIs });
    await recipient.ask('preferences.correct', { lineId, place: 'guard' });
    await say(courier, lineId, '放门口可以吗？');
    expect(answerOf(await answered(courier))).toEqual({ to: 'leave_at', place: 'guard', agreed: false });
    const next = await line({ recipient: recipientIs });
    const shop = await nameGuest(server, 'station', '菜鸟驿站');
    const invite = { role: 'station', stationId: shop.id as StationId } as const;
    await next.courier.ask('people.invite', { lineId: next.lineId, invite });
    await say(next.courier, next.lineId, '放门口可以吗？');
    await onlyAnswered(next);
  });
  it('are not answered from another line of the same round, and not once the delivery is over', async () => {
    const mine = await line();
    await say(mine.recipient, mine.lineId, '门禁密码是4096#');
    const other = await line({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
    await say(other.courier, other.lineId, '门禁密码多少');
    await onlyAnswered(other);
    await server.operator('POST', `/deliveries/${mine.lineId}/status`, { status: 'delivered' });
    for (const text of ['门禁密码多少', '几号楼']) await say(mine.courier, mine.lineId, text);
    await say(mine.recipient, mine.lineId, '收到了，谢谢');
    await mine.courier.next('timeline.changed', ({ body }) => body.kind === 'suggestion' && body.act.do === 'received');
    expect(await answersOn(mine)).toEqual([]);
  });
  it('quote nothing that a station which came later does not see', async () => {
    const { lineId, courier, recipient } = await line();
    for (const text of ['门禁密码是4096#', '从北门进，左手第二个单元', '我不在家']) await say(recipient, lineId, text);
    await say(courier, lineId, '您在家吗？');
    const before = await answered(courier);
    const shop = await nameGuest(server, 'station', '菜鸟驿站');
    const keeper = await shop.phone();
    await courier.ask('people.invite', { lineId, invite: { role: 'station', stationId: shop.id as StationId } });
    for (const text of ['门禁密码多少', '您在家吗？', '谢谢']) await say(courier, lineId, text);
    await onlyAnswered({ courier, lineId }, 'home');
    const [first, way] = await answersOn({ courier, lineId });
    expect(first).toEqual(before);
    expect(way && answerOf(way)).not.toHaveProperty('said');
    const said = await say(recipient, lineId, '门禁密码是4096#');
    await say(courier, lineId, '门禁密码是多少？');
    expect(answerOf(await answered(keeper))).toMatchObject({ to: 'way' });
    expect(answerOf(await answered(keeper))).toEqual({ to: 'code', code: '4096#', saidAt: said.at });
  });
  it('are left to the agent who has joined', async () => {
    const { lineId, courier, recipient } = await line();
    await say(recipient, lineId, '门禁密码是4096#');
    const mei = await nameGuest(server, 'agent', 'Mei');
    const desk = await mei.phone();
    await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
    await desk.ask('people.join', { lineId });
    for (const text of ['门禁密码多少', '几号楼']) await say(courier, lineId, text);
    await say(recipient, lineId, '放门口就行');
    await courier.next('timeline.changed', ({ body }) => body.kind === 'suggestion' && body.act.do === 'leave_at');
    expect(await answersOn({ courier, lineId })).toEqual([]);
  });
  it('leave no words behind that somebody has the right to have erased', async () => {
    const { lineId, courier, recipient } = await line();
    await say(recipient, lineId, '门禁密码是4096#');
    await say(courier, lineId, '门禁密码多少');
    const { id } = await answered(courier);
    await server.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' });
    const { entries } = await courier.ask('timeline.open', { lineId });
    expect(entries.find((entry) => entry.id === id)?.body).toEqual({
      kind: 'erased',
      was: 'suggestion',
      why: 'request',
    });
  });
});

describe("the recipient's question where the courier is", () => {
  const north = (m: number) => ({ lat: demoPlace.home.lat + m / 111_195, lng: demoPlace.home.lng });
  const fixAt = (point: Point): Fix => ({ point, accuracy: 8, speed: null, heading: null, at: Date.now() });

  it('has no answer but the doors that come first where no position is shared, and none from the arrival on', async () => {
    const { lineId, recipient, courier, recipientId } = await line();
    const question = await say(recipient, lineId, '你到哪了');
    expect(await answered(recipient)).toMatchObject({
      replyTo: question.id,
      body: { act: { do: 'answer', answer: { to: 'where', stopsBefore: 0 } }, about: recipientId, state: 'applied' },
    });
    const there = await line();
    await server.operator('POST', `/deliveries/${there.lineId}/status`, { status: 'arrived' });
    await say(there.recipient, there.lineId, 'where are you');
    await onlyAnswered(there);
    await onlyAnswered({ courier, lineId }, 'where');
  });
  it('is answered with what this line is told of the way, and of no other line', async () => {
    const courier = { id: `courier-${newId()}`, name: 'Wang' };
    const first = await line({ courier });
    const second = await line({ courier, point: north(9000) });
    await first.courier.ask('location.share', { lineIds: [first.lineId], forMs: null });
    await first.courier.ask('location.report', { fixes: [fixAt(north(1200))] });
    await first.recipient.next('location.away', ({ away }) => away.distanceM !== null);
    await say(first.recipient, first.lineId, '还有多久');
    const { positions } = await first.recipient.ask('location.positions', { lineId: first.lineId });
    const told = positions[0]?.away;
    expect(answerOf(await answered(first.recipient))).toEqual({
      to: 'where',
      distanceM: told?.distanceM,
      minutes: (told?.leftMs ?? 0) / 60_000,
      stopsBefore: 0,
    });
    await say(second.recipient, second.lineId, '还有几家');
    expect(answerOf(await answered(second.recipient))).toEqual({ to: 'where', stopsBefore: 1 });
    // Shared, and yet not seen: another door comes first, and they are far away.
    await first.courier.ask('location.share', { lineIds: [second.lineId], forMs: null });
    const third = await line({ courier, point: north(18_000) });
    await first.courier.ask('location.share', { lineIds: [third.lineId], forMs: null });
    await say(third.recipient, third.lineId, 'where are you');
    expect(answerOf(await answered(third.recipient))).toEqual({ to: 'where', stopsBefore: 2 });
  });
  it('tells no more than the operator lets a line see, and nothing of who else shares', async () => {
    await using strict = await startServer({
      sfu: null,
      settings: { DOORLINE_ASSISTANT: 'on', DOORLINE_COURIER_SIGHT: 'words' },
    });
    const { lineId, courier, recipient } = await lineOn(strict);
    await recipient.ask('location.share', { lineIds: [lineId], forMs: null });
    await recipient.ask('location.report', { fixes: [fixAt(north(5000))] });
    await courier.ask('location.share', { lineIds: [lineId], forMs: null });
    await courier.ask('location.report', { fixes: [fixAt(north(338))] });
    await recipient.next('location.away', ({ away }) => away.distanceM !== null);
    await say(recipient, lineId, 'where are you');
    expect(answerOf(await answered(recipient))).toMatchObject({ to: 'where', distanceM: 300, stopsBefore: 0 });
  });
});
