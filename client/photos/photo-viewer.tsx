import './photo-viewer.css';
import { render, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { around, focusFirst } from '../ui/focus.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { usePicture, type PictureSource } from './photo-picture.tsx';
import { ZoomStage } from './zoom-stage.tsx';
import { t } from './viewer-strings.ts';
import type { Size } from './zoom.ts';

/** Loaded by `import()`: when the first photo is opened. */

export interface ViewerProps {
  /** What a screen reader calls it. */
  readonly name: string;
  /** Address of the picture that is here already. */
  readonly small: string;
  /** The whole picture's own, px. */
  readonly size: Size;
  /** Where the whole picture comes from; null where the small one is it. */
  readonly sent: PictureSource | null;
}

/** Opens a photo over the whole page. It stands beside the page: the timeline may change or lose the entry meanwhile. */
export function openPhotoViewer(props: ViewerProps): void {
  const place = document.createElement('div');
  document.body.append(place);
  const close = () => {
    render(null, place);
    place.remove();
  };
  render(<PhotoViewer {...props} onClose={close} />, place);
}

function PhotoViewer({ name, small, size, sent, onClose }: ViewerProps & { onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useBackButton(onClose);
  useEffect(() => {
    const before = around(document.activeElement);
    dialog.current?.showModal();
    dialog.current?.focus();
    return () => {
      focusFirst(before);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="viewer"
      data-scheme="night"
      aria-label={name}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      {sent ? (
        <WholePicture name={name} small={small} size={size} sent={sent} onClose={close} />
      ) : (
        <ZoomStage name={name} url={small} size={size} onClose={close} />
      )}
      <button type="button" class="viewer-button viewer-close" aria-label={t().close} onClick={close}>
        <CloseIcon />
      </button>
    </dialog>
  );
}

interface WholePictureProps extends ViewerProps {
  readonly sent: NonNullable<ViewerProps['sent']>;
  readonly onClose: () => void;
}

/** The small picture at once, and the whole one in its place when it is here. */
function WholePicture({ name, small, size, sent, onClose }: WholePictureProps): JSX.Element {
  const { picture, again } = usePicture(sent, 'whole');
  const { value } = picture;
  return (
    <>
      <ZoomStage name={name} url={value.phase === 'shown' ? value.url : small} size={size} onClose={onClose} />
      {value.phase !== 'shown' && (
        <p class="viewer-words" role="status">
          {t()[value.phase]}
          {value.phase === 'failed' && (
            <button type="button" class="viewer-again" onClick={again}>
              {t().again}
            </button>
          )}
        </p>
      )}
    </>
  );
}

/**
 * The phone's back button closes the picture and not the page. Returns how to close it otherwise, which takes the step back
 * that opening made.
 */
function useBackButton(onClose: () => void): () => void {
  const closed = useSignal(false);
  useEffect(() => {
    history.pushState({ photo: true }, '');
    const onBack = () => {
      closed.value = true;
      onClose();
    };
    addEventListener('popstate', onBack);
    return () => removeEventListener('popstate', onBack);
  }, []);
  return () => {
    if (!closed.peek()) history.back();
  };
}
