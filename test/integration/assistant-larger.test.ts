import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Entry, LineId, Suggestion } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { json, type ModelServer, says, startModelServer } from '../support/model-server.ts';
import { door } from '../support/photos.ts';
import { download, unzip } from '../support/record.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

const means = (...intents: Record<string, unknown>[]) => says({ sure: true, intents });
const coming = means({ intent: 'coming' });
/** The built-in model is not sure what these mean. */
const unsure = '等我闺女放学吧';
/** It is sure that this is none of its intents. */
const question = 'Do you also deliver on Sundays?';

let model: ModelServer;
let server: TestServer;
const settingsFor = (more: Record<string, string>) => ({
  DOORLINE_ASSISTANT: 'on',
  DOORLINE_MODEL_URL: model.url,
  DOORLINE_MODEL_KEY: 'sk-of-the-operator',
  DOORLINE_MODEL_NAME: 'some-model',
  // A message that hangs in a test waits for the test, not for the clock.
  DOORLINE_MODEL_TIMEOUT: '60000',
  ...more,
});
beforeAll(async () => {
  model = await startModelServer();
  server = await startServer({ sfu: null, settings: settingsFor({ DOORLINE_MODEL_VISION: 'on' }) });
});
afterAll(async () => {
  await server.close();
  await model[Symbol.asyncDispose]();
});
beforeEach(() => {
  model.heard.length = 0;
});

async function lineOn(on: TestServer, fields: Record<string, unknown> = {}) {
  const made = await on.createDelivery({ courier: { id: `courier-${newId()}`, name: '王建国' }, ...fields });
  const { id: lineId } = made.delivery;
  await on.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
  const courier = await on.phone(made.tokens.courier);
  const recipient = await on.phone(made.tokens.recipient);
  await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
  const say = (phone: Phone, text: string) => phone.ask('timeline.send', { lineId, clientId: newId(), text });
  return { ...made, lineId, courier, recipient, say };
}
const line = (fields?: Record<string, unknown>) => lineOn(server, fields);

const suggestionIn = ({ body }: Entry): Suggestion | null => (body.kind === 'suggestion' ? body : null);
const suggested = (phone: Phone) => phone.next('timeline.changed', (entry) => suggestionIn(entry) !== null);
async function suggestionsOn(phone: Phone, lineId: LineId): Promise<Suggestion[]> {
  const { entries } = await phone.ask('timeline.since', { lineId, rev: 0 });
  return entries.flatMap((entry) => suggestionIn(entry) ?? []);
}

/** How many questions had this end since the server began. */
async function ended(on: TestServer, asked: string, outcome: string): Promise<number> {
  const answer = await fetch(`${on.url}/metrics`, { headers: { authorization: `Bearer ${on.apiKey}` } });
  const name = `doorline_model_questions_total{asked="${asked}",outcome="${outcome}"} `;
  return Number((await answer.text()).split(name)[1]?.split('\n')[0] ?? 0);
}
const untilEnded = (on: TestServer, asked: string, outcome: string, times: number) =>
  expect.poll(() => ended(on, asked, outcome), { timeout: 15_000 }).toBe(times);

