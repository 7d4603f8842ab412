import type { Entry, EntryId, LineId } from '#protocol';
import { AskError, type Connection } from '../connection.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { isPin } from '../../server/protocol/is-pin.ts';
import type { LinePins, Pin } from './line-pins.ts';

export interface PinsParts {
  readonly connection: Pick<Connection, 'ask' | 'on' | 'onOnline'>;
  readonly lineId: LineId;
  readonly pins: LinePins;
  /** Told when somebody has moved a pin that was known, or has agreed to it. */
  readonly onChange: (before: Pin, now: Pin) => void;
  /** Calls back once after `ms`. Default: the browser's timer. */
  readonly after?: (ms: number, run: () => void) => void;
}

/** The server answered late or "too many". */
const AGAIN_MS = 2000;

const asPin = (entry: Entry): Pin | null => (isPin(entry.body) ? { ...entry, body: entry.body } : null);

/**
 * Keeps a line's pins as they are now, also those that the timeline has not loaded: newer states win whatever their order.
 * Answers how to end it.
 */
export function followPins({ connection, lineId, pins, onChange, ...parts }: PinsParts): () => void {
  const after = parts.after ?? ((ms: number, run: () => void) => void setTimeout(run, ms));
  let closed = false;
  /** What was told while the question was under way: the answer may be older. */
  const heard = new Map<EntryId, Entry>();

  function show(all: ReadonlyMap<EntryId, Pin>) {
    pins.all.value = [...all.values()].sort((a, b) => a.seq - b.seq);
    const { moving } = pins;
    if (moving.value && !all.has(moving.value.pin.id)) moving.value = null;
  }
  const known = () => new Map(pins.all.peek().map((pin) => [pin.id, pin]));

  function take(all: Map<EntryId, Pin>, entry: Entry) {
    const before = all.get(entry.id);
    if (before && before.rev >= entry.rev) return;
    const pin = asPin(entry);
    if (pin) all.set(entry.id, pin);
    else all.delete(entry.id);
    if (before && pin) onChange(before, pin);
  }

  const refresh = oneAtATime(async () => {
    if (closed) return;
    heard.clear();
    try {
      const { entries } = await connection.ask('timeline.pins', { lineId });
      const before = known();
      const next = new Map<EntryId, Pin>();
      for (const entry of entries) {
        const pin = before.get(entry.id);
        if (pin) next.set(pin.id, pin);
        take(next, entry);
      }
      for (const entry of heard.values()) take(next, entry);
      show(next);
    } catch (error) {
      // What was known stays; a reconnect asks again.
      if (!(error instanceof AskError)) throw error;
      if (error.passes) after(AGAIN_MS, refresh);
    }
  });

  const off = [
    connection.on('timeline.changed', (entry) => {
      if (entry.lineId !== lineId) return;
      const all = known();
      if (!isPin(entry.body) && !all.has(entry.id)) return;
      heard.set(entry.id, entry);
      take(all, entry);
      show(all);
    }),
    // One of them may have changed: only the server knows which are for this reader.
    connection.on('timeline.passed', (passed) => {
      if (passed.lineId === lineId) refresh();
    }),
    connection.onOnline(refresh),
  ];
  refresh();

  return () => {
    closed = true;
    for (const end of off) end();
  };
}
