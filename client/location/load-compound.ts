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

async function ask(lineId: LineId, token: string): Promise<Compound> {
  const response = await fetch(`/api/lines/${lineId}/compound`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`The compound was refused with ${response.status}`);
  return (await response.json()) as Compound;
}

/** The drawing of the place around the line's door. Asks until it has an answer; rejects only when aborted. */
export async function loadCompound(lineId: LineId, token: string, signal: AbortSignal): Promise<Compound> {
  for (;;) {
    try {
      return await compoundOf(lineId, token);
    } catch {
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    if (signal.aborted) throw new Error('Nobody waits for the compound any more');
  }
}
