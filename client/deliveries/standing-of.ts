import { isAhead } from './progress.ts';
import { t } from './round-strings.ts';
import type { Delivery } from '#protocol';

/** How far a stop is, to its courier, in two words; empty for one that is over. */
export const standingOf = ({ status }: Delivery): string => (isAhead(status) ? t().standing[status] : '');
