import type { ErrorCode, FirstView, Hello, PageConfig } from '#protocol';
import type { Actor, Clock, Parts } from '../parts.ts';
import type { Links } from '../people/links.ts';
import { RefusedError } from './refused-error.ts';

/** A database that is slower than this holds no page: the page comes without, and asks by itself, ms. */
const PATIENCE_MS = 400;

interface Needs {
  readonly clock: Clock;
  readonly report: Parts['report'];
  readonly links: Pick<Links, 'open'>;
  readonly hello: (actor: Actor) => Promise<Hello>;
  readonly config: PageConfig;
}

/**
 * What the page of a token shows first. Null where that is not known in time, or not at all: the trouble is then reported.
 * Nobody has come by it, and nothing counts as read.
 */
export function openFirstViews({
  clock,
  report,
  links,
  hello,
  config,
}: Needs): (token: string) => Promise<FirstView | null> {
  const shutOut = (refused: ErrorCode): FirstView => ({ role: null, hello: null, refused, config });

  async function look(token: string): Promise<FirstView> {
    const { actor } = await links.open(token);
    const { role } = actor;
    if (role !== 'recipient') return { role, hello: null, refused: null, config };
    const known = await hello(actor);
    return known.lines.length > 0 ? { role, hello: known, refused: null, config } : shutOut('not_found');
  }

  return async (token) => {
    const late = Promise.withResolvers<null>();
    const stop = clock.after(PATIENCE_MS, () => late.resolve(null));
    const view = look(token).catch((error: unknown) => {
      if (error instanceof RefusedError) return shutOut(error.code);
      report('the first view of a page', error);
      return null;
    });
    try {
      return await Promise.race([view, late.promise]);
    } finally {
      stop();
    }
  };
}
