import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BadNetwork, badNetwork } from '../support/bad-network.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { callsWithoutOneEntry } from '../support/call-record.ts';
import { chance } from '../support/chance.ts';
import { nameGuest } from '../support/guests.ts';
import { recordingPath } from '../support/recordings.ts';
import { startServer, type TestServer } from '../support/server.ts';

const ACTS = 25;
const ROUNDS = 2;
/** Most of the time between two acts, ms. */
const BETWEEN_MS = 700;

/** `FUZZ_SEEDS=1,2,3` tries others; one that fails stays here, with what was wrong. */
const seeds = process.env['FUZZ_SEEDS']?.split(',').map(Number) ?? [1, 2];

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  server = await startServer({ settings: { DOORLINE_AGENTS_LISTEN: 'on' } });
  browser = await openBrowser({ speechFile: recordingPath('en-jfk.wav') });
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

interface Somebody {
  readonly name: string;
  readonly page: Page;
  readonly network: BadNetwork;
}

/** Buttons of calls; whichever is there may be tapped. */
const taps = /^(Call|Answer|Decline|Hang up|Mute|Unmute|Join)$/;
/** On the sheet that asks whom to call, which covers all others. */
const everyone = /^Everyone/;
const leaves = /^(Decline|Hang up|Cancel)$/;

describe('Three people with real pages whose calls everything happens to', () => {
  it.each(seeds)('leave no microphone and no connection open, seed %i', { timeout: 400_000 }, async (seed) => {
    const random = chance(seed);
    await using after = new AsyncDisposableStack();
    const { delivery, links } = await server.createDelivery({ courier: { id: `courier-${seed}`, name: '王师傅' } });
    const agent = await nameGuest(server, 'agent', 'Mei');
    await server.operator('POST', `/deliveries/${delivery.id}/members`, { role: 'agent', agentId: agent.id });
    const people: Somebody[] = [];
    for (const [name, url] of [
      ['courier', links.courier],
      ['recipient', links.recipient],
      ['agent', `${server.url}/l/${agent.token}#${delivery.id}`],
    ] as const) {
      const network = after.use(await badNetwork(server.url));
      const wide = name === 'agent' ? { viewport: { width: 1280, height: 800 } } : {};
      const { page } = after.use(
        // Networks that break are told to the console by the browser itself.
        await browser.open(url.replace(server.url, network.url), {
          ...wide,
          expectedErrors: /net::|WebSocket|Failed to load/,
        }),
      );
      await page.addInitScript(countWhatIsOpen);
      await page.reload();
      people.push({ name, page, network });
    }

    for (let round = 0; round < ROUNDS; round += 1) {
      const acts: string[] = [];
      for (let act = 0; act < ACTS; act += 1) {
        const somebody = people[Math.floor(random() * people.length)];
        if (somebody === undefined) throw new Error('There is nobody');
        acts.push(`${somebody.name}: ${await something(somebody, random)}`);
        await somebody.page.waitForTimeout(random() * BETWEEN_MS);
      }
      const happened = `seed ${seed}, round ${round}:\n${acts.join('\n')}`;
      for (const { network } of people) network.mend();
      await vi.waitFor(
        async () => {
          for (const { page } of people) await tapOne(page, leaves, () => 0);
          const nothing = { rooms: 0, transports: 0, producers: 0, consumers: 0 };
          expect(await server.sfu?.counts(), happened).toEqual(nothing);
          for (const { name, page } of people) expect(await open(page), `${name}, ${happened}`).toEqual([]);
          expect(callsWithoutOneEntry(server.dataFolder), happened).toEqual([]);
        },
        { timeout: 60_000, interval: 500 },
      );
    }
  });
});

async function something({ page, network }: Somebody, random: () => number): Promise<string> {
  const draw = random();
  if (draw < 0.7)
    return tapOne(page, (await page.getByRole('button', { name: everyone }).count()) > 0 ? everyone : taps, random);
  if (draw < 0.77) {
    // Without a network there would be no page at all.
    network.mend();
    await page.reload();
    return 'reloads';
  }
  if (draw < 0.82) {
    network.drop();
    return 'loses their connections';
  }
  if (draw < 0.87) {
    network.cut();
    return 'has no network for the page';
  }
  if (draw < 0.95) {
    network.mend();
    return 'has it back';
  }
  if (draw < 0.98) {
    const [pid] = server.sfu?.pids ?? [];
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    return 'the media worker is killed';
  }
  await server.restart();
  return 'the server is started anew';
}

/** Taps one of the buttons that are there; what vanishes under the finger was not tapped. */
async function tapOne(page: Page, name: RegExp, random: () => number): Promise<string> {
  const buttons = await page.getByRole('button', { name }).all();
  const button = buttons[Math.floor(random() * buttons.length)];
  if (button === undefined) return 'finds nothing to tap';
  const what = await button.getAttribute('aria-label', { timeout: 500 }).catch(() => null);
  const text = what ?? (await button.textContent({ timeout: 500 }).catch(() => null));
  const tapped = await button.click({ timeout: 1000 }).then(
    () => 'taps',
    () => 'cannot tap',
  );
  return `${tapped} ${text ?? 'something that is gone'}`;
}

/** Runs in the page, before anything of ours. */
function countWhatIsOpen(): void {
  const tracks: MediaStreamTrack[] = [];
  const peers: RTCPeerConnection[] = [];
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    tracks.push(...stream.getTracks());
    return stream;
  };
  const Peer = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Peer {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      peers.push(this);
    }
  };
  Object.assign(globalThis, {
    whatIsOpen: () => [
      ...tracks.filter(({ readyState }) => readyState === 'live').map(() => 'a microphone'),
      ...peers.filter(({ connectionState }) => connectionState !== 'closed').map(() => 'a peer connection'),
      ...Array.from(document.querySelectorAll('audio'), ({ srcObject }) => srcObject)
        .filter((source) => source !== null)
        .map(() => 'sound'),
    ],
  });
}

const open = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as typeof globalThis & { whatIsOpen(): string[] }).whatIsOpen());
