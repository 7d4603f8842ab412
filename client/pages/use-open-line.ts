import { useEffect, useMemo } from 'preact/hooks';
import type { OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { LineSummary } from '#protocol';

/** The models of the line in view. When it leaves the view, its notes stop playing, and a recording ends and waits there to be sent. */
export function useOpenLine(lineOf: PageParts['lineOf'], line: LineSummary): OpenLine {
  const models = useMemo(() => lineOf(line), [lineOf, line.delivery.id]);
  useEffect(() => () => models.notes.leave(), [models]);
  return models;
}
