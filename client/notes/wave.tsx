interface WaveProps {
  /** Heights of the bars, 0-1. */
  readonly bars: readonly number[];
  /** Bars from here on are drawn faint. */
  readonly restFrom: number;
  readonly class: string;
  /** Height in px of the drawing; a bar and its gap are 5 wide. */
  readonly height: number;
}

/** Bars around a middle line. Decoration: what it shows is also said in words. */
export function Wave({ bars, restFrom, class: name, height }: WaveProps) {
  return (
    <svg
      class={name}
      viewBox={`0 0 ${bars.length * 5 - 2} ${height}`}
      preserveAspectRatio="xMinYMid meet"
      aria-hidden="true"
    >
      {bars.map((bar, i) => {
        const tall = Math.max(3, Math.round(bar * height));
        return (
          <rect
            // The bars have no identity but their place.
            key={i}
            class={i >= restFrom ? 'rest' : undefined}
            x={i * 5}
            y={(height - tall) / 2}
            width="3"
            height={tall}
            rx="1.5"
          />
        );
      })}
    </svg>
  );
}

/** So many bars from more or fewer values: the largest of each share. */
export function barsOf(values: readonly number[], count: number): number[] {
  const share = values.length / count;
  return Array.from({ length: count }, (_, i) =>
    share <= 1
      ? (values[Math.floor(i * share)] ?? 0)
      : Math.max(...values.slice(Math.floor(i * share), Math.ceil((i + 1) * share))),
  );
}
