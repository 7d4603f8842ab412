import './photos.css';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { announce } from '../ui/announce.ts';
import { AlertIcon } from '../ui/icons.tsx';
import { whenIdle } from '../ui/when-idle.ts';
import { t } from './strings.ts';
import type { PhotoRefusal } from './prepare-photo.ts';
import type { Said } from '../timeline/said.ts';

/** More at a time is a slip of the thumb in the phone's chooser. */
const AT_ONCE_MAX = 9;

const loadPrepare = () => import('./prepare-photo.ts');

export interface PhotoButtonProps {
  readonly say: (said: Said) => void;
  /** Default: a button with its icon over its word. */
  readonly class?: string;
}

/** Sends photos: the phone's own chooser asks whether from its camera or from what was taken before. */
export function PhotoButton({ say, class: className = 'photo-button' }: PhotoButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const trouble = useSignal<PhotoRefusal | 'not_loaded' | null>(null);
  useEffect(() => whenIdle(() => void loadPrepare().catch(() => {})), []);

  async function send(files: readonly File[]) {
    busy.value = true;
    trouble.value = null;
    announce(t().preparing);
    const prepare = await loadPrepare().catch(() => null);
    if (!prepare) trouble.value = 'not_loaded';
    else if (files.length > AT_ONCE_MAX) trouble.value = 'too_many';
    for (const file of prepare ? files.slice(0, AT_ONCE_MAX) : []) {
      try {
        if (prepare) say(await prepare.preparePhoto(file));
      } catch (error) {
        if (!prepare || !(error instanceof prepare.PhotoError)) throw error;
        trouble.value = error.reason;
      }
    }
    busy.value = false;
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
        <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
          <rect x="3.5" y="6.5" width="17" height="13" rx="3" />
          <path d="M8.5 6.5 10 4h4l1.5 2.5" />
          <circle cx="12" cy="13" r="3.4" />
        </svg>
        <span>{busy.value ? t().preparing : t().photo}</span>
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
          if (files.length > 0) void send(files).finally(() => (busy.value = false));
        }}
      />
      {trouble.value !== null && (
        <p class="photo-trouble" role="alert">
          <AlertIcon size="s" />
          {trouble.value === 'not_loaded' ? t().notLoaded : t().refusal[trouble.value]}
        </p>
      )}
    </div>
  );
}
