import { memo } from 'preact/compat';
import { link } from '../../app/router';
import { percent, rate } from '../../lib/format';
import { live, traffic } from '../../state/store';
import { Icon, toneOf, type IconName, type Tone } from '../../ui';
import { standingOf } from '../traffic/series';
import { widthOf } from './graph';
import { flowOf, type Health } from './health';
import type { PlacedEdge, PlacedNode } from './layout';
import type { InstanceFacts } from '../../api/types';

const TONE_ICONS: Record<Tone, IconName> = { ok: 'ok', warn: 'warn', bad: 'bad', info: 'info', off: 'pause' };
/** More instances than this are told by numbers alone. */
const DOTS_MAX = 16;

/** A service: how it is, where its instances are, what goes through it. */
export function ServiceNode({ node, health, instances }: { node: PlacedNode; health: Health; instances: readonly (readonly [string, InstanceFacts])[] }) {
  const flow = flowOf(instances.map(([key]) => live.get(key)));
  const label = `Service ${node.name}: ${health.text}${health.why && `, ${health.why}`}; ${rate(flow.rate)}, ${percent(flow.errorRatio)} failed. Show its instances`;
  return (
    <a href={link('services', [], { q: node.name })} class={`node service ${health.tone}`} aria-label={label}>
      <title>{`${node.name}: ${health.text}${health.why && ` (${health.why})`}`}</title>
      <rect x={node.x} y={node.y} width={node.width} height={node.height} rx="8" />
      <rect class="edge-mark" x={node.x} y={node.y + 8} width="4" height={node.height - 16} rx="2" />
      <text class="name" x={node.x + 14} y={node.y + 22}>{shorten(node.name, 27)}</text>
      <svg class="icon-box" x={node.x + 13} y={node.y + 31} width="14" height="14"><Icon name={TONE_ICONS[health.tone]} size={14} /></svg>
      <text class="health" x={node.x + 31} y={node.y + 42}>{health.text}</text>
      {(flow.errorRatio ?? 0) >= 0.001 && <text class="failed" x={node.x + node.width - 12} y={node.y + 42}>{percent(flow.errorRatio)} failed</text>}
      <text class="flow" x={node.x + node.width - 12} y={node.y + 82}>{rate(flow.rate)}</text>
      {instances.length <= DOTS_MAX
        ? instances.map(([key, facts], i) => <Dot key={key} x={node.x + 20 + i * 13} y={node.y + 60} state={facts.state} />)
        : <text class="detail" x={node.x + 14} y={node.y + 63}>{health.why ? shorten(health.why, 36) : `${instances.length} instances`}</text>}
      <text class="detail" x={node.x + 14} y={node.y + 82}>{shorten(node.detail, 27)}</text>
    </a>
  );
}

/** One instance, its state by shape as well as by colour. */
function Dot({ x, y, state }: { x: number; y: number; state: InstanceFacts['state'] }) {
  const tone = toneOf(state);
  if (tone === 'bad') return <path class="dot bad" d={`M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x + 4} ${y - 4}L${x - 4} ${y + 4}`} />;
  if (tone === 'warn') return <path class="dot warn" d={`M${x} ${y - 5}L${x + 5} ${y + 4}L${x - 5} ${y + 4}Z`} />;
  if (tone === 'off') return <path class="dot off" d={`M${x - 4.5} ${y}L${x + 4.5} ${y}`} />;
  return <circle class={`dot ${tone}`} cx={x} cy={y} r="4.5" />;
}

/** A listener, the gateway itself, or a route. */
export const PlainNode = memo(function PlainNode({ node }: { node: PlacedNode }) {
  const inside = (
    <>
      <rect x={node.x} y={node.y} width={node.width} height={node.height} rx="6" />
      <text class="name" x={node.x + 12} y={node.y + (node.kind === 'node' ? 25 : 21)}>{shorten(node.name, node.kind === 'node' ? 13 : 19)}</text>
      {node.kind !== 'node' && <text class="detail" x={node.x + 12} y={node.y + 40}>{shorten(node.detail, 24)}</text>}
    </>
  );
  if (node.kind !== 'route') return <g class={`node ${node.kind === 'node' ? 'hub' : 'listener'}`} role="img" aria-label={`${node.kind === 'node' ? 'Gateway' : 'Listener'} ${node.name}: ${node.detail}`}><title>{node.detail}</title>{inside}</g>;
  return <a href={link('traffic', [], { route: node.name })} class="node route" aria-label={`Route ${node.name} for ${node.detail || 'all paths'}. Show its traffic`}><title>{node.detail}</title>{inside}</a>;
});

/** A line from one to the other, as wide as what goes over it. */
export function Edge({ edge, labelled }: { edge: PlacedEdge; labelled: boolean }) {
  const standing = edge.route ? standingOf(traffic.get(edge.route)) : null;
  const failing = (standing?.errorRatio ?? 0) >= 0.01;
  const text = standing?.rate == null ? '' : rate(standing.rate);
  return (
    <g class={`edge ${edge.kind}${failing ? ' failing' : ''}`}>
      <path d={edge.path} stroke-width={edge.kind === 'flow' ? widthOf(standing?.rate ?? null) : 1.5} marker-end="url(#arrow)" />
      {labelled && text && <text x={edge.x} y={edge.y - 7}>{text}</text>}
      {labelled && failing && <text x={edge.x} y={edge.y + 16}>{percent(standing!.errorRatio)} failed</text>}
      {edge.kind !== 'flow' && <text x={edge.x} y={edge.y - 7}>{edge.kind === 'fallback' ? 'fallback' : 'needs'}</text>}
    </g>
  );
}

function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