describe('what the built-in model is unsure of', () => {
  it('becomes a question to a person, marked as the larger model’s, and is never done without a tap', async () => {
    const { lineId, recipient, courier, say } = await line();
    model.answering = coming;
    const said = await say(recipient, unsure);
    const asked = await suggested(courier);
    expect(asked).toMatchObject({
      by: null,
      replyTo: said.id,
      body: { act: { do: 'coming' }, asks: 'recipient', about: said.by, state: 'open', larger: true },
    });
    const { body } = await recipient.ask('assistant.answer', { lineId, entryId: asked.id, answer: 'confirm' });
    expect(body).toMatchObject({ state: 'confirmed', answeredBy: said.by, larger: true });
    const { bytes } = await download(server, lineId);
    const page = unzip(bytes).find(({ name }) => name === 'index.html');
    expect(String(page?.content)).toContain('Read by the operator’s larger model');
  });

  it('is shown without the names, numbers, codes and places of the line', async () => {
    const { lineId, delivery, recipient, say } = await line({ reference: 'SF2026-7788' });
    model.answering = says({ sure: false, intents: [{ intent: 'other' }], answer: null, facts: [] });
    await say(recipient, '给演示花园王建国他们家也行，门禁 4096，电话13800138000，李女士，单号SF2026-7788，一二零一');
    await model.asked(1);
    await say(recipient, '王建国，你们客服几点下班？我是李女士，3 号楼 2 单元 1201 的，卡号尾数四零九六');
    // Once for what it means, and once for an answer.
    await model.asked(3);
    const heard = model.heard.map(({ body }) => body).join('\n');
    const ids = [lineId, delivery.reference, 'SF2026', '7788'];
    const secrets = ['王建国', '建国', '李女士', '演示', '1201', '一二零一', '4096', '四零九六', '138001'];
    for (const secret of [...ids, ...secrets]) expect(heard, secret).not.toContain(secret);
    expect(heard).toContain('<NAME_1>');
    expect(model.heard[0]?.headers.authorization).toBe('Bearer sk-of-the-operator');
  });

  it('keeps nobody waiting, and is asked about no more once the line has gone on', async () => {
    await using slow = await startServer({ sfu: null, settings: settingsFor({}) });
    const held: ServerResponse[] = [];
    model.answering = (response) => void held.push(response);
    const lines = await Promise.all([lineOn(slow), lineOn(slow), lineOn(slow), lineOn(slow)]);
    const [said, taken, moved, still] = lines;
    const release = async () => coming(held.shift() ?? expect.fail('nothing is held'));

    // The model hears two at once.
    await said.say(said.recipient, unsure);
    const words = await taken.say(taken.recipient, unsure);
    await model.asked(2);
    const texts = [...Array.from({ length: 19 }, () => '嗯'), '放门卫那里吧'];
    const sent = await Promise.all(texts.map((text) => said.say(said.recipient, text)));
    expect(new Set(sent.map(({ seq }) => seq)).size).toBe(20);
    expect(suggestionIn(await suggested(said.courier))).toMatchObject({ act: { do: 'leave_at', place: 'guard' } });
    await taken.recipient.ask('timeline.take_back', { lineId: taken.lineId, entryId: words.id });
    await release();
    await release();
    await untilEnded(slow, 'understand', 'answered', 2);

    await moved.say(moved.recipient, unsure);
    await still.say(still.recipient, unsure);
    await model.asked(4);
    await slow.operator('POST', `/deliveries/${moved.lineId}/status`, { status: 'arrived' });
    await release();
    await release();
    await untilEnded(slow, 'understand', 'answered', 4);

    // It ends when all that was under way is done.
    await slow.restart();
    const larger = await Promise.all(
      lines.map(async ({ lineId, tokens }) => {
        await using phone = await slow.phone(tokens.recipient);
        return (await suggestionsOn(phone, lineId)).filter((suggestion) => suggestion.larger).length;
      }),
    );
    expect(larger).toEqual([0, 0, 0, 1]);
  });

  it('stays so where the model is broken or lies, and the line goes on as without it', async () => {
    const { lineId, recipient, courier, say } = await line();
    const answers: [string, (response: ServerResponse) => void][] = [
      ['http_500', json('{"error":"no"}', 500)],
      [
        'broken_off',
        (response) =>
          void response.writeHead(200, { 'content-type': 'application/json' }).write('{"ch', () => response.destroy()),
      ],
      ['wrong_schema', means({ intent: 'mark_all_delivered' })],
      ['not_in_text', means({ intent: 'leave_at', place: 'other', detail: '警察局' })],
    ];
    for (const [outcome, answering] of answers) {
      model.answering = answering;
      await say(recipient, unsure);
      await untilEnded(server, 'understand', outcome, 1);
    }
    await say(recipient, '放门卫那里吧');
    await suggested(courier);
    expect(await suggestionsOn(courier, lineId)).toMatchObject([{ act: { do: 'leave_at', place: 'guard' } }]);
  });
});

