import type { ComponentChildren } from 'preact';

/** Components of one kind. */
export function Cells({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section data-cells={title}>
      <h2>{title}</h2>
      <div class="board-cells">{children}</div>
    </section>
  );
}

/** One state, and the word for it. `stage`: drawn as on a phone's page. */
export function Cell({ name, as, children }: { name: string; as?: 'wide' | 'stage'; children: ComponentChildren }) {
  return (
    <div class={as === 'wide' ? 'cell cell-wide' : 'cell'}>
      <small>{name}</small>
      {as === 'stage' ? <div class="cell-stage">{children}</div> : children}
    </div>
  );
}
