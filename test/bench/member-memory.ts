import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Measurement, Size } from './main.ts';
import { openBenchServer, processKb } from './record/bench-server.ts';
import { freePort } from '../support/free-port.ts';
import { collectGarbage } from './record/collect-garbage.ts';
import { openRawPhone, type RawPhone } from '../support/raw-phone.ts';

/** Connected and gone again before the first look: code is compiled and pools are filled by them, whatever comes after. */
const WARM_UP = 200;
/** Handshakes under way at once. */
const AT_ONCE = 50;
/** Until the server has heard of everybody who came or left, ms. */
const SETTLE_MS = 1500;

const sizes: Record<Size, number[]> = { full: [1000, 5000, 10_000], small: [100, 300, 600] };

interface Subject {
  readonly url: string;
  readonly pid: number;
  readonly inspector: number;
  readonly tokens: readonly (string | null)[];
}

/** Memory that each idle connected member adds to the server, and that each socket adds to a bare socket.io server. */
export async function run(size: Size): Promise<Measurement[]> {
  const counts = sizes[size];
  const most = Math.max(...counts);
  const bare = await measure(await startBare(most), counts);
  const inspector = await freePort();
  await using server = await openBenchServer(
    { lines: Math.ceil(most / 2) },
    { NODE_OPTIONS: `--inspect=127.0.0.1:${inspector}` },
  );
  const tokens = server.lines.flatMap((line) => [line.courierToken, line.recipientToken]);
  const ours = await measure({ url: server.url, pid: server.pid, inspector, tokens, end: () => undefined }, counts);
  return counts.map((count, i) => {
    const [own, other] = [ours[i], bare[i]];
    if (!own || !other) throw new Error('A size was not measured');
    return {
      name: `memory per idle member, ${count} connected`,
      unit: 'kB',
      samples: [own.totalKb],
      note: `bare socket.io server ${other.totalKb.toFixed(1)} kB, ratio ${(own.totalKb / other.totalKb).toFixed(2)}; of it JavaScript heap ${own.heapKb.toFixed(1)} and ${other.heapKb.toFixed(1)} kB`,
    };
  });
}

async function startBare(most: number): Promise<Subject & { end: () => void }> {
  const [port, inspector] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [`--inspect=127.0.0.1:${inspector}`, join(import.meta.dirname, 'record/bare-server.ts')],
    { env: { PORT: String(port) }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  await once(child.stdout, 'data');
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    inspector,
    tokens: Array.from({ length: most }, () => null),
    end: () => void child.kill(),
  };
}

async function measure({ url, pid, inspector, tokens, end }: Subject & { end: () => void }, counts: number[]) {
  const phones: RawPhone[] = [];
  const fill = async (count: number) => {
    while (phones.length < count) {
      const next = tokens.slice(phones.length, Math.min(count, phones.length + AT_ONCE));
      const came = await Promise.all(next.map((token) => openRawPhone(url, token)));
      for (const phone of came)
        phone.onClose = () => {
          throw new Error('The server put somebody out who is to be measured');
        };
      phones.push(...came);
    }
  };
  const leave = () => {
    for (const phone of phones.splice(0)) {
      phone.onClose = () => undefined;
      phone.close();
    }
  };
  const look = async () => {
    await wait(SETTLE_MS);
    const { usedKb } = await collectGarbage(inspector);
    // Freed pages go back to the system a moment later.
    await wait(SETTLE_MS);
    return { totalKb: await processKb(pid), heapKb: usedKb };
  };
  await fill(WARM_UP);
  leave();
  await wait(SETTLE_MS);
  const before = await look();
  const each: { totalKb: number; heapKb: number }[] = [];
  for (const count of counts) {
    await fill(count);
    const now = await look();
    each.push({ totalKb: (now.totalKb - before.totalKb) / count, heapKb: (now.heapKb - before.heapKb) / count });
  }
  leave();
  end();
  return each;
}
