import type { JSX } from 'preact';

const BARS = 14;
const PITCH = 6;

/** How loud one side is, for the eye only: who speaks is heard by everybody else. */
export function LevelBars({ side, name, level }: { side: 'me' | 'other'; name: string; level: number }): JSX.Element {
  const lit = Math.round(level * BARS);
  return (
    <div class={`level level-${side}`} aria-hidden="true">
      <span>{name}</span>
      <svg viewBox={`0 0 ${BARS * PITCH - 2} 24`} preserveAspectRatio="none">
        {Array.from({ length: BARS }, (_, index) => (
          <rect key={index} class={index < lit ? 'on' : ''} x={index * PITCH} y="4" width="4" height="16" rx="2" />
        ))}
      </svg>
    </div>
  );
}
