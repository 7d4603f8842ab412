import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LineId } from '#protocol';
import { readUnseen } from '../../server/assistant/corpus/read.ts';
import { openDatabase } from '../../server/storage/open-database.ts';
import { toEntry } from '../../server/timeline/write-entries.ts';
import { chance } from '../support/chance.ts';
import { expectWholeChain } from '../support/chain.ts';
import { storages } from '../support/databases.ts';
import { door } from '../support/photos.ts';
import { recordingBytes } from '../support/recordings.ts';
import { API_KEY, type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { FuzzPage } from './page.ts';

const ROUNDS = 200;
/** The third member comes in this round: to a line on which much was said before. */
const JOIN_ROUND = 60;
/** Most of the time between two rounds, ms. */
const BETWEEN_MS = 25;

/** `FUZZ_SEEDS=1,2,3` tries others; one that fails stays here, with what was wrong. */
const seeds = process.env['FUZZ_SEEDS']?.split(',').map(Number) ?? [
  20_261_122, 7,
  // Failed once: a station's page took a text that was taken back for one that is hidden from it.
  106,
];

/** What the assistant makes something of. */
const wishes = readUnseen()
  .map(({ text }) => text.trim())
  .filter((text) => text !== '' && text.length < 200);

const photo = new Blob([Buffer.from(door())], { type: 'image/jpeg' });
const voice = new Blob([Buffer.from(recordingBytes('en-jfk.wav'))], { type: 'audio/wav' });

const realNow = Date.now.bind(Date);
afterEach(() => vi.restoreAllMocks());

describe.each(storages)('Three members on a line that everything happens to, on $name', ({ open }) => {
  it.each(seeds)('keep the same record as the server, seed %i', async (seed) => {
    const random = chance(seed);
    await using storage = await open();
    const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-fuzz-'));
    await using after = new AsyncDisposableStack();
    after.defer(() => rm(dataFolder, { recursive: true, force: true }));
    const server = after.use(await openRestartable(dataFolder, storage.databaseUrl));
    const { lineId, links } = await order(server.url);
    await operator(server.url, 'POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
    const pages = [
      await FuzzPage.open(server.url, links.courier, 'courier', random),
      await FuzzPage.open(server.url, links.recipient, 'recipient', random),
    ];
    after.defer(async () => {
      for (const page of pages) await page.close();
    });
    const guest = random() < 0.5 ? 'station' : 'agent';
    const guestLink = await nameGuest(server.url, guest);
    let restarting = Promise.resolve();
    const killAndStart = async () => {
      const url = await server.killAndStart();
      for (const { network } of pages) network.moveTo(url);
    };
    let words = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      if (round === JOIN_ROUND) {
        await restarting;
        await letJoin(server.url, lineId, guest);
        pages.push(await FuzzPage.open(server.url, guestLink, guest, random));
      }
      const page = pages[Math.floor(random() * pages.length)];
      if (!page) throw new Error('There is no page');
      const draw = random();
      if (draw < 0.25) page.say({ kind: 'text', text: `第 ${(words += 1)} 句` });
      else if (draw < 0.4) page.say({ kind: 'text', text: wishes[Math.floor(random() * wishes.length)] ?? '' });
      else if (draw < 0.5) void page.answerSuggestion();
      else if (draw < 0.55)
        page.say({ kind: 'place', point: { lat: 30.28, lng: 120.02 }, name: '东门', source: 'pin', accuracy: null });
      else if (draw < 0.57) page.say({ kind: 'photo', photo, width: 960, height: 720 });
      else if (draw < 0.58) page.say({ kind: 'voice', audio: voice, durationMs: 11_000, levels: [0.1, 0.9] });
      else if (draw < 0.64) page.takeBack();
      else if (draw < 0.66) void page.answerPlace();
      else if (draw < 0.69) page.model.look(random() < 0.6);
      else if (draw < 0.72) void page.repeat();
      else if (draw < 0.76) page.network.drop();
      else if (draw < 0.8) page.network.cut();
      else if (draw < 0.9) page.network.mend();
      else if (draw < 0.94) await page.reload();
      else if (draw < 0.96) restarting = restarting.then(() => killAndStart());
      else if (draw < 0.98) server.jumpClock();
      else jumpPhones(random);
      await wait(random() * BETWEEN_MS);
    }

    await restarting;
    for (const { network } of pages) network.mend();
    for (const { model } of pages) model.look(true);
    for (const { model } of pages)
      await vi.waitFor(() => expect(model.unsent.value).toEqual([]), { timeout: 30_000, interval: 50 });

    const db = await openDatabase({ databaseUrl: storage.databaseUrl, dataFolder });
    after.defer(() => db.destroy());
    const stored = async () =>
      (await db.selectFrom('entries').selectAll().where('line_id', '=', lineId).orderBy('seq').execute()).map(toEntry);
    const members = await db.selectFrom('members').selectAll().where('line_id', '=', lineId).execute();
    for (const page of pages) {
      await page.readAll();
      const member = members.find(({ id }) => id === page.me);
      const hidden = member?.role === 'station' ? member.joined_seq : 0;
      await vi.waitFor(async () => expect(page.entries).toEqual((await stored()).filter(({ seq }) => seq > hidden)), {
        timeout: 20_000,
        interval: 100,
      });
      // Everything said is there once, in the order in which it was said, and nothing else.
      // The pin of a door's photo is the server's doing, in their name.
      const kept = (await stored()).filter(
        ({ by, clientId }) => by === page.me && clientId !== null && !clientId.startsWith('door-'),
      );
      expect(kept.map(({ clientId }) => clientId)).toEqual(page.said);
    }
    // How far each has come is the same on the others' pages.
    for (const page of pages) {
      const delivered = page.entries.findLast(({ by }) => by !== page.me)?.seq;
      for (const other of pages.filter((one) => one !== page))
        await vi.waitFor(() => expect(other.model.marks.value.get(page.me)?.delivered).toBe(delivered), {
          timeout: 20_000,
          interval: 100,
        });
    }
    await expectWholeChain(db, lineId);
    // Nobody's tap has brought about nothing but what may be done without one, and no other time.
    const entries = await stored();
    for (const { body, by } of entries) {
      if (body.kind === 'suggestion' && body.state === 'applied')
        expect(['coming', 'received', 'answer']).toContain(body.act.do);
      if (body.kind === 'suggestion' && ['confirmed', 'dismissed', 'undone'].includes(body.state))
        expect(members.find(({ id }) => id === body.answeredBy)?.role).toBe(body.asks ?? 'recipient');
      if (body.kind === 'status' && body.window) expect(members.find(({ id }) => id === by)?.role).toBe('recipient');
    }
  });
});

/** Phones' clocks are set, all at once: this process has one. */
function jumpPhones(random: () => number): void {
  const offsetMs = Math.round((random() - 0.5) * 2 * 86_400_000);
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + offsetMs);
}

