import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeechResult } from '../../media/speech-to-text.ts';
import type { Entry, EntryId, Transcript } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { verifyExport } from '../../server/record/verify.ts';
import { nameGuest } from '../support/guests.ts';
import { download, sendFile, unzip } from '../support/record.ts';
import { recordingBytes } from '../support/recordings.ts';
import { crash, heard, ScriptedSpeech } from '../support/scripted-speech.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

const bytes = recordingBytes('en-jfk.wav');
const speech = new ScriptedSpeech();
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null, speech });
});
afterAll(() => server.close());

/** A line with one note of the recipient's, of which the engine hears this. */
async function spokenLine(...answers: (() => Promise<SpeechResult>)[]) {
  const { delivery, tokens } = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const lineId = delivery.id;
  const courier = await server.phone(tokens.courier);
  const recipient = await server.phone(tokens.recipient);
  await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
  speech.answers.push(...answers);
  const note = await sendFile(server, { token: tokens.recipient, lineId, kind: 'notes', bytes });
  return { lineId, courier, recipient, note, asked: { lineId, entryId: note.id } };
}

const transcriptOf = ({ body }: Entry): Transcript | null => (body.kind === 'voice' ? body.transcript : null);

/** The next state of the note's transcript that the phone hears of. */
const told = async (phone: Phone, entryId: EntryId, state: Transcript['state']) =>
  transcriptOf(
    await phone.next('timeline.changed', (entry) => entry.id === entryId && transcriptOf(entry)?.state === state),
  );

describe('a transcript that failed', () => {
  it('is made again at anybody’s wish, with as many tries as the first time', async () => {
    const { courier, recipient, note, asked } = await spokenLine(crash, crash);
    expect(await told(courier, note.id, 'failed')).toEqual({ state: 'failed', reason: 'engine_failed' });
    const second = Promise.withResolvers<SpeechResult>();
    speech.answers.push(crash, () => second.promise);
    const answers = await Promise.all([courier.ask('notes.retry', asked), recipient.ask('notes.retry', asked)]);
    for (const answer of answers) expect(transcriptOf(answer)).toEqual({ state: 'pending' });
    second.resolve(await heard('he is at the gate')());
    expect(await told(recipient, note.id, 'done')).toMatchObject({ text: 'he is at the gate' });
    expect(speech.answers).toEqual([]);
    await expect(courier.ask('notes.retry', asked)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is nobody’s who cannot see it, and nothing that is no note has one', async () => {
    const { courier, lineId, asked } = await spokenLine(heard('yes'));
    const other = await spokenLine(heard('no'));
    await expect(other.courier.ask('notes.retry', asked)).rejects.toMatchObject({ code: 'forbidden' });
    const text = await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'hello' });
    const retried = courier.ask('notes.retry', { lineId, entryId: text.id });
    await expect(retried).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      other.courier.ask('notes.retry', { lineId: other.lineId, entryId: asked.entryId }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stays so where transcripts are off', async () => {
    await using silent = await startServer({ sfu: null });
    const { delivery, tokens } = await silent.createDelivery();
    await using phone = await silent.phone(tokens.courier);
    const note = await sendFile(silent, { token: tokens.courier, lineId: delivery.id, kind: 'notes', bytes });
    const asked = { lineId: delivery.id, entryId: note.id };
    await expect(phone.ask('notes.retry', asked)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await phone.ask('notes.correct', { ...asked, text: 'at the gate' })).toMatchObject({
      body: { transcript: { state: 'done', text: 'at the gate', corrected: { heard: '' } } },
    });
  });
});

