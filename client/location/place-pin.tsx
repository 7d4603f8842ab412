import { useEffect, useRef } from 'preact/hooks';
import { useSignal, type Signal } from '@preact/signals';
import { PLACE_NAME_MAX } from '../../server/protocol/limits.ts';
import { t as photoWords } from '../photos/strings.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { PinMap, type PinMapProps } from './pin-map.tsx';
import { t } from './place-strings.ts';
import type { PhotoSaid, PlaceSaid } from './place-sheet.tsx';
import type { Point } from '#protocol';

export interface PlacePinProps extends Omit<PinMapProps, 'onReady'> {
  readonly onPlace: (place: PlaceSaid, photo?: PhotoSaid) => void;
}

/** A spot on the map: moved under the pin, named, shown by a photo, and offered to meet at. */
export function PlacePin({ onPlace, ...map }: PlacePinProps) {
  const name = useSignal('');
  const meet = useSignal(false);
  const photo = useSignal<PhotoSaid | null>(null);
  const point = useRef<(() => Point) | null>(null);
  const ready = useSignal(false);
  return (
    <form
      class="way-pin over-sheet-scroll"
      onSubmit={(event) => {
        event.preventDefault();
        if (!point.current) return;
        const place = { point: point.current(), name: name.value.trim(), source: 'pin', accuracy: null } as const;
        onPlace(meet.value ? { ...place, meet: true } : place, photo.value ?? undefined);
      }}
    >
      <p class="sheet-words">{t().pinMap}</p>
      <PinMap
        {...map}
        onReady={(middle) => {
          point.current = middle;
          ready.value = true;
        }}
      />
      <input
        class="field"
        type="text"
        dir="auto"
        maxLength={PLACE_NAME_MAX}
        aria-label={t().name}
        placeholder={t().name}
        value={name.value}
        onInput={(event) => (name.value = event.currentTarget.value)}
      />
      <div class="pin-more">
        <MeetBox meet={meet} />
        <PinPhoto photo={photo} />
      </div>
      <button type="submit" class="btn btn-primary way-send" aria-disabled={!ready.value}>
        {t().send}
      </button>
    </form>
  );
}

/** Whether the place is an offer to meet there. */
export function MeetBox({ meet }: { meet: Signal<boolean> }) {
  return (
    <label class="meet-box">
      <input type="checkbox" checked={meet.value} onChange={(event) => (meet.value = event.currentTarget.checked)} />
      {t().meet}
    </label>
  );
}

/** One photo of the place: the phone's own chooser asks whether from its camera or from what was taken before. */
function PinPhoto({ photo }: { photo: Signal<PhotoSaid | null> }) {
  const input = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  async function take(file: File) {
    busy.value = true;
    trouble.value = null;
    try {
      const sender = await import('../photos/send-photos.ts').catch(() => null);
      trouble.value = sender
        ? await sender.sendPhotos([file], (said) => said.kind === 'photo' && (photo.value = said))
        : photoWords().notLoaded;
    } finally {
      busy.value = false;
    }
  }
  return (
    <>
      {photo.value ? (
        <span class="pin-photo">
          <Preview photo={photo.value.photo} />
          <button type="button" class="float" aria-label={t().noPhoto} onClick={() => (photo.value = null)}>
            <CloseIcon size="s" />
          </button>
        </span>
      ) : (
        <button
          type="button"
          class="btn btn-line"
          aria-disabled={busy.value}
          onClick={() => !busy.value && input.current?.click()}
        >
          {busy.value ? photoWords().preparing : t().photo}
        </button>
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void take(file);
          // The same photo chosen again is a change again.
          currentTarget.value = '';
        }}
      />
      {trouble.value !== null && (
        <p class="sheet-trouble pin-trouble" role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}

function Preview({ photo }: { photo: Blob }) {
  const url = useSignal<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(photo);
    url.value = made;
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return url.value === null ? null : <img src={url.value} alt={t().photoOfIt} width={56} height={56} />;
}
