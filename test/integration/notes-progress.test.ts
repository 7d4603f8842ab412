import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeechResult } from '../../media/speech-to-text.ts';
import type { EntryId, LineId, StationId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { nameGuest } from '../support/guests.ts';
import { sendFile } from '../support/record.ts';
import { recordingBytes } from '../support/recordings.ts';
import { heard, ScriptedSpeech } from '../support/scripted-speech.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

const bytes = recordingBytes('en-jfk.wav');
const speech = new ScriptedSpeech();
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null, speech });
});
afterAll(() => server.close());

async function line() {
  const { delivery, tokens } = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: '王师傅' } });
  const lineId = delivery.id;
  const courier = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
  const say = () => sendFile(server, { token: tokens.recipient, lineId, kind: 'notes', bytes });
  return { lineId, courier, recipient, say };
}

/** The next thing that the phone hears of how far the note is. */
const progress = (phone: Phone, entryId: EntryId) => phone.next('notes.progress', (told) => told.entryId === entryId);

/** The engine has this in hand until the test lets go of it. */
function held() {
  const { promise, resolve } = Promise.withResolvers<SpeechResult>();
  speech.answers.push(() => promise);
  return async (words: string) => resolve(await heard(words)());
}
const allAsked = () => expect.poll(() => speech.answers.length, { timeout: 15_000 }).toBe(0);

const call = (phone: Phone, lineId: LineId, stationId: string) =>
  phone.ask('people.invite', { lineId, invite: { role: 'station', stationId: stationId as StationId } });