describe('words that somebody puts right', () => {
  it('are read and found by all, and the record shows and proves both', async () => {
    const { lineId, courier, recipient, note, asked } = await spokenLine(heard('the pie cook mode is 7391'));
    await told(courier, note.id, 'done');
    const text = 'the pickup code is 7391';
    const entry = await recipient.ask('notes.correct', { ...asked, text });
    expect(transcriptOf(entry)).toEqual({
      state: 'done',
      text,
      language: 'en',
      corrected: { by: note.by, heard: 'the pie cook mode is 7391' },
    });
    expect(await courier.next('timeline.changed', ({ rev }) => rev === entry.rev)).toEqual(entry);
    expect(await recipient.ask('notes.correct', { ...asked, text: ` ${text} ` })).toEqual(entry);
    const find = async (words: string) =>
      (await courier.ask('timeline.search', { lineId, text: words, after: null })).found.length;
    expect([await find('pickup code'), await find('pie cook')]).toEqual([1, 0]);

    const { path, bytes: zip } = await download(server, lineId);
    expect(await verifyExport(path, [])).toMatchObject({ problems: [] });
    const page =
      unzip(zip)
        .find(({ name }) => name === 'index.html')
        ?.content.toString() ?? '';
    expect(page).toContain(text);
    expect(page).toContain('the pie cook mode is 7391');
    expect(page).toContain('Words put right by');
  });

  it('are for the speaker and for customer service', async () => {
    const { lineId, courier, recipient, note, asked } = await spokenLine(heard('gate tree'));
    await told(courier, note.id, 'done');
    const theirs = courier.ask('notes.correct', { ...asked, text: 'gate three' });
    await expect(theirs).rejects.toMatchObject({ code: 'forbidden' });
    const mei = await nameGuest(server, 'agent', 'Mei');
    await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
    await using desk = await mei.phone();
    const { me } = await desk.ask('people.join', { lineId });
    const entry = await desk.ask('notes.correct', { ...asked, text: 'gate three' });
    expect(transcriptOf(entry)).toMatchObject({ text: 'gate three', corrected: { by: me, heard: 'gate tree' } });
  });

  it('that come while the engine listens are not written over by it', async () => {
    const listening = Promise.withResolvers<SpeechResult>();
    const { lineId, courier, note, asked, recipient } = await spokenLine(() => listening.promise);
    await expect.poll(() => speech.answers.length, { timeout: 15_000 }).toBe(0);
    await recipient.ask('notes.correct', { ...asked, text: 'mind the dog' });
    expect(await told(courier, note.id, 'done')).toMatchObject({ text: 'mind the dog' });
    listening.resolve(await heard('mine the dock')());
    // The next note's words come after whatever became of the first.
    const next = await spokenLine(heard('next'));
    await told(next.courier, next.note.id, 'done');
    const { entries, rev } = await courier.ask('timeline.open', { lineId });
    expect(entries.map(transcriptOf)).toMatchObject([{ text: 'mind the dog', corrected: { heard: '' } }]);
    expect(rev).toBe(2);
  });
});

describe('a note that was taken back', () => {
  it('is neither heard nor read nor found on the line, and is kept for the record', async () => {
    const { lineId, courier, recipient, note, asked } = await spokenLine(heard('the blue door'));
    await told(courier, note.id, 'done');
    const noteId = note.body.kind === 'voice' ? note.body.noteId : '';
    const listen = async ({ token }: Phone) =>
      (await fetch(`${server.url}/api/notes/${noteId}/audio`, { headers: { authorization: `Bearer ${token}` } }))
        .status;
    expect(await listen(courier)).toBe(200);
    await expect(courier.ask('timeline.take_back', asked)).rejects.toMatchObject({ code: 'forbidden' });
    const gone = await recipient.ask('timeline.take_back', asked);
    expect(gone.body).toEqual({ kind: 'taken_back', was: 'voice' });
    expect(await courier.next('timeline.changed', ({ rev }) => rev === gone.rev)).toEqual(gone);
    expect([await listen(courier), await listen(recipient)]).toEqual([404, 404]);
    const search = { lineId, text: 'blue door', after: null };
    expect((await courier.ask('timeline.search', search)).found).toEqual([]);
    for (const again of ['notes.retry', 'timeline.take_back'] as const) {
      const answer = recipient.ask(again, asked).catch(({ code }: { code: string }) => code);
      expect(await answer).toEqual(again === 'notes.retry' ? 'not_found' : gone);
    }
    await expect(recipient.ask('notes.correct', { ...asked, text: 'x' })).rejects.toMatchObject({ code: 'not_found' });

    const { path, bytes: zip } = await download(server, lineId);
    expect(await verifyExport(path, [])).toMatchObject({ problems: [] });
    const files = unzip(zip);
    expect(files.find(({ name }) => name === `media/${noteId}.wav`)?.content.equals(bytes)).toBe(true);
    expect(files.find(({ name }) => name === 'index.html')?.content.toString()).toContain('the blue door');
  });

  it('before its turn is not given to the engine, nor does what is heard bring it back', async () => {
    const listening = Promise.withResolvers<SpeechResult>();
    const first = await spokenLine(() => listening.promise);
    await expect.poll(() => speech.answers.length, { timeout: 15_000 }).toBe(0);
    const second = await spokenLine();
    const taken = await second.recipient.ask('timeline.take_back', second.asked);
    await first.recipient.ask('timeline.take_back', first.asked);
    const asked = speech.asked;
    const third = await spokenLine(heard('the third'));
    listening.resolve(await heard('the first')());
    expect(await told(third.courier, third.note.id, 'done')).toMatchObject({ text: 'the third' });
    expect(speech.asked).toBe(asked + 1);
    expect((await second.courier.ask('timeline.open', { lineId: second.lineId })).entries).toEqual([taken]);
    expect(await first.courier.ask('timeline.open', { lineId: first.lineId })).toMatchObject({
      entries: [{ body: { kind: 'taken_back', was: 'voice' } }],
      rev: 2,
    });
  });
});
