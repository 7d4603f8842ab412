import { effect, type ReadonlySignal } from '@preact/signals';
import { newId } from '../new-id.ts';
import { language } from '../language.ts';
import { whenIdle } from '../ui/when-idle.ts';
import { isShutOut, type Connection } from '../connection.ts';
import { forgetLink, forgetOld, keepLink, withAppDatabase, type KeptLink } from './app-database.ts';
import { keepLine, lineOnPhone } from './kept-line.ts';
import { learn } from './this-phone.ts';
import { sendShared } from './send-shared.ts';
import { tellWhileHidden } from './while-hidden.ts';
import { registerWorker } from './worker-registration.ts';
import type { DeliveriesModel } from '../deliveries/model.ts';
import type { OpenLine } from '../pages/open-line.ts';
import type { PageParts } from '../pages/page-parts.ts';
import type { Hello, LineId } from '#protocol';

/** Changes of a round follow each other; so much later they are kept together, ms. */
const KEEP_AFTER_MS = 2000;

export interface AppParts {
  readonly connection: Connection;
  readonly deliveries: DeliveriesModel;
  readonly lineOf: PageParts['lineOf'];
  /** Lines whose models were made so far. */
  readonly open: ReadonlySignal<ReadonlyMap<LineId, OpenLine>>;
}

/** A desk's and a station's computer is shared: nothing is kept on it, neither words nor the link. */
const isOwnPhone = (role: Hello['role'] | null) => role === 'recipient' || role === 'courier';

/**
 * What makes an app of a page, loaded after the first paint: it keeps what is known for when there is no network, takes photos
 * from other apps, tells of calls and messages while nobody looks, and brings the service worker. Nothing of it is needed to talk.
 */
export function startApp({ connection, deliveries, lineOf, open }: AppParts): void {
  const { token } = connection;
  let kept: KeptLink | null = null;
  /** Where the browser keeps nothing (a private window, storage that is full), the page goes on without. */
  const onPhone = withAppDatabase((db) => db.get('links', token)).then(
    (found) => (kept = found ?? null),
    () => null,
  );
  const known = (role: Hello['role']): KeptLink => {
    const lines = deliveries.lines.peek();
    const name = lines[0]?.members.find(({ id }) => id === lines[0]?.me)?.name ?? '';
    return {
      token,
      handle: kept?.handle ?? newId(),
      at: Date.now(),
      language: language.peek(),
      hello: {
        role,
        name,
        lines: [...lines],
        quickReplies: [...deliveries.quickReplies.peek()],
        now: connection.now(),
      },
    };
  };

  async function recall() {
    await onPhone;
    if (kept) deliveries.recall(kept.hello);
  }
  async function keep(role: Hello['role']) {
    await onPhone;
    try {
      kept = await keepLink(known(role));
      learn({ link: kept });
    } catch {
      learn({ keeps: false });
    }
  }

  // What is known is shown until the server can be asked.
  effect(() => {
    if (connection.state.value.phase !== 'offline' || deliveries.role.peek() !== null) return;
    void recall();
  });

  // Written once after a while, however often it changes.
  let keeping: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const role = deliveries.role.value;
    void deliveries.lines.value;
    void language.value;
    if (role === null || !isOwnPhone(role) || connection.state.value.phase !== 'online') return;
    keeping ??= setTimeout(() => {
      keeping = undefined;
      void keep(role);
    }, KEEP_AFTER_MS);
  });

  const followed = new Set<LineId>();
  effect(() => {
    if (!isOwnPhone(deliveries.role.value)) return;
    for (const [lineId, { timeline }] of open.value) {
      if (followed.has(lineId)) continue;
      followed.add(lineId);
      keepLine({ token, lineId, timeline, connection, onPhone: lineOnPhone(token, lineId) });
    }
  });

  // Whoever is shut out keeps nothing of the line but what they said themselves and nobody has got.
  effect(() => {
    const state = connection.state.value;
    if (state.phase !== 'refused' || state.code === 'client_too_old' || !isShutOut(state.code)) return;
    clearTimeout(keeping);
    void forgetLink(token).catch(() => undefined);
  });

  void forgetOld().catch(() => undefined);
  void sendShared({ token, deliveries, lineOf });
  tellWhileHidden({ connection, deliveries });
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ show?: LineId }>) => {
    if (data.show) globalThis.location.hash = data.show;
  });
  let asked = false;
  const bring = () => {
    if (!asked) void registerWorker({ open, connection });
    asked = true;
  };
  learn({ bring });
  whenIdle(bring);
}
