import { setTimeout as wait } from 'node:timers/promises';
import type { ClientId, Entry, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import type { Measurement, Size } from './main.ts';
import { coresNote, openBenchServer, processorSeconds, type BenchServer } from './record/bench-server.ts';
import { NotLetIn, openRawPhone, type RawPhone } from '../support/raw-phone.ts';

const sizes: Record<Size, number[]> = { full: [1000, 2500, 5000], small: [100, 200, 400] };

/** All pages try again within so long after the server went, as they do by themselves. ms */
const BACK_WITHIN_MS = 10_000;
/** Longest wait before a page tries again, as in client/connection.ts. ms */
const RETRY_MOST_MS = 1000;
/** After the last one came back, the last notice is on its way, ms. */
const LAST_MS = 1000;
const TEXTS_BEFORE = 5;

/** A page that knows its line up to `rev`, and which changes it has seen. */
interface Page {
  readonly lineId: LineId;
  readonly token: string;
  readonly speaks: boolean;
  readonly seen: Set<number>;
  rev: number;
  phone: RawPhone | null;
}

/** The server is killed and started again; everybody comes back within 10 s, asks what was missed, and half say something. */
export async function run(size: Size): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const count of sizes[size]) {
    const texts = Array.from({ length: TEXTS_BEFORE }, (_, i) => `第 ${i} 句`);
    await using server = await openBenchServer({ lines: count / 2, texts: () => texts });
    measured.push(await storm(server, count));
  }
  return measured;
}

async function storm(server: BenchServer, count: number): Promise<Measurement> {
  const pages = server.lines.flatMap(({ lineId, courierToken, recipientToken }) =>
    [courierToken, recipientToken].map((token): Page => ({
      lineId,
      token,
      speaks: token === courierToken,
      seen: new Set(),
      rev: 0,
      phone: null,
    })),
  );
  for (let from = 0; from < pages.length; from += 50)
    await Promise.all(pages.slice(from, from + 50).map((page) => comeIn(server.url, page)));

  const killedAt = performance.now();
  const samples: number[] = [];
  let tries = 0;
  let refused = 0;
  const back = pages.map(async (page) => {
    await wait(Math.random() * BACK_WITHIN_MS);
    for (let delay = 100; ; delay = Math.min(RETRY_MOST_MS, delay * 2)) {
      tries += 1;
      try {
        await comeIn(server.url, page);
        break;
      } catch (error) {
        if (!(error instanceof NotLetIn)) throw error;
        if (error.code.startsWith('link_')) {
          refused += 1;
          return;
        }
        await wait(Math.random() * delay);
      }
    }
    samples.push(performance.now() - killedAt);
    if (page.speaks)
      await page.phone?.ask('timeline.send', { lineId: page.lineId, clientId: newId<ClientId>(), text: '我回来了' });
  });
  await server.restart();
  const readyMs = performance.now() - killedAt;
  await Promise.all(back);
  const allMs = performance.now() - killedAt;
  await wait(LAST_MS);
  const missed = pages.filter(({ seen }) => seen.size !== TEXTS_BEFORE + 1).length;
  const busy = await processorSeconds(server.pid);
  for (const { phone } of pages) phone?.close();
  return {
    name: `server killed → page caught up, ${count} members back within 10 s`,
    unit: 's',
    samples: samples.map((ms) => ms / 1000),
    note: `all after ${(allMs / 1000).toFixed(1)} s, server ready after ${(readyMs / 1000).toFixed(1)} s, ${tries} tries, ${refused} refused for good, ${missed} missed something, ${busy.toFixed(1)} s of processor time, ${coresNote}`,
  };
}

/** Connects and asks as a page does: who am I, then what came since. */
async function comeIn(url: string, page: Page): Promise<void> {
  const phone = await openRawPhone(url, page.token);
  const know = (entries: readonly Entry[]) => {
    for (const { lineId, rev } of entries) if (lineId === page.lineId) page.seen.add(rev);
  };
  phone.onNotice = (name, body) => {
    if (name === 'timeline.changed') know([body as Entry]);
  };
  const ended = new Promise<never>((_, reject) => {
    phone.onClose = () => reject(new NotLetIn('unreachable'));
  });
  await Promise.race([catchUp(), ended]);
  page.phone = phone;
  phone.onClose = () => undefined;

  async function catchUp(): Promise<void> {
    const hello = await phone.ask('people.hello', {});
    if (!hello.ok) throw new NotLetIn(hello.error.code);
    for (let more = true; more;) {
      const since = await phone.ask('timeline.since', { lineId: page.lineId, rev: page.rev });
      if (!since.ok) throw new NotLetIn(since.error.code);
      know(since.value.entries);
      ({ more } = since.value);
      page.rev = since.value.rev;
    }
  }
}
