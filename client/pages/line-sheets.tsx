import { useEffect } from 'preact/hooks';
import type { Signal } from '@preact/signals';
import { callSheet } from '../calls/call-sheet.ts';
import { t as outcomeWords } from '../deliveries/outcome-strings.ts';
import { isAhead } from '../deliveries/progress.ts';
import { PhotoBubble } from '../photos/photo-bubble.tsx';
import { RememberedRow } from '../preferences/remembered-row.tsx';
import { t as rememberedWords } from '../preferences/remembered-strings.ts';
import { nameOf } from '../timeline/entry-words.ts';
import { Late, Sheet } from '../ui/sheet.tsx';
import { whenIdle } from '../ui/when-idle.ts';
import { newId } from '../new-id.ts';
import { pageConfig } from './page-config.ts';
import { t } from './strings.ts';
import type { OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { Wanted } from '../timeline/find-entry.ts';
import type { ClientId, Entry, EntryId, LineSummary } from '#protocol';

/** The sheet over the line; its code comes when the page is idle. */
export type LineSheetName =
  | { kind: 'entry' | 'correct'; entry: Entry }
  | { kind: 'place' }
  | { kind: 'pin'; id: EntryId }
  | { kind: 'line' }
  | { kind: 'outcome' }
  | { kind: 'remembered' }
  | { kind: 'search' };

const load = {
  entry: () => import('../timeline/entry-sheet.tsx'),
  correct: () => import('../notes/correct-sheet.tsx'),
  place: () => import('../location/place-sheet.tsx'),
  pin: () => import('../location/pin-sheet.tsx'),
  line: () => import('../people/line-sheet.tsx'),
  outcome: () => import('../deliveries/outcome-sheet.tsx'),
  remembered: () => import('../preferences/remembered-sheet.tsx'),
  phone: () => import('../app/phone-part.tsx'),
  search: () => import('../timeline/search-sheet.tsx'),
};
/** Drawn in the timeline, also where the network has gone meanwhile. */
const loadPicture = () => import('../photos/photo-picture.tsx');
const loadAll = () => {
  // One that does not come now is asked for again when it is opened.
  for (const one of [loadPicture, ...Object.values(load)]) one().catch(() => {});
};

export interface LineSheetsProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly models: OpenLine;
  readonly open: Signal<LineSheetName | null>;
  readonly goTo: (wanted: Wanted) => void;
}

