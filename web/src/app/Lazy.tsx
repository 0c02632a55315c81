import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../ui';

type Load = () => Promise<{ default: ComponentType }>;

const loaded = new Map<Load, ComponentType>();

/** A page whose code is fetched when it is first shown. */
export function Lazy({ load }: { load: Load }) {
  const [problem, setProblem] = useState(false);
  const [, setCount] = useState(0);
  useEffect(() => {
    setProblem(false);
    if (loaded.has(load)) return;
    load().then(
      (module) => {
        loaded.set(load, module.default);
        setCount((n) => n + 1);
      },
      () => setProblem(true),
    );
  }, [load]);
  const Page = loaded.get(load);
  if (Page) return <Page />;
  if (!problem) return <p class="muted" aria-busy="true">Loading…</p>;
  return <p class="problem" role="alert"><Icon name="bad" /> This page could not be fetched from the node. If the node was updated, reload the page.</p>;
}
