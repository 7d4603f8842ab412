import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { Call, LineId } from '#protocol';
import { callsWithoutOneEntry } from '../support/call-record.ts';
import { chance } from '../support/chance.ts';
import { nameGuest } from '../support/guests.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';
import { CallFuzzPage } from './call-page.ts';

/** What happens until everybody hangs up. */
const ACTS = 40;
const ROUNDS = 5;
/** Most of the time between two acts, ms: some are done in the middle of the one before. */
const BETWEEN_MS = 120;
/** Longer than a call rings and than a device may be gone, and what is written again after that, ms. */
const LONG_MS = 300_000;

/** `FUZZ_SEEDS=1,2,3` tries others; one that fails stays here, with what was wrong. */
const seeds = process.env['FUZZ_SEEDS']?.split(',').map(Number) ?? [20_261_123, 5, 77, 4242];

describe('Three members on a line whose calls everything happens to', () => {
  it.each(seeds)('leave nothing open and one entry a call, seed %i', { timeout: 300_000 }, async (seed) => {
    const random = chance(seed);
    const clock = new TestClock();
    await using after = new AsyncDisposableStack();
    const wrong: string[] = [];
    const server = after.use(
      await startServer({
        clock,
        log: bugsTo(wrong),
        speech: 'whisper',
        settings: { DOORLINE_AGENTS_LISTEN: 'on' },
      }),
    );
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    const agent = await nameGuest(server, 'agent', 'Mei');
    await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'agent', agentId: agent.id });
    const onCall = (call: Call) => wrong.push(...twiceIn(call));
    const pages: CallFuzzPage[] = [];
    after.defer(async () => {
      for (const page of pages) await page.close();
    });
    for (const [name, token] of [
      ["courier's phone", tokens.courier],
      ["courier's tablet", tokens.courier],
      ["recipient's phone", tokens.recipient],
      ["recipient's tablet", tokens.recipient],
      ["agent's desk", agent.token],
    ] as const)
      pages.push(await CallFuzzPage.open({ url: server.url, token, name, random, onCall }, lineId));
    const one = <T>(all: readonly T[]): T => {
      const chosen = all[Math.floor(random() * all.length)];
      if (chosen === undefined) throw new Error('There is nothing to choose');
      return chosen;
    };
    const timersAtRest = clock.waiting;

    for (let round = 0; round < ROUNDS; round += 1) {
      const acts: string[] = [];
      for (let act = 0; act < ACTS; act += 1) {
        acts.push(await something(one, random, { pages, server, clock }));
        await wait(random() * BETWEEN_MS);
      }
      const happened = `seed ${seed}, round ${round}:\n${acts.join('\n')}`;
      await quiet(pages, lineId, clock, happened);
      await vi.waitFor(
        async () =>
          expect(await server.sfu?.counts(), happened).toEqual({ rooms: 0, transports: 0, producers: 0, consumers: 0 }),
        { timeout: 15_000, interval: 100 },
      );
      await vi.waitFor(
        () =>
          expect(
            pages.flatMap((page) => page.leftOver()),
            happened,
          ).toEqual([]),
        10_000,
      );
      await vi.waitFor(() => expect(clock.waiting, happened).toBeLessThanOrEqual(timersAtRest), 10_000);
      expect(wrong, happened).toEqual([]);
      await vi.waitFor(() => expect(callsWithoutOneEntry(server.dataFolder), happened).toEqual([]), {
        timeout: 10_000,
        interval: 100,
      });
    }
    for (const page of pages) await page.close();
    expect(pages.flatMap((page) => page.leftOver())).toEqual([]);
  });
});

/** A log of which only what the server itself calls a bug is kept. */
const bugsTo = (wrong: string[]) =>
  pino(
    { level: 'error', serializers: pino.stdSerializers },
    { write: (line: string) => void (line.includes('"msg":"bug"') && wrong.push(line)) },
  );

type One = <T>(all: readonly T[]) => T;
interface World {
  readonly pages: readonly CallFuzzPage[];
  readonly server: TestServer;
  readonly clock: TestClock;
}

/** Does one thing, and says what. */
async function something(one: One, random: () => number, { pages, server, clock }: World): Promise<string> {
  const page = one(pages);
  const draw = random();
  const did = (what: string) => `${page.name} (${page.phase}) ${what}`;
  if (draw < 0.6) return person(page, one, random, pages);
  if (draw < 0.68) {
    const said = did('reloads');
    page.reload();
    return said;
  }
  if (draw < 0.74) {
    page.network.drop();
    return did('loses its connections');
  }
  if (draw < 0.78) {
    page.network.cut();
    return did('has no network');
  }
  if (draw < 0.9) {
    page.network.mend();
    return did('has its network back');
  }
  if (draw < 0.92) {
    const [pid] = server.sfu?.pids ?? [];
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    for (const one of pages) one.losePath();
    return 'The media worker is killed';
  }
  if (draw < 0.94) {
    await server.restart();
    return 'The server is started anew';
  }
  const ms = Math.round(random() ** 3 * 70_000);
  clock.pass(ms);
  return `${ms} ms pass`;
}

/** What somebody may tap at the moment; now and then two things at once. */
function person(page: CallFuzzPage, one: One, random: () => number, pages: readonly CallFuzzPage[]): string {
  const { model, phase } = page;
  const others = [...new Set(pages.map(({ me }) => me))].filter((me) => me !== page.me);
  const did = (what: string, work: Promise<unknown> | void) => {
    void work;
    return `${page.name} (${phase}) ${what}`;
  };
  const draw = random();
  switch (phase) {
    case 'idle':
    case 'ended':
      return did('calls', model.call(draw < 0.3 ? [one(others)] : undefined));
    case 'incoming':
      if (draw < 0.7) return did('answers', model.answer());
      return did('declines', model.decline());
    case 'running':
      if (draw < 0.3) return did('comes to listen', model.answer({ listening: true }));
      return did('joins', model.answer());
    case 'starting':
    case 'calling':
    case 'connecting':
    case 'talking':
    case 'reconnecting':
      if (draw < 0.25) return did('hangs up', model.hangUp());
      if (draw < 0.5) return did('mutes or speaks', model.toggleMuted());
      if (draw < 0.75) return did('rings somebody', model.ring(one(others)));
      return did('sets captions', model.setCaptions(draw < 0.9));
  }
}

/** Everybody has their network back and leaves, until the line has no call. */
async function quiet(pages: readonly CallFuzzPage[], lineId: LineId, clock: TestClock, happened: string) {
  for (const { network } of pages) network.mend();
  await vi.waitFor(
    async () => {
      const still = pages.filter((page) => !page.leave());
      const [first] = pages;
      const current = await first?.connection.ask('calls.current', { lineId });
      clock.pass(1000);
      expect({ still: still.map(({ name, phase }) => `${name} is ${phase}`), current }, happened).toEqual({
        still: [],
        current: null,
      });
    },
    { timeout: 30_000, interval: 100 },
  );
  clock.pass(LONG_MS);
}

function twiceIn(call: Call): string[] {
  if (call.phase === 'ended') return [];
  const members = call.members.map(({ memberId }) => memberId);
  return members.length === new Set(members).size ? [] : [`Somebody is twice in ${JSON.stringify(call)}`];
}
