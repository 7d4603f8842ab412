import type { Announced } from '../parts.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses after the first tries that failed, ms; after them every `LAST_PAUSE_MS`. All together are three days. */
const PAUSES_MS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR];
const LAST_PAUSE_MS = 12 * HOUR;
const TRIES_MAX = 12;

/**
 * How long to wait after `tries` tries that failed, ms; null: it is given up. A fifth more or less by `chance` (0 to 1), so
 * that what failed at once does not come back at once.
 */
export function pauseAfter(tries: number, chance: number): number | null {
  if (tries >= TRIES_MAX) return null;
  return Math.round((PAUSES_MS[tries - 1] ?? LAST_PAUSE_MS) * (0.8 + 0.4 * chance));
}

/**
 * The event that the operator's backend hears of what happened, and what it holds: ids, statuses, roles; never words, names
 * or places. Null where it hears nothing.
 */
export function eventOf({ id, lineId, by, body }: Announced): { type: string; data: Record<string, unknown> } | null {
  const facts = { deliveryId: lineId, by };
  switch (body.kind) {
    case 'status':
      return {
        type: 'delivery.status_changed',
        data: { ...facts, entryId: id, status: body.status, ...(body.window && { window: body.window }) },
      };
    case 'member':
      return {
        type: body.change === 'joined' ? 'member.joined' : 'member.left',
        data: {
          ...facts,
          entryId: id,
          memberId: body.memberId,
          role: body.role,
          ...(body.resolved && { resolved: true }),
        },
      };
    case 'exported':
      return { type: 'record.exported', data: { ...facts, entryId: id } };
    case 'help_asked':
      return { type: 'line.help_asked', data: facts };
    case 'contents_erased':
      return { type: 'delivery.erased', data: { ...facts, why: body.why } };
    case 'call_unreached':
      return {
        type: 'call.unreached',
        data: { ...facts, callId: body.callId, memberId: body.memberId, role: body.role },
      };
    case 'call':
      return {
        type: 'call.ended',
        data: { ...facts, entryId: id, callId: body.callId, end: body.end, talkMs: body.talkMs },
      };
    case 'text':
    case 'photo':
    case 'place':
    case 'voice':
    case 'suggestion':
    case 'taken_back':
    case 'erased':
      return null;
  }
}
