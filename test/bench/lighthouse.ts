import { chromium } from 'playwright-core';
import { executablePath, quiet } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { nameGuest } from '../support/guests.ts';
import { startServer } from '../support/server.ts';
import type { Measurement, Size } from './main.ts';

const RUNS = { full: 5, small: 1 } satisfies Record<Size, number>;
const categories = ['performance', 'accessibility', 'best-practices'] as const;

/** What is used of it. */
interface Lighthouse {
  default: (
    url: string,
    flags: object,
  ) => Promise<
    | {
        lhr: {
          categories: Record<string, { score: number | null }>;
          audits: Record<
            string,
            { score: number | null; scoreDisplayMode: string; title: string; numericValue?: number }
          >;
        };
      }
    | undefined
  >;
}

/** It weighs 180 MB and is asked for now and then: `npm install --no-save lighthouse@13` brings it for the moment. */
async function loadLighthouse(): Promise<Lighthouse> {
  const name = process.env['LIGHTHOUSE'] ?? 'lighthouse';
  try {
    return (await import(name)) as Lighthouse;
  } catch {
    throw new Error('Lighthouse is not here: run `npm install --no-save lighthouse@13` first');
  }
}

/** Lighthouse's own mobile phone (4 × slow-down, 1.6 Mbit/s, 150 ms, simulated) on the three pages. */
export async function run(size: Size): Promise<Measurement[]> {
  const { default: lighthouse } = await loadLighthouse();
  await using server = await startServer({ sfu: null });
  const { links, tokens, delivery } = await server.createDelivery();
  await using phone = await server.phone(tokens.courier);
  await phone.ask('deliveries.set_status', { lineId: delivery.id, status: 'out_for_delivery' });
  await phone.ask('timeline.send', { lineId: delivery.id, clientId: 'client-id-1' as never, text: '您好，我快到了' });
  const agent = await nameGuest(server, 'agent', 'Li');
  await server.operator('POST', `/deliveries/${delivery.id}/members`, { agentId: agent.id });
  const port = await freePort();
  const browser = await chromium.launch({ executablePath, args: [...quiet, `--remote-debugging-port=${port}`] });
  const measured: Measurement[] = [];
  const pages = { recipient: links.recipient, courier: links.courier, desk: `${server.url}/l/${agent.token}` };
  for (const [page, url] of Object.entries(pages)) {
    const scores = new Map<string, number[]>();
    const faults = new Set<string>();
    for (let i = 0; i < RUNS[size]; i++) {
      const result = await lighthouse(url, { port, onlyCategories: categories, logLevel: 'error', locale: 'en-US' });
      if (!result) throw new Error('Lighthouse answered nothing');
      for (const name of categories) {
        const score = (result.lhr.categories[name]?.score ?? Number.NaN) * 100;
        scores.set(name, [...(scores.get(name) ?? []), score]);
      }
      for (const [id, { score, scoreDisplayMode }] of Object.entries(result.lhr.audits))
        if (score !== null && score < 0.9 && scoreDisplayMode !== 'informative') faults.add(id);
    }
    const note = faults.size === 0 ? 'no audit below 90' : `below 90: ${[...faults].join(', ')}`;
    for (const [name, samples] of scores)
      measured.push({ name: `${page}, Lighthouse ${name}`, unit: '', samples, note });
  }
  await browser.close();
  return measured;
}
