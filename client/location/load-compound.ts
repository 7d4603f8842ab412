import type { Compound, LineId } from '#protocol';

/** Asks again after this, ms: the drawing is worth having as soon as the network is back. */
const AGAIN_MS = 8000;
/** Lines whose drawing is kept: a courier goes to and fro between a few. */
const KEPT_MAX = 4;

const kept = new Map<LineId, Promise<Compound>>();

/** One answer for all who ask for a line's drawing. */
function compoundOf(lineId: LineId, token: string): Promise<Compound> {
  const known = kept.get(lineId);
  if (known) return known;
  const asked = ask(lineId, token);
  kept.set(lineId, asked);
  for (const oldest of kept.keys()) if (kept.size > KEPT_MAX) kept.delete(oldest);
  asked.catch(() => kept.delete(lineId));
  return asked;
}

/** The link opens this line no more: asking again would change nothing. */
class Refused extends Error {}

async function ask(lineId: LineId, token: string): Promise<Compound> {
  const response = await fetch(`/api/lines/${lineId}/compound`, { headers: { authorization: `Bearer ${token}` } });
  if ([401, 403, 404, 410].includes(response.status)) throw new Refused(`The compound: ${response.status}`);
  if (!response.ok) throw new Error(`The compound: ${response.status}`);
  return (await response.json()) as Compound;
}

/** The drawing of the place around the line's door. Asks until it has an answer; rejects when aborted or refused. */
export async function loadCompound(lineId: LineId, token: string, signal: AbortSignal): Promise<Compound> {
  for (;;) {
    try {
      return await compoundOf(lineId, token);
    } catch (error) {
      if (error instanceof Refused) throw error;
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    if (signal.aborted) throw new Error('Nobody waits for the compound any more');
  }
}