interface Restartable extends AsyncDisposable {
  readonly url: string;
  /** Resolves with the new address when it is ready. */
  killAndStart(): Promise<string>;
  jumpClock(): void;
}

/** The program itself, with a clock that can jump. */
async function openRestartable(dataFolder: string, databaseUrl: string | null): Promise<Restartable> {
  const environment = {
    LOG_LEVEL: 'fatal',
    DOORLINE_ASSISTANT: 'on',
    NODE_OPTIONS: `--import=${join(import.meta.dirname, '../support/jumping-clock.ts')}`,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  };
  const start = () => startServerProcess(dataFolder, environment);
  let server: ServerProcess = await start();
  return {
    get url() {
      return server.url;
    },
    async killAndStart() {
      await server.end('SIGKILL');
      server = await start();
      return server.url;
    },
    jumpClock: () => void server.child.kill('SIGUSR2'),
    [Symbol.asyncDispose]: async () => void (await server.end('SIGKILL')),
  };
}

async function operator<T>(url: string, method: string, path: string, body: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

const tokenOf = (link: string) => link.split('/l/')[1] ?? '';

async function order(url: string): Promise<{ lineId: LineId; links: { courier: string; recipient: string } }> {
  const { id, links } = await operator<{ id: LineId; links: { courier: string; recipient: string } }>(
    url,
    'POST',
    '/deliveries',
    {
      reference: 'fuzz-1',
      courier: { id: 'courier-1', name: '王师傅' },
      recipient: { name: '李女士' },
      address: '演示花园',
      point: { lat: 30.28, lng: 120.02 },
    },
  );
  return { lineId: id, links: { courier: tokenOf(links.courier), recipient: tokenOf(links.recipient) } };
}

async function nameGuest(url: string, role: 'station' | 'agent'): Promise<string> {
  return tokenOf((await operator<{ link: string }>(url, 'PUT', `/${role}s/${role}-1`, { name: '赵' })).link);
}

const letJoin = (url: string, lineId: LineId, role: 'station' | 'agent') =>
  operator(url, 'POST', `/deliveries/${lineId}/members`, { role, [`${role}Id`]: `${role}-1` });
