import type { ComponentChildren } from 'preact';

/** A part of a page under a heading of its own. */
export function Card({ title, aside, children, class: extra = '', id }: { title?: ComponentChildren; aside?: ComponentChildren; children: ComponentChildren; class?: string; id?: string }) {
  return (
    <section class={`card ${extra}`} id={id}>
      {title && (
        <header>
          <h2>{title}</h2>
          {aside && <div class="aside">{aside}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** A name and what it is, in a list of facts. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
