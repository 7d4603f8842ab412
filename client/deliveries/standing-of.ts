import { isAhead } from './progress.ts';
import { t } from './round-strings.ts';
import { statusWords } from './strings.ts';
import type { Delivery } from '#protocol';

/** How far a stop is, to its courier, in few words. */
export const standingOf = ({ status }: Delivery): string =>
  isAhead(status) ? t().standing[status] : statusWords()[status].short;
