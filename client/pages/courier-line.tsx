import './courier.css';
import type { Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { isAhead } from '../deliveries/progress.ts';
import { StepButton, StepTrouble } from '../deliveries/step-button.tsx';
import { Steps } from '../deliveries/steps.tsx';
import { StopHeader } from '../deliveries/stop-header.tsx';
import { t } from '../deliveries/round-strings.ts';
import { language } from '../language.ts';
import { LateDemoRide } from '../location/late-map.tsx';
import { BackIcon, RideIcon } from '../ui/late-icons.tsx';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { LateAbout } from './late-about.tsx';
import { LatePageNotes } from './late-page-notes.tsx';
import { LineView } from './line-view.tsx';
import { pageConfig } from './page-config.ts';
import { useLineInView } from './use-line-in-view.ts';
import type { PageParts } from './page-parts.ts';
import type { LineSummary } from '#protocol';

/** The list of the round, as the hash in the address says it. */
export const LIST = 'round';

export interface RideButtonProps {
  readonly riding: Signal<boolean>;
  readonly class: string;
}

/** Opens the page for riding. */
export function RideButton({ riding, class: look }: RideButtonProps) {
  return (
    <button type="button" class={`${look} ride-open`} onClick={() => (riding.value = true)}>
      <RideIcon size="s" />
      <span>{t().ride}</span>
    </button>
  );
}

export interface CourierLineProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly howFar: string;
  /** The list is behind this line and a button leads back to it. */
  readonly hasList: boolean;
  /** The reader has chosen this line: the keyboard and the screen reader follow. */
  readonly moveFocus: boolean;
  /** Null where the list beside it has the button. */
  readonly riding: Signal<boolean> | null;
}

/** One line of the round. */
export function CourierLine({ parts, line, howFar, hasList, moveFocus, riding }: CourierLineProps) {
  const { deliveries } = parts;
  const { delivery } = line;
  const models = useLineInView(parts.lineOf, line);
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (moveFocus) head.current?.focus({ preventScroll: true });
  }, [moveFocus]);
  const isOver = !isAhead(delivery.status);
  useLayoutEffect(() => {
    // The last step takes its button away, and the focus with it.
    if (isOver && document.activeElement === document.body) head.current?.focus({ preventScroll: true });
  }, [isOver]);
  const hasDemo = pageConfig().value?.demo && !isOver;
  const corners = useMemo(
    () => (
      <>
        <div class="over over-tl">
          {hasList && (
            <a class="float" href={`#${LIST}`} aria-label={t().back}>
              <BackIcon />
            </a>
          )}
          {riding && <RideButton riding={riding} class="float" />}
          {hasDemo && <LateDemoRide connection={parts.connection} lineId={delivery.id} />}
        </div>
        <div class="over over-tr">
          <LanguageSwitch />
        </div>
      </>
    ),
    [hasList, hasDemo, riding, delivery.id, language.value],
  );
  return (
    <LineView
      parts={parts}
      line={line}
      models={models}
      corners={corners}
      head={
        <div ref={head} tabIndex={-1} class="line-head">
          <StopHeader line={line} howFar={howFar} />
        </div>
      }
      under={
        <>
          <Steps status={delivery.status} />
          <StepTrouble model={deliveries} delivery={delivery} />
          <LateAbout connection={parts.connection} line={line} timeline={models.timeline} isLarge={false} />
          {/* Else the list says it. */}
          {!hasList && riding && <LatePageNotes connection={parts.connection} />}
        </>
      }
      action={!isOver && <StepButton model={deliveries} delivery={delivery} />}
      isOver={isOver}
    />
  );
}
