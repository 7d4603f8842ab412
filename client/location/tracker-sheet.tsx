import './tracker-sheet.css';
import { useEffect, useMemo } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { TrackerAddresses } from '#protocol';
import type { Connection } from '../connection.ts';
import { language } from '../language.ts';
import { copyText } from '../timeline/copy-text.ts';
import { ownTracksLink } from './own-tracks-link.ts';
import { createTracker, type TrackerView } from './tracker-model.ts';
import { t } from './tracker-strings.ts';
import { ageInWords } from './words.ts';

export interface TrackerSheetProps {
  readonly connection: Pick<Connection, 'ask' | 'onOnline' | 'now'>;
  readonly isSharing: boolean;
  /** Shares what the app reports, where this page has no position of its own; null where it has one. */
  readonly onShare: (() => void) | null;
}

/** An app that shares in the place of this page, which sleeps with the screen: setting it up, whether it is heard, its end. */
export function TrackerSheet({ connection, isSharing, onShare }: TrackerSheetProps) {
  const model = useMemo(() => createTracker({ connection }), [connection]);
  useEffect(() => () => model.close(), [model]);
  const view = model.view.value;
  const busy = model.busy.value;
  const trouble = model.trouble.value;
  const words = trouble ? t()[trouble] : busy ? t().working : stateInWords(view, connection.now());
  return (
    <div class="over-sheet-scroll tracker">
      <p class="sheet-words">{t().why}</p>
      <p class={trouble ? 'tracker-state sheet-trouble' : 'tracker-state'} role="status">
        {words}
      </p>
      {view.phase === 'none' && (
        <button type="button" class="btn btn-primary" aria-disabled={busy} onClick={() => model.make()}>
          {t().make}
        </button>
      )}
      {view.phase === 'set_up' && (
        <>
          {!isSharing && <p class="tracker-note">{t().notSharing}</p>}
          {!isSharing && onShare && (
            <button
              type="button"
              class="btn btn-primary"
              onClick={({ currentTarget }) => {
                // It goes away, and the focus must not.
                currentTarget.closest('dialog')?.focus();
                onShare();
              }}
            >
              {t().share}
            </button>
          )}
          {view.addresses ? <Steps addresses={view.addresses} /> : <p class="tracker-note">{t().againWhy}</p>}
          <div class="tracker-ends">
            {!view.addresses && (
              <button type="button" class="btn btn-line" aria-disabled={busy} onClick={() => model.make()}>
                {t().again}
              </button>
            )}
            <button type="button" class="btn btn-line tracker-end" aria-disabled={busy} onClick={() => model.end()}>
              {t().end}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

function stateInWords(view: TrackerView, now: number): string {
  switch (view.phase) {
    case 'loading':
      return t().loading;
    case 'none':
      return t().none;
    case 'set_up':
      if (view.heardAt === null) return view.addresses ? t().never : t().neverOld;
      return t().heard(ageInWords(Math.max(0, now - view.heardAt), language.value));
  }
}

const apps = ['ownTracks', 'osmAnd'] as const;

function Steps({ addresses }: { addresses: TrackerAddresses }) {
  const app = useSignal<(typeof apps)[number]>('ownTracks');
  const { url, user, password } = addresses.ownTracks;
  return (
    <>
      <fieldset class="tracker-apps">
        <legend>{t().which}</legend>
        {apps.map((one) => (
          <label key={one} class="chip">
            <input type="radio" name="tracker-app" checked={app.value === one} onChange={() => (app.value = one)} />
            {t()[one]}
          </label>
        ))}
      </fieldset>
      {app.value === 'ownTracks' ? (
        <>
          <ol class="tracker-steps">
            {t().ownTracksSteps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <a class="btn btn-primary" href={ownTracksLink(addresses.ownTracks)}>
            {t().ownTracksOpen}
          </a>
          <details class="tracker-hand">
            <summary>{t().byHand}</summary>
            <p>{t().ownTracksMode}</p>
            <Copied name={t().address} text={url} />
            <Copied name={t().user} text={user} />
            <Copied name={t().password} text={password} />
          </details>
        </>
      ) : (
        <ol class="tracker-steps">
          {t().osmAndSteps.map((step, i) => (
            <li key={step}>
              {step}
              {i === 1 && <Copied name={t().address} text={addresses.osmandUrl} />}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** A text to be put into an app: one tap copies it, and where the browser does not let it, it can be selected. */
function Copied({ name, text }: { name: string; text: string }) {
  const said = useSignal<'copied' | 'cannotCopy' | null>(null);
  const copy = async () => (said.value = (await copyText(text)) ? 'copied' : 'cannotCopy');
  return (
    <div class="tracker-copy">
      <span class="tracker-copy-text">
        <small>{name}</small>
        <code>{text}</code>
      </span>
      <button type="button" class="btn" aria-label={`${t().copy}: ${name}`} onClick={() => void copy()}>
        {t().copy}
      </button>
      <small role="status">{said.value && t()[said.value]}</small>
    </div>
  );
}
