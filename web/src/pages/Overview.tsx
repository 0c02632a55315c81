import { useLater } from '../lib/useLater';
import { loaded } from '../state/store';
import { Budgets } from './overview/Budgets';
import { Changes } from './overview/Changes';
import { NodeCard } from './overview/NodeCard';
import { TrafficNow } from './overview/TrafficNow';
import { Troubles } from './overview/Troubles';
import { VerdictBanner } from './overview/VerdictBanner';
import '../style/overview.css';

/** Is it well, what is wrong, what is done about it, whom it hurts, and what changed last. */
export default function Overview() {
  if (!loaded.value) return <p class="muted" aria-busy="true">Waiting for the node…</p>;
  return <Loaded />;
}

function Loaded() {
  // What is wrong comes first; numbers and changes in the task after it.
  const rest = useLater();
  return (
    <>
      <VerdictBanner />
      <div class="overview">
        <div class="stack">
          <Troubles />
          {rest && <Changes />}
        </div>
        <div class="stack">
          {rest && (
            <>
              <TrafficNow />
              <Budgets />
              <NodeCard />
            </>
          )}
        </div>
      </div>
    </>
  );
}
