import { useMemo } from 'preact/hooks';
import { stepInWords } from '../deliveries/step-words.ts';
import { PlaceBubble } from '../location/place-bubble.tsx';
import { NoteBubble, UnsentNoteBubble } from '../notes/note-bubble.tsx';
import { PhotoBubble, UnsentPhotoBubble } from '../photos/photo-bubble.tsx';
import { nameOf } from '../timeline/entry-words.ts';
import { Marked } from '../timeline/marked.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { CallEntryLayer } from './call-layer.tsx';
import { deskEntry } from './desk-entry.tsx';
import { pageConfig } from './page-config.ts';
import type { ReadonlySignal } from '@preact/signals';
import type { ShownPlace } from './desk-side.tsx';
import type { OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { EntryView } from '../timeline/entry-row.tsx';
import type { TimelineListProps } from '../timeline/timeline-list.tsx';
import type { Unsent } from '../timeline/said.ts';
import type { LineSummary } from '#protocol';

export interface DeskViewParts {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly models: OpenLine;
  /** What is looked for; empty: nothing. */
  readonly term: string;
  /** The hit in front of the reader. */
  readonly at: ReadonlySignal<number | null>;
  readonly act: EntryView['act'];
  /** Shows a place that was named on the map beside the line. */
  readonly show: (place: ShownPlace) => void;
}

/** How the desk draws what was said: as rows, with the words that are looked for marked. */
export function useDeskView({ parts, line, models, term, at, act, show }: DeskViewParts) {
  const { connection } = parts;
  const { delivery, members, me } = line;
  const { timeline, notes } = models;
  const loadedPointing = useLoaded(() => import('../location/pointing-part.ts'));
  const pointing = loadedPointing === 'gone' ? null : loadedPointing;
  const canTranslate = pageConfig().value?.translate ?? false;
  const row = useMemo(() => deskEntry(at), [at]);
  const view = useMemo<TimelineListProps['view']>(() => {
    const words = (text: string) => <Marked text={text} words={term} />;
    return {
      model: timeline,
      me,
      members,
      row,
      statusWords: (step) => stepInWords(step, connection.now()),
      words,
      voice: (body, { id, by }) => (
        <NoteBubble notes={notes} body={body} entryId={id} mine={by === me} canTranslate={canTranslate} words={words} />
      ),
      photo: (body, { by, at: saidAt, clientId }) => (
        <PhotoBubble
          connection={connection}
          body={body}
          clientId={clientId}
          from={by === me ? null : nameOf(members, by)}
          at={saidAt}
        />
      ),
      place: (body, entry) => (
        <PlaceBubble
          place={body}
          mine={entry.by === me}
          byName={nameOf(members, entry.by)}
          door={delivery.point}
          here={null}
          onShow={({ point }, title) => show({ point, title })}
          thumb={body.photo && pointing && <pointing.PlaceThumb connection={connection} photoId={body.photo.photoId} />}
        >
          {pointing && (
            <pointing.PlaceAnswer
              connection={connection}
              learn={timeline.learn}
              pin={{ ...entry, body }}
              me={me}
              members={members}
              pins={null}
            />
          )}
        </PlaceBubble>
      ),
      call: (body, entry) => <CallEntryLayer body={body} entry={entry} parts={parts} line={line} />,
      act,
    };
  }, [models, members, delivery.point.lat, delivery.point.lng, canTranslate, pointing, term, row]);

  const unsentBody = (unsent: Unsent) => {
    const { said } = unsent;
    switch (said.kind) {
      case 'text':
        return null;
      case 'voice':
        return <UnsentNoteBubble notes={notes} unsent={unsent} />;
      case 'photo':
        return <UnsentPhotoBubble unsent={{ ...unsent, said }} />;
      case 'place':
        return <PlaceBubble place={said} mine byName="" door={delivery.point} here={null} onShow={null} />;
    }
  };
  return { view, unsentBody };
}
