import { language } from '../language.ts';
import { DoneIcon } from '../ui/icons.tsx';
import { NotChosenIcon, ScreenOffIcon } from './map-icons.tsx';
import type { SharingModel } from './sharing.ts';
import { t } from './strings.ts';
import { shareLeftInWords } from './words.ts';

const MINUTE_MS = 60_000;

export interface ShareSheetProps {
  readonly model: SharingModel;
  readonly asCourier: boolean;
  /** How long the share still goes on; null: until the delivery is over. */
  readonly leftMs: number | null;
  /** Opens what can share while this page sleeps; null where nothing can. */
  readonly onScreenOff: (() => void) | null;
  readonly onDone: () => void;
}

/** Who sees me, for how long, and the end of it. */
export function ShareSheet({ model, asCourier, leftMs, onScreenOff, onDone }: ShareSheetProps) {
  const choices = [
    { words: t().untilDelivered, forMs: null },
    { words: t().minutes30, forMs: 30 * MINUTE_MS },
    { words: t().hour1, forMs: 60 * MINUTE_MS },
  ];
  return (
    <div class="over-sheet-scroll">
      <p class="sheet-words">{asCourier ? t().seenByRecipients : t().seenByCourier}</p>
      <ul class="share-choices">
        {choices.map(({ words, forMs }) => {
          const isNow = forMs === null && leftMs === null;
          return (
            <li key={words}>
              <button
                type="button"
                class={isNow ? 'act is-now' : 'act'}
                aria-pressed={isNow}
                onClick={() => {
                  model.share(forMs);
                  onDone();
                }}
              >
                {isNow ? <DoneIcon /> : <NotChosenIcon />}
                <span>
                  {words}
                  {forMs !== null && <small>{t().fromNow}</small>}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {leftMs !== null && <p class="sheet-words">{shareLeftInWords(leftMs, language.value)}</p>}
      <p class="sheet-words">{[t().awake, model.batteryLow.value && t().battery].filter(Boolean).join(' ')}</p>
      {onScreenOff && (
        <button type="button" class="act share-screen-off" aria-haspopup="dialog" onClick={onScreenOff}>
          <ScreenOffIcon />
          <span>
            {t().screenOff}
            <small>{t().screenOffWhy}</small>
          </span>
        </button>
      )}
      <button
        type="button"
        class="btn btn-line share-end"
        onClick={() => {
          model.stop();
          onDone();
        }}
      >
        {t().stop}
      </button>
    </div>
  );
}
