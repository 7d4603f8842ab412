import { effect, type ReadonlySignal } from '@preact/signals';
import { pageConfig } from '../pages/page-config.ts';
import { learn, thisPhone, type InstallOffer } from './this-phone.ts';
import { followPushes } from './pushes.ts';
import type { Connection } from '../connection.ts';
import type { OpenLine } from '../pages/open-line.ts';
import type { LineId } from '#protocol';

/** How often it is asked whether there is a newer version, ms; the browser itself asks once a day at least. */
const UPDATE_MS = 3_600_000;
/** An answer of a worker takes a millisecond; where none comes, there is none. ms */
const ANSWER_MS = 3000;

interface Parts {
  readonly connection: Connection;
  readonly open: ReadonlySignal<ReadonlyMap<LineId, OpenLine>>;
}

/** Nobody talks or records on this page, and nothing waits that only the page keeps: another one in its place disturbs nothing. */
const isCalm = (lines: ReadonlyMap<LineId, OpenLine>) =>
  [...lines.values()].every(({ calls, notes, timeline }) => {
    const { phase } = calls.state.value;
    const isTalking = phase !== 'idle' && phase !== 'ended' && phase !== 'running';
    const isSafe = !timeline.unsafe.value || timeline.unsent.value.length === 0;
    return !isTalking && notes.state.value.phase === 'idle' && isSafe;
  });

/** Brings the service worker, says when a newer version of the pages is there, and follows what the phone allows. */
export async function registerWorker({ connection, open }: Parts): Promise<void> {
  addEventListener('beforeinstallprompt', (event) => {
    // The browser's own bar would lie over the buttons; the offer stands where the person looks for it.
    event.preventDefault();
    learn({ install: event as InstallOffer });
  });
  addEventListener('appinstalled', () => learn({ install: null }));
  const registration = await navigator.serviceWorker?.register('/sw.js').catch(() => undefined);
  if (!registration) return learn({ worker: 'none' });

  let lookedAt = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - lookedAt < UPDATE_MS) return;
    lookedAt = Date.now();
    void registration.update().catch(() => undefined);
  });
  const look = async () => {
    const next = registration.waiting ?? registration.active;
    if (next && (await isNewer(next))) learn({ isOld: true });
  };
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') void look();
    });
  });
  void look();

  effect(() => {
    if (!thisPhone.value.isOld || !isCalm(open.value)) return;
    void import('./update-bar.tsx').then(({ showUpdateBar }) => showUpdateBar(() => isCalm(open.value)));
  });
  followPushes({ registration, connection, key: pageConfig() });
  learn({ worker: 'there' });
}

/** Whether the worker belongs to a later version than this page, told by the file that each page begins with. */
async function isNewer(worker: ServiceWorker): Promise<boolean> {
  const mine = document.querySelector<HTMLScriptElement>('script[type=module]');
  if (!mine) return false;
  const { port1, port2 } = new MessageChannel();
  const theirs = await new Promise<unknown>((answer) => {
    port1.addEventListener('message', ({ data }) => answer(data));
    port1.start();
    setTimeout(() => answer(null), ANSWER_MS);
    worker.postMessage('entry', [port2]);
  });
  port1.close();
  return typeof theirs === 'string' && theirs !== new URL(mine.src).pathname && worker.state === 'installed';
}
