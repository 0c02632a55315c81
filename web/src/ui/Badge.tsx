import type { ComponentChildren } from 'preact';
import type { BreakerState, InstanceState, Severity } from '../api/types';
import { words } from '../lib/format';
import { Icon, type IconName } from './Icon';

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'off';

const ICONS: Record<Tone, IconName> = { ok: 'ok', warn: 'warn', bad: 'bad', info: 'info', off: 'pause' };

/** A state: icon, word and colour together, so that none is needed alone. */
export function State({ tone, icon, children, title }: { tone: Tone; icon?: IconName; children: ComponentChildren; title?: string }) {
  return (
    <span class={`state ${tone}`} title={title}>
      <Icon name={icon ?? ICONS[tone]} size={14} />
      <span>{children}</span>
    </span>
  );
}

/** The same with a coloured ground, for heads and lists. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon ?? ICONS[tone]} size={13} />
      <span>{children}</span>
    </span>
  );
}

const INSTANCE: Record<InstanceState, [Tone, IconName]> = {
  available: ['ok', 'ok'],
  warming: ['info', 'clock'],
  unhealthy: ['bad', 'bad'],
  ejected: ['bad', 'bad'],
  'breaker-open': ['bad', 'bad'],
  'half-open': ['warn', 'half'],
  drained: ['off', 'pause'],
};

/** The tone of an instance's state. */
export function toneOf(state: InstanceState): Tone {
  return INSTANCE[state]?.[0] ?? 'info';
}

/** The state of an instance. */
export function InstanceStateMark({ state, title }: { state: InstanceState; title?: string }) {
  const [tone, icon] = INSTANCE[state] ?? ['info', 'info'];
  return <State tone={tone} icon={icon} {...(title && { title })}>{words(state)}</State>;
}

const BREAKER: Record<BreakerState, [Tone, IconName]> = {
  closed: ['ok', 'dot'],
  open: ['bad', 'bad'],
  'half-open': ['warn', 'half'],
  'forced-open': ['bad', 'pause'],
  'forced-closed': ['warn', 'pause'],
};

/** The state of a breaker. */
export function BreakerMark({ state, title }: { state: BreakerState; title?: string }) {
  const [tone, icon] = BREAKER[state] ?? ['info', 'info'];
  return <State tone={tone} icon={icon} {...(title && { title })}>{words(state)}</State>;
}

/** The tone of a severity. */
export function toneOfSeverity(severity: Severity): Tone {
  return severity === 'critical' ? 'bad' : severity === 'warning' ? 'warn' : 'info';
}
