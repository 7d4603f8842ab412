import type { Signal } from '@preact/signals';
import type { OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { LineSummary, Point } from '#protocol';

/** A place that somebody named in the line. */
export interface ShownPlace {
  readonly point: Point;
  readonly title: string;
}

export interface DeskSideProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly models: OpenLine;
  /** What a tap in the timeline wants to see on the map; null: nothing of the kind. */
  readonly place: Signal<ShownPlace | null>;
}

/**
 * Beside the line: where everybody is, the facts, who is here, and what can be done. A column on a wide desk, else in a
 * sheet. A button here that says its key (`aria-keyshortcuts="S"`, `"Shift+R"`) is pressed by it from anywhere on the page.
 */
export function DeskSide(_props: DeskSideProps) {
  return null;
}
