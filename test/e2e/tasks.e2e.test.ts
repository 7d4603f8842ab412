import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import type { EntryBody, LineId } from '#protocol';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { nameGuest } from '../support/guests.ts';
import { Person } from '../support/person.ts';
import { photoPath } from '../support/photos.ts';
import { sendFile, unzip } from '../support/record.ts';
import { recordingBytes, recordingPath } from '../support/recordings.ts';
import { heard, ScriptedSpeech } from '../support/scripted-speech.ts';
import { startServer, type Phone, type TestServer } from '../support/server.ts';

/** What the pages call things, as a person reads or hears it. */
const words = {
  'en-US': {
    coming: 'Coming down',
    waiting: 'Waiting to send',
    hold: 'Hold to talk',
    release: /^Let go to send/,
    photo: 'Photo',
    place: 'Place',
    landmark: /^A landmark/,
    northGate: /^North gate/,
    call: 'Call',
    answer: 'Answer',
    hangUp: 'Hang up',
    callWith: /^Call with/,
    inCall: 'In a call',
    callOffline: 'No network. The call needs one.',
    callWas: /^Call · 0:\d\d$/,
    arrived: 'Arrived',
    stepOffline: 'No network. Tap again when you are online',
    play: /^Play/,
    pause: 'Pause',
    timeline: 'Timeline',
    search: 'Number, recipient, or what was said',
    searchOffline: 'No network. Search again when you are online',
    join: 'Join',
    facts: 'Facts',
    export: /^Export record/,
    make: 'Export',
    exportOffline: /^No network/,
    offline: 'You are offline',
  },
  'zh-CN': {
    coming: '马上下来',
    waiting: '等待发送',
    hold: '按住说话',
    release: /^松开就发给/,
    photo: '照片',
    place: '位置',
    landmark: /^附近的地标/,
    northGate: /^北门/,
    call: '打电话',
    answer: '接听',
    hangUp: '挂断',
    callWith: /^与.*通话$/,
    inCall: '通话中',
    callOffline: '没有网络，打不了电话。',
    callWas: /^通话 · 0:\d\d$/,
    arrived: '已到',
    stepOffline: '没有网络，联网后再点一次',
    play: /^播放/,
    pause: '暂停',
    timeline: '对话',
    search: '找单号、收件人、说过的话',
    searchOffline: '没有网络，联网后再找',
    join: '加入',
    facts: '资料',
    export: /^导出记录/,
    make: '导出',
    exportOffline: /^没有网络/,
    offline: '现在没有网络',
  },
} as const;

const phone = { width: 390, height: 844 };
const desk = { width: 1440, height: 900 };

/** Each language, size and way of doing meets each other one. */
const ways = [
  { locale: 'zh-CN', viewport: phone, by: 'touch' },
  { locale: 'en-US', viewport: phone, by: 'keys' },
  { locale: 'zh-CN', viewport: desk, by: 'keys' },
  { locale: 'en-US', viewport: desk, by: 'touch' },
] as const;

let server: TestServer;
let browser: TestBrowser;
const speech = new ScriptedSpeech();
/** The line on which it was said aloud, of all lines of the desk. */
let lockerLine: LineId;
const LOCKER = 'the code of the locker is 4711';

