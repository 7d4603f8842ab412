import { render } from 'preact';
import { effect } from '@preact/signals';
import { AppPage } from '../../client/app/app-page.tsx';
import { forgetLink, keepLink, keptLinks, type KeptLink } from '../../client/app/app-database.ts';
import { App } from '../../client/pages/app.tsx';
import type { OpenLine } from '../../client/pages/open-line.ts';
import type { PageParts } from '../../client/pages/page-parts.ts';
import { startPage } from '../../client/pages/start-page.ts';
import { standIn, type Told } from './stand-in.ts';
import { stillCall, stillSharing, type StillCall } from './still-models.ts';
import { stillRecording, type Recording } from './still-recording.ts';
import type { ErrorCode, LineId, LineSummary } from '#protocol';
import type { SharingState } from '../../client/location/sharing.ts';

/** A whole page in one of its states: the real one, on a server's side that is told. */
export interface PageScene {
  readonly name: string;
  /** What it shows, in English, for the overview. */
  readonly title: string;
  /** One of the pages that people know by name: photographed in every size. */
  readonly isPage?: true;
  /** Where the others are photographed; left out: on a phone. `tall`: so that all of a long page is seen. */
  readonly on?: 'phone' | 'tall' | 'desk';
  /** The links that this phone has opened: the page where the installed app begins. */
  readonly kept?: () => readonly KeptLink[];
  /** Null: the server has not answered yet. */
  readonly told: (() => Told) | null;
  /** The call of the first line. */
  readonly call?: (line: LineSummary) => StillCall;
  readonly sharing?: SharingState;
  /** The line that is open. */
  readonly at?: LineId;
  /** Buttons to press, one after the other, by selectors: what they are called may change. */
  readonly press?: readonly string[];
  /** What is looked for at the desk. */
  readonly lookFor?: () => string;
  /** What the person has just said. */
  readonly say?: () => readonly string[];
  /** The network is gone, after the line was read. */
  readonly isOffline?: true;
  readonly refused?: ErrorCode;
  /** The browser, as it names itself. */
  readonly browser?: string;
  /** A voice note is being recorded; `locked`: without a finger. Or none, for the microphone is refused. */
  readonly recording?: Recording;
}

/** Draws it; resolves when it stands as it is meant to. Rejects with what is missing. */
export async function drawPage(root: Element, scene: PageScene): Promise<void> {
  document.documentElement.classList.toggle('is-tall-picture', scene.on === 'tall');
  if (scene.isOffline) Object.defineProperty(navigator, 'onLine', { value: false });
  if (scene.browser) Object.defineProperty(navigator, 'userAgent', { value: scene.browser });
  if (scene.kept) return drawApp(root, scene.kept());
  // Before the page is drawn: it opens the line that the address names.
  history.replaceState(null, '', `${location.search}${scene.at ? `#${scene.at}` : ''}`);
  const told = scene.told?.() ?? { role: 'recipient', lines: [] };
  const connection = standIn(told);
  connection.state.value = { phase: 'connecting' };
  const real = startPage(connection, null);
  const lines = new Map<LineId, OpenLine>();
  const parts: PageParts = {
    ...real,
    ...(scene.sharing && { sharing: stillSharing(scene.sharing) }),
    lineOf(line) {
      const { id } = line.delivery;
      const known = lines.get(id) ?? stood(real.lineOf(line), line, lines.size === 0 ? scene : null);
      lines.set(id, known);
      return known;
    },
  };
  if (scene.told) connection.goOnline();
  if (scene.refused) connection.state.value = { phase: 'refused', code: scene.refused };
  render(<App parts={parts} expected={told.role} />, root);
  if (!scene.told || scene.refused) return;

  await until(() => real.deliveries.role.value !== null);
  const open = real.deliveries.lines.value.find(({ delivery }) => delivery.id === scene.at);
  const line = open ?? real.deliveries.lines.value[0];
  if (line) {
    const { timeline, location } = parts.lineOf(line);
    const sharers = told.lines.find(({ summary }) => summary.delivery.id === line.delivery.id)?.positions.length ?? 0;
    await until(() => timeline.loaded.value && location.people.value.length >= sharers);
  }
  if (scene.isOffline) connection.goOffline();
  if (line) for (const text of scene.say?.() ?? []) parts.lineOf(line).timeline.say({ kind: 'text', text }, null);
  for (const selector of scene.press ?? []) (await button(selector)).click();
  if (scene.lookFor) {
    const box = await found(() => document.querySelector<HTMLInputElement>('input[type=search]'), 'search box');
    box.value = scene.lookFor();
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

async function drawApp(root: Element, links: readonly KeptLink[]): Promise<void> {
  for (const { token } of await keptLinks()) await forgetLink(token);
  for (const link of links) await keepLink(link);
  render(<AppPage />, root);
  await found(() => document.querySelector('h1'), 'heading');
}

/** The first line's models, with those that this scene holds still in the place of the real ones. */
function stood(models: OpenLine, line: LineSummary, scene: PageScene | null): OpenLine {
  return {
    ...models,
    ...(scene?.call && { calls: stillCall(scene.call(line)) }),
    ...(scene?.recording && { notes: stillRecording(models.notes, scene.recording) }),
  };
}

/** Resolves once it is so; `is` reads signals. */
function until(is: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = effect(() => {
      if (!is()) return;
      resolve();
      queueMicrotask(() => end());
    });
  });
}

/** Longer than any part of the page takes to come, ms. */
const PATIENCE_MS = 30_000;

/** The button that this selector names, as soon as it can be seen. */
const button = (selector: string): Promise<HTMLElement> =>
  found(
    () => [...document.querySelectorAll<HTMLElement>(selector)].find((element) => element.checkVisibility()),
    `button ${selector}`,
  );

/** What `find` finds, as soon as it does. Rejects with `what` is missing. */
function found<T>(find: () => T | null | undefined, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = find();
      if (!found) return;
      done();
      resolve(found);
    };
    const watch = new MutationObserver(look);
    const timer = setTimeout(() => {
      done();
      reject(new Error(`The page has no ${what}`));
    }, PATIENCE_MS);
    const done = () => {
      watch.disconnect();
      clearTimeout(timer);
    };
    watch.observe(document, { subtree: true, childList: true, attributes: true });
    look();
  });
}
