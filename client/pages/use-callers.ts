import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { AskError } from '../connection.ts';
import { ordered } from '../deliveries/progress.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { PageParts } from './page-parts.ts';
import type { Call, LineId, LineSummary, MemberId } from '#protocol';

/** Somebody calls this member, in a new call or to one that runs. */
const ringsAt = (call: Call, me: MemberId): boolean =>
  call.phase !== 'ended' &&
  call.members.some(({ memberId, state }) => memberId === me && (state === 'called' || state === 'ringing'));

/**
 * Lines on which a call may be: the one in view, and each on which somebody rings. One that rings is brought up, also
 * where it began while this phone had no network.
 */
export function useCallers(
  { connection, deliveries, lineOf }: PageParts,
  current: LineSummary | undefined,
): LineSummary[] {
  const met = useSignal<ReadonlySet<LineId>>(new Set());
  useEffect(() => {
    const meet = (call: Call) => {
      const line = deliveries.lines.peek().find((line) => line.delivery.id === call.lineId);
      if (!line || call.phase === 'ended') return;
      lineOf(line);
      if (!met.peek().has(call.lineId)) met.value = new Set(met.peek()).add(call.lineId);
      if (ringsAt(call, line.me)) globalThis.location.hash = call.lineId;
    };
    // One after the other, the next stop first: a long round is no flood.
    const ask = oneAtATime(async () => {
      try {
        const { ahead, over } = ordered(deliveries.lines.peek());
        // On a long round nobody calls about what is over; a station's lines begin there.
        for (const { delivery } of deliveries.role.peek() === 'courier' ? ahead : [...ahead, ...over]) {
          const current = await connection.ask('calls.current', { lineId: delivery.id });
          if (current) meet(current.call);
        }
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
      }
    });
    ask();
    const off = [connection.on('calls.changed', meet), connection.onOnline(ask)];
    return () => {
      for (const end of off) end();
    };
  }, [connection]);
  return deliveries.lines.value.filter(
    ({ delivery }) => delivery.id === current?.delivery.id || met.value.has(delivery.id),
  );
}
