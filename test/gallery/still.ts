import { signal } from '@preact/signals';
import { language } from '../../client/language.ts';
import type { Language } from '#protocol';

/** The moment that every picture shows: a Thursday, 14:23 in China. */
export const NOW = Date.UTC(2026, 5, 18, 6, 23);

/** So many minutes before that moment. */
export const ago = (minutes: number): number => NOW - minutes * 60_000;

/** Lets this device's clock go from there: a page says so where it is wrong. */
export function setClock(): void {
  const began = performance.now();
  Date.now = () => NOW + performance.now() - began;
}

export type Scheme = 'day' | 'night';

/** In which language and colours a page of the gallery is drawn, as its address says it; null: the overview of all. */
export function variantOf(search: string): { language: Language; scheme: Scheme } | null {
  const asked = new URLSearchParams(search);
  const [spoken, scheme] = [asked.get('language'), asked.get('scheme')];
  if ((spoken !== 'zh' && spoken !== 'en') || (scheme !== 'day' && scheme !== 'night')) return null;
  return { language: spoken, scheme };
}

/** What people say and how they are called, in the language that the page was opened in. */
export const say = (zh: string, en: string): string => (language.peek() === 'zh' ? zh : en);

/** Lines are new on each load: what an earlier load kept on this device is not shown again. */
export const freshId = Math.floor(performance.timeOrigin * 1000).toString(36);

/** A value that never changes, where a component wants one that may. */
export const still = <T>(value: T) => signal(value);
