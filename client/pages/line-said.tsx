import { useMemo } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { understoodInWords } from '../assistant/act-words.ts';
import { canStillBe, createAssistantModel } from '../assistant/model.ts';
import { SuggestionRow } from '../assistant/suggestion-row.tsx';
import { stepInWords } from '../deliveries/step-words.ts';
import { PlaceBubble } from '../location/place-bubble.tsx';
import { NoteBubble, UnsentNoteBubble } from '../notes/note-bubble.tsx';
import { PhotoBubble, UnsentPhotoBubble } from '../photos/photo-bubble.tsx';
import { isPin } from '../../server/protocol/is-pin.ts';
import { nameOf } from '../timeline/entry-words.ts';
import { TimelineList } from '../timeline/timeline-list.tsx';
import { CallEntryLayer } from './call-layer.tsx';
import { pageConfig } from './page-config.ts';
import type { LinePins } from '../location/line-pins.ts';
import type * as pointingPart from '../location/pointing-part.ts';
import type { EntryView } from '../timeline/entry-row.tsx';
import type { Wanted } from '../timeline/find-entry.ts';
import type { Unsent } from '../timeline/said.ts';
import type { OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { Entry, LineSummary, Point } from '#protocol';

export interface LineSaidProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly models: OpenLine;
  /** A text that was said, with what in it can be tapped. */
  readonly words: (text: string) => ComponentChildren;
  /** The pins of the map beside the words; null where it is not beside them. */
  readonly pins: LinePins | null;
  /** How a row is drawn; left out: as bubbles. */
  readonly row?: EntryView['row'];
  /** Null until its code is here. */
  readonly pointing: typeof pointingPart | null;
  /** The reader wants to see a place on the map; null where the map itself knows which. */
  readonly onPoint: (place: { point: Point; title: string } | null) => void;
  readonly onAct: (entry: Entry) => void;
  readonly takeGoTo: (goTo: (wanted: Wanted) => void) => void;
}

/** Everything said on the line, each kind drawn by its own slice. Its code comes right after the first paint. */
export function LineSaid({ parts, line, models, words, pins, row, pointing, onPoint, onAct, takeGoTo }: LineSaidProps) {
  const { connection, sharing } = parts;
  const { delivery, members, me } = line;
  const { timeline, notes } = models;
  const role = members.find(({ id }) => id === me)?.role ?? 'recipient';
  const assistant = useMemo(
    () => createAssistantModel({ connection, lineId: delivery.id, learn: timeline.learn }),
    [connection, delivery.id, timeline],
  );
  const canTranslate = pageConfig().value?.translate ?? false;
  const view = useMemo<Omit<EntryView, 'goTo' | 'known' | 'cameAt'>>(
    () => ({
      model: timeline,
      me,
      members,
      row,
      statusWords: (step) => stepInWords(step, connection.now()),
      understoodWords: (body) => {
        const now = connection.now();
        return understoodInWords(body, { me, members, now }, !canStillBe(body.act, delivery.status, now));
      },
      understood: (body, entry) => (
        <SuggestionRow
          connection={connection}
          model={assistant}
          entry={{ ...entry, body }}
          role={role}
          status={delivery.status}
        />
      ),
      words,
      voice: (body, { id, by }) => (
        <NoteBubble notes={notes} body={body} entryId={id} mine={by === me} canTranslate={canTranslate} words={words} />
      ),
      photo: (body, { by, at, clientId }) => (
        <PhotoBubble
          connection={connection}
          body={body}
          clientId={clientId}
          from={by === me ? null : nameOf(members, by)}
          at={at}
        />
      ),
      place: (body, entry) => (
        <PlaceBubble
          place={body}
          mine={entry.by === me}
          byName={nameOf(members, entry.by)}
          door={delivery.point}
          here={sharing.fix.value?.point ?? null}
          onShow={({ point }, title) => {
            if (pins === null || !isPin(body)) return onPoint({ point, title });
            // A pin is on the map already. Chosen again, it is brought into view again.
            pins.chosen.value = null;
            pins.chosen.value = entry.id;
            onPoint(null);
          }}
          thumb={body.photo && pointing && <pointing.PlaceThumb connection={connection} photoId={body.photo.photoId} />}
        >
          {pointing && (
            <pointing.PlaceAnswer
              connection={connection}
              learn={timeline.learn}
              pin={{ ...entry, body }}
              me={me}
              members={members}
              pins={pins}
            />
          )}
        </PlaceBubble>
      ),
      call: (body, entry) => <CallEntryLayer body={body} entry={entry} parts={parts} line={line} />,
      act: onAct,
    }),
    [
      models,
      members,
      delivery.status,
      delivery.point.lat,
      delivery.point.lng,
      canTranslate,
      pointing,
      words,
      row,
      pins,
    ],
  );
  const now = useMemo(() => () => connection.now(), [connection]);

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
  return (
    <TimelineList
      view={view}
      online={connection.state.value.phase !== 'offline'}
      now={now}
      unsentBody={unsentBody}
      takeGoTo={takeGoTo}
    />
  );
}
