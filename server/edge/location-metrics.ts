import { Counter, type Registry } from 'prom-client';
import type { LocationObserver } from '../location/handlers.ts';

/** Shows how many positions come and how often they are written; nothing of where anybody is. */
export function locationMetrics(registry: Registry): LocationObserver {
  const registers = [registry];
  const fixes = new Counter({
    name: 'doorline_fixes_total',
    help: 'Positions that were reported by who shares: accepted, or dropped because they could not be true',
    labelNames: ['outcome'],
    registers,
  });
  const writes = new Counter({
    name: 'doorline_position_writes_total',
    help: 'Statements that wrote positions to the database',
    registers,
  });
  return {
    taken: (accepted, dropped) => {
      fixes.inc({ outcome: 'accepted' }, accepted);
      if (dropped > 0) fixes.inc({ outcome: 'dropped' }, dropped);
    },
    written: (statements) => writes.inc(statements),
  };
}
