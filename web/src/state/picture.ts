import { computed } from '@preact/signals';
import { health } from './health';
import { alerts, coordination, durability, flags, guard, lastReload, node, routes, traffic } from './store';
import { troublesOf } from './trouble';
import { verdictOf } from './verdict';

/** All that is wrong just now. */
export const troubles = computed(() =>
  troublesOf({
    health: health.value.values(),
    routes: routes.all,
    trafficOf: (route) => traffic.get(route),
    flags: flags.all,
    alerts: alerts.all,
    guard: guard.value,
    coordination: coordination.value,
    durability: durability.value,
    lastReload: lastReload.value,
  }),
);

/** Whether it is well, in a sentence. */
export const verdict = computed(() => verdictOf(node.value?.state ?? 'starting', [...health.value.values()], alerts.all, troubles.value));