/** What can be opened over a line: an entry's actions, pointing at a place, the people, the search. */
export function LineSheets({ parts, line, models, open, goTo }: LineSheetsProps) {
  useEffect(() => whenIdle(loadAll), []);
  const { connection, deliveries } = parts;
  const { delivery, members, me } = line;
  const role = members.find(({ id }) => id === me)?.role;
  const isAgent = role === 'agent';
  const sheet = open.value;
  const close = () => (open.value = null);
  const now = () => connection.now();
  if (sheet === null) return null;
  switch (sheet.kind) {
    case 'entry':
      return (
        <Sheet key="entry" title={t().sheets.entry} onClose={close}>
          <Late load={load.entry}>
            {(part) => (
              <part.EntrySheet
                model={models.timeline}
                entry={sheet.entry}
                me={me}
                now={now}
                onCorrect={
                  sheet.entry.by === me || isAgent ? () => (open.value = { kind: 'correct', entry: sheet.entry }) : null
                }
                onDone={close}
              />
            )}
          </Late>
        </Sheet>
      );
    case 'correct':
      return (
        <Sheet key="correct" title={t().sheets.correct} onClose={close}>
          <Late load={load.correct}>
            {(part) => <part.CorrectSheet notes={models.notes} entry={sheet.entry} onDone={close} />}
          </Late>
        </Sheet>
      );
    case 'place':
      return (
        <Sheet key="place" title={t().sheets.place} onClose={close}>
          <Late load={load.place}>
            {(part) => (
              <part.PlaceSheet
                lineId={delivery.id}
                token={connection.token}
                door={delivery.point}
                doorMine={members.find(({ id }) => id === me)?.role !== 'courier'}
                tiles={pageConfig().value?.tiles ?? null}
                onPlace={(place, photo) => {
                  const { say } = models.timeline;
                  const photoClientId = photo ? newId<ClientId>() : null;
                  // First the photo: the place names it.
                  if (photo && photoClientId) say(photo, null, photoClientId);
                  say({ kind: 'place', ...place, ...(photoClientId && { photoClientId }) });
                  close();
                }}
              />
            )}
          </Late>
        </Sheet>
      );
    case 'pin': {
      const pin = models.pins.all.value.find(({ id }) => id === sheet.id);
      return (
        <Sheet key="pin" title={pin?.body.name || t().sheets.pin} onClose={close}>
          <Late load={load.pin}>
            {(part) => (
              <part.PinSheet
                connection={connection}
                learn={models.timeline.learn}
                pins={models.pins}
                id={sheet.id}
                me={me}
                members={members}
                door={delivery.point}
                photo={
                  pin?.body.photo && (
                    <PhotoBubble
                      connection={connection}
                      body={{ kind: 'photo', ...pin.body.photo, sha256: '' }}
                      clientId={null}
                      from={pin.by === me ? null : nameOf(members, pin.by)}
                      at={pin.at}
                    />
                  )
                }
                onShow={(seq) => {
                  close();
                  goTo({ seq });
                }}
                onDone={close}
              />
            )}
          </Late>
        </Sheet>
      );
    }
    case 'line':
      return (
        <Sheet key="line" title={delivery.addressDetail || delivery.address} onClose={close}>
          <Late load={load.line}>
            {(part) => (
              <part.LineSheet
                model={deliveries}
                line={line}
                onOutcome={
                  role === 'courier' && isAhead(delivery.status) ? () => (open.value = { kind: 'outcome' }) : null
                }
                onNotThere={
                  role === 'courier' && delivery.status === 'arrived'
                    ? () => {
                        void deliveries.setStatus(delivery.id, 'out_for_delivery');
                        close();
                      }
                    : null
                }
                onSearch={() => (open.value = { kind: 'search' })}
                onTest={() => {
                  close();
                  callSheet.value = { lineId: delivery.id, kind: 'microphone' };
                }}
                onDone={close}
                foot={
                  role === 'recipient' && (
                    <RememberedRow
                      connection={connection}
                      lineId={delivery.id}
                      class="act"
                      keepsRoom
                      onOpen={() => (open.value = { kind: 'remembered' })}
                    />
                  )
                }
              >
                {(role === 'courier' || role === 'recipient') && (
                  <Late load={load.phone}>{(phone) => <phone.PhonePart />}</Late>
                )}
              </part.LineSheet>
            )}
          </Late>
        </Sheet>
      );
    case 'outcome':
      return (
        <Sheet key="outcome" title={outcomeWords().title} onClose={close}>
          <Late load={load.outcome}>
            {(part) => <part.OutcomeSheet model={deliveries} delivery={delivery} onDone={close} />}
          </Late>
        </Sheet>
      );
    case 'remembered':
      return (
        <Sheet key="remembered" title={rememberedWords().title} onClose={close}>
          <Late load={load.remembered}>
            {(part) => (
              <part.RememberedSheet connection={connection} lineId={delivery.id} name={delivery.recipientName} />
            )}
          </Late>
        </Sheet>
      );
    case 'search':
      return (
        <Sheet key="search" title={t().sheets.search} onClose={close}>
          <Late load={load.search}>
            {(part) => (
              <part.SearchSheet
                search={(text, after) => models.timeline.search(text, after)}
                byline={({ entry }) => nameOf(members, entry.by)}
                now={now}
                onChoose={({ entry }) => {
                  close();
                  goTo({ seq: entry.seq });
                }}
              />
            )}
          </Late>
        </Sheet>
      );
  }
}
