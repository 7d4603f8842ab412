import './line.css';
import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { CallButton } from '../calls/call-button.tsx';
import { statusWords } from '../deliveries/strings.ts';
import { LineMap } from '../location/line-map.tsx';
import { ShareButton } from '../location/share-button.tsx';
import { NoteBubble, PendingNoteBubble } from '../notes/note-bubble.tsx';
import { TalkButton } from '../notes/talk-button.tsx';
import { otherOf } from '../people/names.ts';
import { Composer } from '../timeline/composer.tsx';
import { TimelineList } from '../timeline/timeline-list.tsx';
import { pageConfig } from './page-config.ts';
import { QuickReplies } from './quick-replies.tsx';
import { t } from './strings.ts';
import type { OpenLine } from './open-line.ts';
import type { Connection } from '../connection.ts';
import type { SharingModel } from '../location/sharing.ts';
import type { LineSummary } from '#protocol';

/** The sheet and the share button cover so much of the map's lower edge, px. */
const COVERED_PX = 76;

export interface LineViewProps {
  readonly connection: Connection;
  readonly line: LineSummary;
  readonly models: OpenLine;
  readonly sharing: SharingModel;
  /** Over the map's upper corners. */
  readonly corners: ComponentChildren;
  /** Who comes or where to go, with the steps. */
  readonly head: ComponentChildren;
  /** Ready answers; none where the delivery is over. */
  readonly replies: readonly string[];
  /** What stands beside Call and Hold to talk. */
  readonly action?: ComponentChildren;
  /** Nothing is left to meet about: the map gives way to the words. */
  readonly isOver: boolean;
}

/** One line: the map, and on a sheet over it everything that was said and can be said. */
export function LineView({ connection, line, models, sharing, corners, head, replies, action, isOver }: LineViewProps) {
  const isTall = useSignal(false);
  const { delivery, members, me } = line;
  const { timeline, notes, calls, location } = models;
  const config = pageConfig().value;
  const online = connection.state.value.phase === 'online';
  const otherName = otherOf(line)?.name ?? '';
  const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? '';
  return (
    <div class={['line', (isTall.value || isOver) && 'is-tall'].filter(Boolean).join(' ')}>
      <div class="stage">
        <LineMap
          model={location}
          door={delivery.point}
          members={members}
          tilesUrl={config?.tilesUrl ?? null}
          attribution={config?.tilesAttribution ?? null}
          inset={{ top: 8, right: 64, bottom: COVERED_PX, left: 8 }}
        />
        {corners}
        {!isOver && (
          <div class="over over-bl">
            <ShareButton model={sharing} />
          </div>
        )}
      </div>
      <section class="sheet">
        <button
          type="button"
          class="grip"
          aria-label={isTall.value ? t().moreMap : t().moreTimeline}
          onClick={() => (isTall.value = !isTall.value)}
        />
        {head}
        <TimelineList
          model={timeline}
          me={me}
          online={online}
          now={() => connection.now()}
          nameOf={nameOf}
          statusWords={(status) => statusWords()[status].short}
          voice={(body, mine) => <NoteBubble model={notes} body={body} mine={mine} />}
          pendingVoice={notes.pending.value.map((note) => ({
            key: note.clientId,
            view: <PendingNoteBubble model={notes} note={note} online={online} />,
          }))}
        />
        {replies.length > 0 && <QuickReplies replies={replies} say={timeline.send} />}
        <Composer key={delivery.id} model={timeline} lineId={delivery.id} />
        <div class={action ? 'bar has-action' : 'bar'}>
          <CallButton model={calls} />
          <TalkButton model={notes} toName={otherName} />
          {action}
        </div>
      </section>
    </div>
  );
}
