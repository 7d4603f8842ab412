import './app.css';
import { render } from 'preact';
import { useSignalEffect } from '@preact/signals';
import { announce } from '../ui/announce.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { learn, thisPhone } from './this-phone.ts';
import { t } from './strings.ts';

let place: HTMLElement | null = null;

/** Says once that a newer version is there. `isCalm` false: somebody talks or records, and nothing comes in between. */
export function showUpdateBar(isCalm: () => boolean): void {
  if (place) return;
  place = document.createElement('div');
  document.body.append(place);
  render(<UpdateBar isCalm={isCalm} />, place);
  announce(t().update);
}

function UpdateBar({ isCalm }: { isCalm: () => boolean }) {
  useSignalEffect(() => void isCalm());
  if (!thisPhone.value.isOld || !isCalm()) return null;
  return (
    <section class="update-bar" aria-label={t().update}>
      <p>
        <b>{t().update}</b>
        <span>{t().updateWhy}</span>
      </p>
      <button type="button" class="btn btn-line" onClick={() => globalThis.location.reload()}>
        {t().updateNow}
      </button>
      <button
        type="button"
        class="float"
        aria-label={t().later}
        title={t().later}
        onClick={() => learn({ isOld: false })}
      >
        <CloseIcon size="s" />
      </button>
    </section>
  );
}