describe('a question that is none of the routine ones', () => {
  const answer = 'Yes, parcels are brought between 08:00 and 12:00 every day.';

  it('is answered from facts of the line, in words that the recipient can say no to', async () => {
    const { lineId, recipient, courier, say } = await line();
    model.answering = says({ sure: true, answer, facts: [3] });
    const said = await say(recipient, question);
    const told = await suggested(courier);
    expect(told).toMatchObject({
      replyTo: said.id,
      body: {
        act: { do: 'answer', answer: { to: 'question', text: answer } },
        asks: null,
        state: 'applied',
        larger: true,
      },
    });
    const heard = model.heard[0]?.body ?? '';
    for (const fact of ['The courier is on the way with the parcel, since', 'between 18:00 and 22:00 every day'])
      expect(heard).toContain(fact);
    const { body } = await recipient.ask('assistant.answer', { lineId, entryId: told.id, answer: 'dismiss' });
    expect(body).toMatchObject({ state: 'dismissed' });

    const again = await say(recipient, question);
    await recipient.next('timeline.changed', ({ replyTo }) => replyTo === again.id);
    await recipient.ask('timeline.take_back', { lineId, entryId: again.id });
    const gone = await recipient.next('timeline.changed', (entry) => suggestionIn(entry)?.state === 'replaced');
    expect(gone).toMatchObject({ replyTo: again.id, body: { act: { answer: { to: 'question', text: '' } } } });
  });

  it('is left to whoever answers it first, and to the agent who has joined', async () => {
    const { lineId, recipient, courier, say } = await line();
    const before = await ended(server, 'answer', 'answered');
    const held: ServerResponse[] = [];
    model.answering = (response) => void held.push(response);
    await say(recipient, question);
    await model.asked(1);
    await say(courier, '嗯');
    for (const response of held) says({ sure: true, answer, facts: [3] })(response);
    await untilEnded(server, 'answer', 'answered', before + 1);

    const mei = await nameGuest(server, 'agent', 'Mei');
    const agent = await mei.phone();
    await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
    await agent.ask('people.join', { lineId });
    await say(recipient, question);
    await say(recipient, '放门卫那里吧');
    await suggested(courier);
    expect(model.heard).toHaveLength(1);
    expect(await suggestionsOn(courier, lineId)).toMatchObject([{ act: { do: 'leave_at' } }]);
  });
});

describe('a photo', () => {
  const saw = (kind: string) => says({ sure: true, kind, words: '' });
  async function show(on: TestServer, { lineId, tokens }: { lineId: LineId; tokens: { recipient: string } }) {
    const { status } = await fetch(`${on.url}/api/lines/${lineId}/photos`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.recipient}`, 'x-client-id': newId() },
      body: Buffer.from(door()),
    });
    expect(status).toBe(201);
  }

  it('is offered as what the model sees in it, and as before where it sees nothing', async () => {
    const made = await line();
    model.answering = saw('other');
    await show(server, made);
    await untilEnded(server, 'look', 'answered', 1);
    model.answering = saw('door');
    await show(server, made);
    const { id: entryId, body } = await suggested(made.recipient);
    expect(body).toMatchObject({ act: { do: 'landmark' }, asks: 'recipient', state: 'open', larger: true });
    await made.recipient.ask('assistant.answer', { lineId: made.lineId, entryId, answer: 'dismiss' });
    await suggested(made.recipient);

    model.answering = says({ sure: false, kind: 'other', words: '' });
    await show(server, made);
    const offered = suggestionIn(await suggested(made.recipient));
    expect(offered).toMatchObject({ act: { do: 'landmark' }, state: 'open', confidence: 1 });
    expect(offered).not.toHaveProperty('larger');
    expect(await suggestionsOn(made.recipient, made.lineId)).toHaveLength(2);
  });

  it('leaves for nowhere unless the operator lets it, nor does a word where the assistant is off', async () => {
    await using blind = await startServer({ sfu: null, settings: settingsFor({}) });
    const made = await lineOn(blind);
    await show(blind, made);
    expect(suggestionIn(await suggested(made.recipient))).toMatchObject({ act: { do: 'landmark' } });
    await using off = await startServer({ sfu: null, settings: settingsFor({ DOORLINE_ASSISTANT: 'off' }) });
    const quiet = await lineOn(off);
    await quiet.say(quiet.recipient, unsure);
    await off.restart();
    expect(model.heard).toEqual([]);
  });
});
