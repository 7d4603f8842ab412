import './photos.css';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { AlertIcon } from '../ui/icons.tsx';
import { whenIdle } from '../ui/when-idle.ts';
import { CameraIcon } from './photo-icons.tsx';
import { t } from './strings.ts';
import type { Said } from '../timeline/said.ts';

/** Long enough to read twice, ms. */
const TROUBLE_MS = 10_000;

const loadSender = () => import('./send-photos.ts');

export interface PhotoButtonProps {
  readonly say: (said: Said) => void;
  /** Default: a button with its icon over its word. */
  readonly class?: string;
}

/** Sends photos: the phone's own chooser asks whether from its camera or from what was taken before. */
export function PhotoButton({ say, class: className = 'photo-button' }: PhotoButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  useEffect(() => whenIdle(() => void loadSender().catch(() => {})), []);
  useEffect(() => {
    if (trouble.value === null) return;
    const timer = setTimeout(() => (trouble.value = null), TROUBLE_MS);
    return () => clearTimeout(timer);
  }, [trouble.value]);

  async function send(files: readonly File[]) {
    busy.value = true;
    trouble.value = null;
    try {
      const sender = await loadSender().catch(() => null);
      trouble.value = sender ? await sender.sendPhotos(files, say) : t().notLoaded;
    } finally {
      busy.value = false;
    }
  }

  return (
    <div class="photo-source">
      <button
        type="button"
        class={className}
        aria-busy={busy.value}
        aria-disabled={busy.value}
        onClick={() => !busy.value && input.current?.click()}
      >
        <CameraIcon />
        <span>{t().photo}</span>
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same photo chosen again is a change again.
          currentTarget.value = '';
          if (files.length > 0) void send(files);
        }}
      />
      {busy.value && (
        <p class="photo-note" role="status">
          {t().preparing}
        </p>
      )}
      {trouble.value !== null && (
        <p class="photo-note is-trouble" role="alert">
          <AlertIcon size="s" />
          {trouble}
        </p>
      )}
    </div>
  );
}
