import { computed, effect, signal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import { createDeliveriesModel } from '../deliveries/model.ts';
import { isAhead } from '../deliveries/progress.ts';
import { lateLoad } from '../late-load.ts';
import { createLateSharing } from '../location/late-sharing.ts';
import { createLateMarks } from '../timeline/late-marks.ts';
import { openLine, type OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { FirstView, LineId, LineSummary, MemberId } from '#protocol';

/** Puts the page's models together, on what came with the page. */
export function startPage(connection: Connection, first: FirstView | null): PageParts {
  const marks = createLateMarks({ connection });
  const deliveries = createDeliveriesModel({ connection, marks, hello: first?.hello ?? null });
  // A position is shared with whoever is still waiting, and with nobody after.
  const shared = computed(() =>
    deliveries.lines.value
      .filter((line) => isAhead(line.delivery.status))
      .map((line) => ({ lineId: line.delivery.id, me: line.me })),
  );
  const sharing = createLateSharing({ connection, lines: shared });
  const open = signal<ReadonlyMap<LineId, OpenLine>>(new Map());
  function openOnce(lineId: LineId, me: MemberId): OpenLine {
    const known = open.peek().get(lineId);
    if (known) return known;
    const models = openLine({ connection, lineId, me, sharing, marks });
    open.value = new Map(open.peek()).set(lineId, models);
    return models;
  }
  // What an earlier page left is sent from the lines that nobody looks at, too.
  const leftBehind = lateLoad(async () => {
    const { waitingAmong } = await import('../timeline/outbox-store.ts');
    const lines = deliveries.lines.peek().map(({ delivery, me }) => ({ lineId: delivery.id, me }));
    for (const { lineId, me } of await waitingAmong(lines).catch(() => [])) openOnce(lineId, me);
  });
  const focus = lateLoad(async () => (await import('../ui/focus.ts')).keepFocus());
  effect(() => {
    if (deliveries.role.value === null) return;
    focus.soon();
    leftBehind.soon();
  });
  const lineOf = ({ delivery, me }: LineSummary) => openOnce(delivery.id, me);
  // Right after the first paint; at once where there is no network, and the phone knows what to show.
  const app = lateLoad(async () =>
    (await import('../app/start-app.ts')).startApp({ connection, deliveries, lineOf, open }),
  );
  const stopWaiting = effect(() => {
    if (deliveries.role.value === null && connection.state.value.phase !== 'offline') return;
    app.soon();
    queueMicrotask(() => stopWaiting());
  });
  return {
    connection,
    deliveries,
    sharing,
    lineOf,
    openedOn: (lineId) => open.peek().get(lineId),
    unsent: () =>
      [...open.peek().values()]
        .filter(({ timeline }) => !timeline.unsafe.value)
        .reduce((sum, { timeline }) => sum + timeline.unsent.value.length, 0),
  };
}
