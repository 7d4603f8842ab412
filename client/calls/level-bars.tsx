import type { JSX } from 'preact';
import type { MemberId } from '#protocol';
import type { CallModel } from './call-model.ts';

const BARS = 14;
const PITCH = 6;
/** Louder than a room, softer than a voice, of 1. */
const SPEAKS = 0.18;

export interface LevelBarsProps {
  readonly side: 'me' | 'other' | 'joined';
  readonly level: number;
  /** Fewer where the bars stand in a list. */
  readonly bars?: number;
}

/** How loud one side is, for the eye only: who speaks is heard by everybody else. */
export function LevelBars({ side, level, bars = BARS }: LevelBarsProps): JSX.Element {
  const lit = Math.round(level * bars);
  return (
    <svg
      class={`level-bars level-${side}`}
      viewBox={`0 0 ${bars * PITCH - 2} 24`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {Array.from({ length: bars }, (_, index) => (
        <rect key={index} class={index < lit ? 'on' : ''} x={index * PITCH} y="4" width="4" height="16" rx="2" />
      ))}
    </svg>
  );
}

/** The level of one person in a call, or ours; drawn apart, so that a tick draws only this. */
export function LiveLevel({
  model,
  of,
  ...look
}: { model: CallModel; of: MemberId | null } & Omit<LevelBarsProps, 'level'>) {
  return <LevelBars {...look} level={levelOf(model, of)} />;
}

/** A ring round the face of whoever speaks. */
export function Speaking({ model, of }: { model: CallModel; of: MemberId | null }): JSX.Element {
  return <i class={levelOf(model, of) > SPEAKS ? 'speaking is-on' : 'speaking'} aria-hidden="true" />;
}

function levelOf(model: CallModel, of: MemberId | null): number {
  const { me, others } = model.levels.value;
  return of === null ? me : (others.get(of) ?? 0);
}
