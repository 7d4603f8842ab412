import './courier.css';
import type { ComponentChildren } from 'preact';
import type { Signal } from '@preact/signals';
import { CallButton } from '../calls/call-button.tsx';
import { isAhead } from '../deliveries/progress.ts';
import { quickRepliesFor } from '../deliveries/quick-replies-for.ts';
import { t } from '../deliveries/round-strings.ts';
import { StepButton, StepTrouble } from '../deliveries/step-button.tsx';
import { NextStop } from '../deliveries/next-stop.tsx';
import { LateDemoRide, LateMap, LateShareButton } from '../location/late-map.tsx';
import { TalkButton } from '../notes/talk-button.tsx';
import { otherOf } from '../people/names.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { LateAbout } from './late-about.tsx';
import { pageConfig } from './page-config.ts';
import { QuickReplies } from './quick-replies.tsx';
import { StopSigns } from './stop-signs.tsx';
import { useLineInView } from './use-line-in-view.ts';
import type { PageParts } from './page-parts.ts';
import type { LineId, LineSummary } from '#protocol';

export interface StopActsProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  /** The stop whose end is being told, where it is not handed over. */
  readonly ending: Signal<LineId | null>;
}

/** What can be said and done about a stop without opening its line: ready answers, a call, the voice, the next step. */
export function StopActs({ parts, line, ending }: StopActsProps) {
  const { deliveries, lineOf } = parts;
  const { delivery } = line;
  const { timeline, notes, calls } = useLineInView(lineOf, line);
  const assistant = useLoaded(() => import('../assistant/line-part.ts'));
  const replies = quickRepliesFor(deliveries.quickReplies.value, delivery.status);
  const recordings = notes.here.value;
  const isOver = !isAhead(delivery.status);
  return (
    <>
      {assistant !== null && assistant !== 'gone' && (
        <>
          <assistant.AgreedLine connection={parts.connection} line={line} timeline={timeline} />
          <assistant.SuggestionCard connection={parts.connection} line={line} timeline={timeline} />
        </>
      )}
      {recordings && <recordings.views.CutOffOffer model={recordings.model} />}
      {replies.length > 0 && (
        <QuickReplies replies={replies} say={(text) => timeline.say({ kind: 'text', text }, null)} />
      )}
      <div class={isOver ? 'bar' : 'bar has-action'}>
        <CallButton model={calls} line={line} />
        <TalkButton model={notes} toName={otherOf(line)?.name ?? ''} />
        <StepButton model={deliveries} delivery={delivery} />
      </div>
      {!isOver && (
        <div class="stop-others">
          {delivery.status === 'arrived' && (
            <button
              type="button"
              class="stop-otherwise"
              aria-disabled={deliveries.settling.value}
              onClick={() => void deliveries.setStatus(delivery.id, 'out_for_delivery')}
            >
              {t().notThere}
            </button>
          )}
          <button
            type="button"
            class="stop-otherwise"
            aria-haspopup="dialog"
            onClick={() => (ending.value = delivery.id)}
          >
            {t().otherwise}
          </button>
        </div>
      )}
      <StepTrouble model={deliveries} delivery={delivery} />
    </>
  );
}

/** The map's buttons stand at its right edge, sharing at its lower one: so low a map has no more to give, px. */
const COVERED_PX = { top: 8, right: 64, bottom: 40, left: 8 };

export interface NextMapProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  /** The stops after it, in order. */
  readonly then: readonly LineSummary[];
}

/** Where the next stop is and the ones after it, with what is done on a map. */
export function NextMap({ parts, line, then }: NextMapProps) {
  const { connection, sharing, lineOf } = parts;
  const { delivery, members } = line;
  const config = pageConfig().value;
  return (
    <div class="stage">
      <LateMap
        model={lineOf(line).location}
        door={delivery.point}
        members={members}
        tiles={config?.tiles ?? null}
        inset={COVERED_PX}
        over={(map) => <StopSigns view={map} next={line} then={then} />}
      />
      {config?.demo && (
        <div class="over over-tl">
          <LateDemoRide connection={connection} lineId={delivery.id} />
        </div>
      )}
      <div class="over over-tr">
        <LanguageSwitch />
      </div>
      <div class="over over-bl">
        <LateShareButton model={sharing} asCourier connection={connection} />
      </div>
    </div>
  );
}

export interface NextProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly howFar: string;
  /** The stop after it. */
  readonly then: LineSummary | undefined;
  readonly children: ComponentChildren;
}

/** The next stop, large, with everything that can be done about it under the thumb. */
export function Next({ parts, line, howFar, then, children }: NextProps) {
  const { connection, deliveries, lineOf } = parts;
  const { id } = line.delivery;
  const { timeline } = lineOf(line);
  return (
    <NextStop
      line={line}
      unread={deliveries.unread.value.get(id) ?? 0}
      unsent={timeline.unsent.value.length}
      howFar={howFar}
      href={`#${id}`}
      about={<LateAbout connection={connection} line={line} timeline={timeline} isLarge next={then?.delivery.id} />}
    >
      {children}
    </NextStop>
  );
}
