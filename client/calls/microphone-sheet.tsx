import type { JSX } from 'preact';
export function MicrophoneSheet({ onDone }: { onDone: () => void }): JSX.Element {
  return <button type="button" onClick={onDone} />;
}
