import { useLayoutEffect, useMemo } from 'preact/hooks';
import type { OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { LineSummary } from '#protocol';

/** In how many parts of the page each line is in view. */
const views = new WeakMap<OpenLine, number>();

/**
 * The models of a line on a page of several. When the last part of the page that shows the line is gone, its notes stop
 * playing, and a recording ends and waits there to be sent: a microphone is not open where nobody sees it.
 */
export function useLineInView(lineOf: PageParts['lineOf'], line: LineSummary): OpenLine {
  const models = useMemo(() => lineOf(line), [lineOf, line.delivery.id]);
  useLayoutEffect(() => {
    views.set(models, (views.get(models) ?? 0) + 1);
    return () => {
      views.set(models, (views.get(models) ?? 1) - 1);
      // The part of the page that takes the place of this one may show the same line.
      queueMicrotask(() => {
        if (views.get(models) === 0) models.notes.leave();
      });
    };
  }, [models]);
  return models;
}
