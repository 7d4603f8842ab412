import { Counter, type Registry } from 'prom-client';

/** Counts what became of messages to push services; nothing of whom they were for. */
export function pushMetrics(registry: Registry): (outcome: 'delivered' | 'failed' | 'gone') => void {
  const pushes = new Counter({
    name: 'doorline_pushes_total',
    help: 'Messages to browsers whose page is closed: delivered to the push service, failed, or the browser is gone',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => pushes.inc({ outcome });
}
