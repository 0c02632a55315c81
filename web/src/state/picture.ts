import { computed } from '@preact/signals';
import { health } from './health';
import { alerts, coordination, durability, flags, guard, lastReload, node, routes, slos, traffic } from './store';
import { recent } from './traffic';
import { troublesOf } from './trouble';
import { verdictOf } from './verdict';

/** All that is wrong just now. Looked at each second, as the point of all routes together comes. */
export const troubles = computed(() => {
  const second = traffic.get('')?.[0] ?? Math.floor(Date.now() / 1000);
  return troublesOf({
    health: health.value.values(),
    routes: routes.all,
    trafficOf: (route) => recent.of(route, second),
    sloOf: (route) => slos.get(route),
    second,
    flags: flags.all,
    alerts: alerts.all,
    guard: guard.value,
    coordination: coordination.value,
    durability: durability.value,
    lastReload: lastReload.value,
  });
});

/** Whether it is well, in a sentence. */
export const verdict = computed(() => verdictOf(node.value?.state ?? 'starting', [...health.value.values()], alerts.all, troubles.value));
