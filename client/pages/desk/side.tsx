import './side.css';
import type { Signal } from '@preact/signals';
import { LateMap } from '../../location/late-map.tsx';
import { useLoaded } from '../../ui/use-loaded.ts';
import { DeskActions } from './side-actions.tsx';
import { DeskFacts } from './side-facts.tsx';
import { DeskPeople } from './side-people.tsx';
import { pageConfig } from '../page-config.ts';
import type { OpenLine } from '../open-line.ts';
import type { PageParts } from '../page-parts.ts';
import type { EntryId, LineSummary, Point } from '#protocol';

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
  /** Opens a pin of the map; null where a sheet would lie over this one. */
  readonly onPin: ((id: EntryId) => void) | null;
}

/** The map's own buttons stand on its right edge, px. */
const INSET = { top: 8, right: 64, bottom: 8, left: 8 };

/**
 * Beside the line: where everybody is, the facts, who is here, and what can be done. A column on a wide desk, else in a
 * sheet. A button here that says its key (`aria-keyshortcuts="S"`, `"Shift+R"`) is pressed by it from anywhere on the page.
 */
export function DeskSide({ parts, line, models, place, onPin }: DeskSideProps) {
  const { connection } = parts;
  const { delivery, members, me } = line;
  const { pins, timeline, location } = models;
  const pointing = useLoaded(() => import('../../location/pointing-part.ts'));
  return (
    <div class="side">
      <div class="side-map">
        <LateMap
          model={location}
          door={delivery.point}
          members={members}
          tiles={pageConfig().value?.tiles ?? null}
          place={place.value}
          inset={INSET}
          over={(map) =>
            pointing !== null &&
            pointing !== 'gone' && (
              <pointing.MapOver
                view={map}
                connection={connection}
                lineId={delivery.id}
                me={me}
                members={members}
                door={delivery.point}
                pins={pins}
                unsent={timeline.unsent.value}
                learn={timeline.learn}
                onOpen={(id) => {
                  pins.chosen.value = onPin === null && pins.chosen.value === id ? null : id;
                  onPin?.(id);
                }}
              />
            )
          }
        />
      </div>
      <div class="side-words">
        <DeskFacts parts={parts} line={line} timeline={timeline} />
        <DeskPeople parts={parts} line={line} location={location} />
      </div>
      <DeskActions parts={parts} line={line} models={models} />
    </div>
  );
}
