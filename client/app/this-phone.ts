import { signal } from '@preact/signals';
import type { KeptLink } from './app-database.ts';

/** The browser's own question whether a page may become an app; only some have it. */
export interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/** What this phone can do as an app, as far as it is known by now. */
export interface ThisPhone {
  /** The page's own link; null until it is known, and always where nothing is kept. */
  readonly link: KeptLink | null;
  /** False: this browser keeps nothing. */
  readonly keeps: boolean;
  /** The service worker; `none` in private windows of some browsers and in some apps' browsers. */
  readonly worker: 'unknown' | 'there' | 'none';
  readonly install: InstallOffer | null;
  /** Brings the service worker now, where it waits for the page to be idle; null before the page is known. */
  readonly bring: (() => void) | null;
  /** Whether pushes come for this link. `unknown` until it was looked. */
  readonly pushes: 'unknown' | 'on' | 'off' | 'failed';
  /** A newer version of the pages is there than this one. */
  readonly isOld: boolean;
}

export const thisPhone = signal<ThisPhone>({
  link: null,
  keeps: true,
  worker: 'unknown',
  install: null,
  bring: null,
  pushes: 'unknown',
  isOld: false,
});

export const learn = (what: Partial<ThisPhone>): void => {
  thisPhone.value = { ...thisPhone.peek(), ...what };
};