describe('a note that waits for its words', () => {
  it('says how many are ahead of it, and when it is its turn', async () => {
    const [busy, quiet] = [await line(), await line()];
    const first = held();
    const one = await busy.say();
    expect(await progress(busy.courier, one.id)).toEqual({
      lineId: busy.lineId,
      entryId: one.id,
      ahead: 0,
      partial: '',
    });
    await allAsked();
    const two = await busy.say();
    expect(await progress(busy.courier, two.id)).toMatchObject({ ahead: 1 });
    const three = await busy.say();
    expect(await progress(busy.recipient, three.id)).toMatchObject({ ahead: 2 });
    // A line that has said nothing yet has its turn before the busy one's third.
    const other = await quiet.say();
    expect(await progress(quiet.courier, other.id)).toMatchObject({ ahead: 2 });
    speech.answers.push(heard('two'), heard('other'), heard('three'));
    await first('one');
    for (const [phone, { id }, ahead] of [
      [busy.courier, two, [0]],
      [quiet.courier, other, [1, 0]],
      [busy.recipient, three, [2, 1, 0]],
    ] as const)
      for (const place of ahead) expect(await progress(phone, id)).toMatchObject({ ahead: place, partial: '' });
    expect(quiet.courier.untaken('notes.progress')).toEqual([]);
  });

  it('shows the words so far to who may see it, and to nobody who came after it', async () => {
    const { lineId, courier, recipient, say } = await line();
    const early = await nameGuest(server, 'station', '3 号驿站');
    await call(courier, lineId, early.id);
    await using keeper = await early.phone();
    await keeper.ask('people.hello', {});
    const done = Promise.withResolvers<SpeechResult>();
    const partials = Promise.withResolvers<(text: string) => void>();
    speech.answers.push((onPartial) => {
      partials.resolve(onPartial);
      return done.promise;
    });
    const { id } = await say();
    const tellPartial = await partials.promise;
    tellPartial('I will be');
    for (const phone of [courier, recipient, keeper]) {
      expect(await progress(phone, id)).toMatchObject({ partial: '' });
      expect(await progress(phone, id)).toMatchObject({ ahead: 0, partial: 'I will be' });
    }
    const late = await nameGuest(server, 'station', '9 号驿站');
    await call(courier, lineId, late.id);
    await using stranger = await late.phone();
    await stranger.ask('people.hello', {});
    tellPartial('I will be down');
    expect(await progress(courier, id)).toMatchObject({ partial: 'I will be down' });
    done.resolve(await heard('I will be down in five minutes')());
    // This comes after it, to both.
    await stranger.next('timeline.passed');
    expect(stranger.untaken('notes.progress')).toEqual([]);
  });

  it('shows nothing more of itself once it was taken back', async () => {
    const { lineId, courier, recipient, say } = await line();
    const done = Promise.withResolvers<SpeechResult>();
    const partials = Promise.withResolvers<(text: string) => void>();
    speech.answers.push((onPartial) => {
      partials.resolve(onPartial);
      return done.promise;
    });
    const { id } = await say();
    const tellPartial = await partials.promise;
    tellPartial('I will be');
    await courier.next('notes.progress', ({ partial }) => partial === 'I will be');
    await recipient.ask('timeline.take_back', { lineId, entryId: id });
    tellPartial('I will be at my secret place');
    done.resolve(await heard('I will be at my secret place')());
    // The next note comes after it, to the line too.
    speech.answers.push(heard('yes'));
    const next = await say();
    await courier.next('timeline.changed', (entry) => entry.id === next.id && entry.rev > next.rev);
    expect(
      courier
        .untaken('notes.progress')
        .map(({ partial }) => partial)
        .join(''),
    ).toBe('');
  });

  it('is listened to in the language that its speaker has set, on all their lines and those to come', async () => {
    const rider = { id: `courier-${newId()}`, name: '王师傅' };
    const [first, second] = [
      await server.createDelivery({ courier: rider }),
      await server.createDelivery({ courier: rider }),
    ];
    await using phone = await server.phone(first.tokens.courier);
    const sayOn = async ({ delivery, tokens }: typeof first, as: 'courier' | 'recipient') => {
      speech.answers.push(heard('yes'));
      const lineId = delivery.id;
      const { id } = await sendFile(server, { token: tokens[as], lineId, kind: 'notes', bytes });
      await phone.next('timeline.changed', (entry) => entry.id === id && entry.rev > 1);
      return speech.last?.language;
    };
    expect(await sayOn(first, 'courier')).toBeNull();
    await phone.ask('people.speak', { language: 'en' });
    expect(await sayOn(first, 'courier')).toBe('en');
    expect(await sayOn(first, 'recipient')).toBeNull();
    expect(await sayOn(second, 'courier')).toBe('en');
    const third = await server.createDelivery({ courier: rider });
    expect(await sayOn(third, 'courier')).toBe('en');
    const nextDay = await server.createDelivery({ courier: rider, day: '2099-01-01' });
    await using tomorrow = await server.phone(nextDay.tokens.courier);
    const { lines } = await tomorrow.ask('people.hello', {});
    expect(lines.map(({ members }) => members.map(({ role, speaks }) => ({ role, speaks })))).toEqual([
      [
        { role: 'courier', speaks: 'en' },
        { role: 'recipient', speaks: undefined },
      ],
    ]);
    await phone.ask('people.speak', { language: null });
    expect(await sayOn(third, 'courier')).toBeNull();
    await expect(phone.ask('people.speak', { language: 'fr' as 'en' })).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('is listened to with the names and the address of its line in mind', async () => {
    const { courier, say } = await line();
    speech.answers.push(heard('yes'));
    const { id } = await say();
    await courier.next('timeline.changed', (entry) => entry.id === id && entry.rev > 1);
    expect(speech.last?.words).toEqual(expect.arrayContaining(['演示花园', '3 号楼 2 单元 1201', '王师傅', '李女士']));
  });
});

describe('an engine that works on two notes at a time', () => {
  it('is given two, of one line too, and each once', async () => {
    const two = new ScriptedSpeech(2);
    await using own = await startServer({ sfu: null, speech: two });
    const { delivery, tokens } = await own.createDelivery();
    await using courier = await own.phone(tokens.courier);
    const answers = Array.from({ length: 5 }, () => Promise.withResolvers<SpeechResult>());
    two.answers.push(
      ...answers.map(
        ({ promise }) =>
          () =>
            promise,
      ),
    );
    const notes = [];
    for (let at = 0; at < 5; at++)
      notes.push(await sendFile(own, { token: tokens.recipient, lineId: delivery.id, kind: 'notes', bytes }));
    await expect.poll(() => two.asked, { timeout: 15_000 }).toBe(2);
    const [third] = notes.slice(2);
    expect(await progress(courier, third?.id ?? ('' as EntryId))).toMatchObject({ ahead: 2 });
    for (const [at, { resolve }] of answers.entries()) resolve(await heard(`note ${at}`)());
    for (const { id } of notes)
      await courier.next('timeline.changed', ({ id: changed, body }) => {
        return changed === id && body.kind === 'voice' && body.transcript.state === 'done';
      });
    expect(two.asked).toBe(5);
  });
});