beforeAll(async () => {
  server = await startServer({ speech });
  browser = await openBrowser({ speechFile: recordingPath('en-jfk.wav') });
  const silent = await server.createDelivery({ courier: { id: newId(), name: '刘师傅' } });
  const { delivery, tokens } = await server.createDelivery({ courier: { id: newId(), name: '王师傅' } });
  lockerLine = delivery.id;
  await using courier = await server.phone(silent.tokens.courier);
  await courier.ask('timeline.send', { lineId: silent.delivery.id, clientId: newId(), text: 'at the gate' });
  await using other = await server.phone(tokens.recipient);
  // Customer service finds what was said on the lines that one of them has come to.
  await using colleague = await (await nameGuest(server, 'agent', '小陈')).phone();
  for (const [phone, lineId] of [
    [courier, silent.delivery.id],
    [other, lockerLine],
  ] as const) {
    await phone.ask('people.invite', { lineId, invite: { role: 'agent' } });
    await colleague.ask('people.join', { lineId });
  }
  speech.answers.push(heard(LOCKER));
  await sendFile(server, {
    token: tokens.courier,
    lineId: lockerLine,
    kind: 'notes',
    bytes: recordingBytes('en-jfk.wav'),
  });
  await other.next('timeline.changed', (entry) => JSON.stringify(entry).includes(LOCKER));
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

/** What the line's record has, in its order, read by somebody else's phone. */
async function record(of: Phone, lineId: LineId): Promise<EntryBody[]> {
  const { entries } = await of.ask('timeline.since', { lineId, rev: 0 });
  return entries.map(({ body }) => body);
}
const kinds = async (of: Phone, lineId: LineId, kind: EntryBody['kind']) =>
  (await record(of, lineId)).filter((body) => body.kind === kind).length;

describe.concurrent.each(ways)('in $locale at $viewport.width px by $by', ({ locale, viewport, by }) => {
  const t = words[locale];
  const open = (link: string) =>
    browser.open(link, { locale, viewport, touch: by === 'touch', expectedErrors: networkAway });
  const timeline = ({ page }: Person) => page.getByRole('region', { name: t.timeline });
  const offline = ({ page }: Person) => page.getByText(t.offline, { exact: true }).first().waitFor();
  const online = ({ page }: Person) =>
    page.getByText(t.offline, { exact: true }).first().waitFor({ state: 'detached' });
  const waits = (person: Person) => timeline(person).getByText(t.waiting).first().waitFor();

  it('a recipient answers, talks, sends a photo, finds the gate; a courier marks arrived and calls', async ({
    expect,
  }) => {
    const { delivery, links, tokens } = await server.createDelivery({ courier: { id: newId(), name: '王师傅' } });
    const lineId = delivery.id;
    await using other = await server.phone(tokens.courier);
    await other.ask('deliveries.set_status', { lineId, status: 'out_for_delivery' });
    await using opened = await open(links.recipient);
    await using openedToo = await open(links.courier);
    const [recipient, courier] = [new Person(opened.page, by), new Person(openedToo.page, by)];
    const becomes = (kind: EntryBody['kind'], count: number) =>
      expect.poll(() => kinds(other, lineId, kind), { timeout: 15_000 }).toBe(count);

    // "Coming": one tap; without network it waits, says so, and goes out once.
    await recipient.press('button', t.coming);
    await becomes('text', 1);
    expect(recipient.presses).toBeLessThanOrEqual(2);
    await recipient.withoutNetwork(async () => {
      await offline(recipient);
      await recipient.press('button', t.coming);
      await waits(recipient);
    });
    await becomes('text', 2);

    // A voice note: one press. The network goes while it is spoken.
    recipient.presses = 0;
    speech.answers.push(heard('one'), heard('two'));
    await recipient.hold('button', t.hold, async () => {
      await recipient.page.getByText(t.release).waitFor();
      await recipient.page.waitForTimeout(1000); // so long it is spoken
    });
    expect(recipient.presses).toBe(1);
    await becomes('voice', 1);
    await recipient.withoutNetwork(async () => {
      await recipient.hold('button', t.hold, async () => {
        await recipient.page.getByText(t.release).waitFor();
        await offline(recipient);
        await recipient.page.waitForTimeout(1000);
      });
      await waits(recipient);
    });
    await becomes('voice', 2);

    // A photo: one tap, and the phone's own chooser.
    const choose = async () => {
      recipient.presses = 0;
      const [chooser] = await Promise.all([
        recipient.page.waitForEvent('filechooser'),
        recipient.press('button', t.photo),
      ]);
      await chooser.setFiles(photoPath('door.jpg'));
      expect(recipient.presses).toBe(1);
    };
    await choose();
    await becomes('photo', 1);
    await recipient.withoutNetwork(async () => {
      await offline(recipient);
      await choose();
      await waits(recipient);
    });
    await becomes('photo', 2);

    // The north gate: found by its name, said by a tap, also where the network goes in between.
    const point = async () => {
      recipient.presses = 0;
      await recipient.press('button', t.place);
      await recipient.press('button', t.landmark);
    };
    const gateOnSheet = () => recipient.page.getByRole('dialog').getByRole('button', { name: t.northGate }).first();
    await point();
    await recipient.pressOn(gateOnSheet());
    expect(recipient.presses).toBeLessThanOrEqual(3);
    await becomes('place', 1);
    await point();
    await gateOnSheet().waitFor();
    await recipient.withoutNetwork(async () => {
      await offline(recipient);
      await recipient.pressOn(gateOnSheet());
      await waits(recipient);
    });
    await becomes('place', 2);
    const gate = timeline(courier).getByRole('button', { name: t.northGate }).last();
    await gate.waitFor();
    expect((await record(other, lineId)).filter(({ kind }) => kind === 'place')).toMatchObject([
      { source: 'landmark' },
      { source: 'landmark' },
    ]);

    // The courier marks arrived and calls: without network the step does not happen, says so, and is one tap again.
    courier.presses = 0;
    await courier.withoutNetwork(async () => {
      await offline(courier);
      await courier.press('button', t.arrived);
      await courier.page.getByText(t.stepOffline).waitFor();
    });
    await online(courier);
    await courier.press('button', t.arrived);
    await becomes('status', 2);
    await courier.press('button', t.call);
    expect(courier.presses).toBeLessThanOrEqual(3);

    // The recipient takes it, loses the network in it, has it back, and hangs up.
    recipient.presses = 0;
    await recipient.press('button', t.answer);
    const inCall = ({ page }: Person) => page.getByRole('dialog', { name: t.callWith });
    for (const person of [recipient, courier]) await inCall(person).getByText(t.inCall).first().waitFor();
    await recipient.withoutNetwork(async () => {
      await offline(recipient);
    });
    await online(recipient);
    await inCall(recipient).getByText(t.inCall).first().waitFor();
    await recipient.press('button', t.hangUp);
    expect(recipient.presses).toBe(2);
    for (const person of [recipient, courier]) await timeline(person).getByText(t.callWas).waitFor();

    // The recipient calls: without network it is said that this needs one; with it, one tap calls and one hangs up.
    await recipient.withoutNetwork(async () => {
      await offline(recipient);
      await recipient.press('button', t.call);
      await recipient.page.getByText(t.callOffline).first().waitFor();
    });
    await online(recipient);
    recipient.presses = 0;
    await recipient.press('button', t.call);
    await courier.press('button', t.answer);
    for (const person of [recipient, courier]) await inCall(person).getByText(t.inCall).first().waitFor();
    await recipient.press('button', t.hangUp);
    expect(recipient.presses).toBe(2);
    await becomes('call', 2);

    // All of it is on the record once, in the order in which it was said.
    expect((await record(other, lineId)).map(({ kind }) => kind)).toEqual([
      'status',
      ...(['text', 'voice', 'photo', 'place'] as const).flatMap((kind) => [kind, kind]),
      'status',
      'call',
      'call',
    ]);
  });

  it('an agent finds the line where "locker" was said, hears it and exports it', async ({ expect }) => {
    const guest = await nameGuest(server, 'agent', '小林');
    await using opened = await open(`${server.url}/l/${guest.token}`);
    const agent = new Person(opened.page, by);
    await agent.find('searchbox', t.search).waitFor();

    // Without network the search says so; with it, the one line is found by what was said aloud.
    await agent.withoutNetwork(async () => {
      await offline(agent);
      await agent.write('searchbox', t.search, 'locke');
      await agent.page.getByText(t.searchOffline).waitFor();
    });
    await online(agent);
    await agent.page.keyboard.insertText('r');
    const hit = agent.page.getByRole('button', { name: new RegExp(LOCKER) });
    await agent.pressOn(hit);
    await agent.press('button', t.join);
    await timeline(agent).getByText(LOCKER).waitFor();
    // The box, what was found, the way in.
    expect(agent.presses).toBe(3);

    // Heard.
    await agent.pressOn(timeline(agent).getByRole('button', { name: t.play }).first());
    await timeline(agent).getByRole('button', { name: t.pause }).waitFor();
    expect(agent.presses).toBe(4);

    // Exported: the network goes right before it, and one more press makes it whole.
    if (viewport === phone) await agent.press('button', t.facts);
    await agent.press('button', t.export);
    const make = agent.find('button', t.make);
    await make.waitFor();
    await agent.withoutNetwork(async () => {
      await offline(agent);
      await agent.pressOn(make);
      await agent.page.getByRole('dialog').getByText(t.exportOffline).waitFor();
    });
    await online(agent);
    const [file] = await Promise.all([agent.page.waitForEvent('download'), agent.pressOn(make)]);
    expect(file.suggestedFilename()).toBe(`doorline-${lockerLine}.zip`);
    // A phone has the facts one tap away; the press without network is the one that is said not to have worked.
    expect(agent.presses).toBe(viewport === phone ? 8 : 7);
    expect(unzip(await readFile(await file.path())).map(({ name }) => name)).toContain('record.json');
  });
});
