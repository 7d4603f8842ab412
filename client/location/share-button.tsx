import './location.css';
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { Connection } from '../connection.ts';
import { language } from '../language.ts';
import { ClockIcon } from '../ui/icons.tsx';
import { Late, Sheet } from '../ui/sheet.tsx';
import { ShareIcon, StopIcon } from './map-icons.tsx';
import type { SharingModel, SharingState } from './sharing.ts';
import { t } from './strings.ts';
import { shareLeftInWords } from './words.ts';

/** What is so and why it is not, in words; empty where nothing is to be said. */
function noteOf(state: SharingState, batteryLow: boolean): string {
  switch (state.phase) {
    case 'off':
      return '';
    case 'asking':
      return t().asking;
    case 'denied':
      return t().denied;
    case 'unavailable':
      return t().unavailable;
    case 'by_app':
      return t().sharesByApp;
    case 'sharing':
      if (state.weak) return t().weak;
      return batteryLow ? t().battery : '';
  }
}

const loadSheet = () => import('./share-sheet.tsx');
const loadTracker = () => import('./tracker-sheet.tsx');

/** How often the time that is left is looked at again, ms. */
const LOOK_MS = 10_000;

export interface ShareButtonProps {
  readonly model: SharingModel;
  /** Shares with a whole round. */
  readonly asCourier: boolean;
  readonly connection: Pick<Connection, 'ask' | 'onOnline' | 'now'>;
}

/** How long the share still goes on, ms; null: until the delivery is over. Follows the clock. */
function useLeftMs({ model, connection }: Pick<ShareButtonProps, 'model' | 'connection'>): number | null {
  const now = () => connection.now();
  const clock = useSignal(now());
  const endsAt = model.endsAt.value;
  useEffect(() => {
    clock.value = now();
    if (endsAt === null) return;
    const timer = setInterval(() => (clock.value = now()), LOOK_MS);
    return () => clearInterval(timer);
  }, [endsAt]);
  return endsAt === null ? null : Math.max(0, endsAt - clock.value);
}

/** Sharing by choice: begins and ends with one tap, says how long it goes on, and in words what is so. */
export function ShareButton({ model, asCourier, connection }: ShareButtonProps) {
  const noteId = useId();
  const open = useSignal<'share' | 'tracker' | null>(null);
  const close = () => (open.value = null);
  const state = model.state.value;
  const byApp = state.phase === 'by_app';
  const on = byApp || state.phase === 'asking' || state.phase === 'sharing';
  const hasNone = state.phase === 'denied' || state.phase === 'unavailable';
  const note = noteOf(state, model.batteryLow.value);
  const leftMs = useLeftMs({ model, connection });
  const left = shareLeftInWords(leftMs, language.value);
  return (
    <div class="share">
      <div class="share-buttons">
        <button
          type="button"
          class={on ? 'float share-button is-on' : 'float share-button'}
          aria-describedby={note ? noteId : undefined}
          onClick={() => (on ? model.stop() : model.share())}
        >
          {on ? <StopIcon size="s" /> : <ShareIcon size="s" />}
          {on ? t().stop : t().share}
        </button>
        {asCourier && (hasNone || byApp) && (
          <button
            type="button"
            class="float share-button"
            aria-haspopup="dialog"
            onClick={() => (open.value = 'tracker')}
          >
            {t().byApp}
          </button>
        )}
        {on && !byApp && (
          <button
            type="button"
            class="float share-time"
            aria-haspopup="dialog"
            aria-label={`${t().howLong}: ${left}`}
            onClick={() => (open.value = 'share')}
          >
            <ClockIcon size="s" />
            {leftMs !== null && <span>{left}</span>}
          </button>
        )}
      </div>
      <p class="map-note share-note" id={noteId} role="status">
        {note}
      </p>
      {open.value === 'share' && (
        <Sheet key="share" title={t().howLong} onClose={close}>
          <Late load={loadSheet}>
            {(part) => (
              <part.ShareSheet
                model={model}
                asCourier={asCourier}
                leftMs={leftMs}
                onScreenOff={asCourier ? () => (open.value = 'tracker') : null}
                onDone={close}
              />
            )}
          </Late>
        </Sheet>
      )}
      {open.value === 'tracker' && (
        <Sheet key="tracker" title={t().screenOff} onClose={close}>
          <Late load={loadTracker}>
            {(part) => (
              <part.TrackerSheet
                connection={connection}
                isSharing={on}
                onShare={hasNone ? () => model.shareByApp() : null}
              />
            )}
          </Late>
        </Sheet>
      )}
    </div>
  );
}
