import type { FeatureCollection } from 'geojson';
import type { LineId } from '#protocol';

/** Asks again after this, ms: the drawing is worth having as soon as the network is back. */
const AGAIN_MS = 8000;

/** The drawing of the place around the line's door. Asks until it has an answer; rejects only when aborted. */
export async function loadCompound(lineId: LineId, token: string, signal: AbortSignal): Promise<FeatureCollection> {
  for (;;) {
    try {
      const response = await fetch(`/api/lines/${lineId}/compound`, {
        headers: { authorization: `Bearer ${token}` },
        signal,
      });
      if (response.ok) return (await response.json()) as FeatureCollection;
    } catch (error) {
      if (signal.aborted) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    if (signal.aborted) throw new Error('Nobody waits for the compound any more');
  }
}
