/** The answers of the admin API, as JSON. Times are ISO 8601 in UTC, ratios 0 to 1, durations in the unit that the name says. */

export type Role = 'reader' | 'app' | 'operator';

export interface Session {
  name: string;
  role: Role;
  /** Goes with every change; null where no cookie is in use. */
  csrf: string | null;
  /** A node without tokens, asked from its own machine. */
  open: boolean;
}

export interface ConfigurationRemark { severity: 'error' | 'warning'; line: number; column: number; path: string; message: string }

/** RFC 9457. */
export interface Problem { type?: string; title?: string; status?: number; detail?: string; remarks?: ConfigurationRemark[] | null }

export interface PlanStatus { version: number; loadedAt: string; file: string }

/** The key `node` of the stream: the status of the node without its lists. */
export interface NodeFacts {
  node: string;
  system: string;
  /** `starting`, `ready`, `draining`, `handed-over` or `stopped`. */
  state: string;
  version: string;
  startedAt: string;
  plan?: PlanStatus;
}

export interface RequestTotals { requests: number; good: number; failed: number; retries: number }
export interface TierStatus { tier: string; requests: number; shed: number }

export interface GuardStatus {
  shedding: boolean;
  level: number;
  cpu: number | null;
  lagMs: number | null;
  cpuLimit: number | null;
  cpus: number;
  memory: number | null;
  memoryLimit: number | null;
  memoryBytesMax: number;
  shed: number;
}

export interface NodeSummary {
  node: string;
  zone: string | null;
  region: string | null;
  version: string;
  admin: string | null;
  startedAt: string;
  self: boolean;
}

export interface FollowStatus { version: number; target: number; problem: string | null }

export interface CoordinationStatus {
  engine: string;
  state: 'connecting' | 'connected' | 'lost' | 'refused';
  since: string;
  location: string;
  version: string | null;
  problem: string | null;
  warning: string | null;
  membership: string;
  membershipProblem: string | null;
  nodes: NodeSummary[];
  configuration: FollowStatus;
  pending: number;
}

export interface DurabilityStatus {
  engine: string;
  state: 'open' | 'opening' | 'unavailable' | 'refused';
  location: string;
  problem: string | null;
  warning: string | null;
  heldRoutes?: string[];
}

export interface CacheStoreStatus { answers: number; bytes: number; bytesMax: number; evicted: number }
export interface ReloadProblem { file: string; line: number; column: number; path: string; message: string; place: string; what: string }
export interface ReloadStatus { at: string; ok: boolean; errors: ReloadProblem[]; warnings: ReloadProblem[] }

export interface BulkheadStatus {
  limit: number;
  adaptive: boolean;
  inFlight: number;
  queued: number;
  baselineMs: number;
  entered: number;
  waited: number;
  meanWaitMs: number;
  shed: number;
  shedByTier: Record<string, number>;
  shedByReason: Record<string, number>;
}

export interface CacheStatus {
  hits: number;
  misses: number;
  refreshing: number;
  revalidated: number;
  shared: number;
  passed: number;
  stored: number;
}

export interface IdempotencyStatus {
  executed: number;
  replayed: number;
  refused: number;
  inFlight: number;
  unknown: number;
  reconciled: number;
  freed: number;
  storeLost: number;
}

export interface DeferStatus {
  queue: string;
  when: 'unavailable' | 'always';
  accepted: number;
  refused: number;
  answered: number;
  failed: number;
  dead: number;
  unreadable: number;
  postponed: number;
}

export interface RouteStatus {
  name: string;
  service: string;
  tier: string;
  flag: string | null;
  limited: number;
  flaggedOff: number;
  fallbacks: number;
  staleServed: number;
  idempotency: IdempotencyStatus | null;
  bulkhead: BulkheadStatus | null;
  cache: CacheStatus | null;
  defer: DeferStatus | null;
}

/** The key `service/NAME` of the stream: a service without its instances. */
export interface ServiceFacts {
  name: string;
  protocol: string;
  balancing: string;
  /** So few instances are well that requests are spread over all of them. */
  panic: boolean;
  requests: number;
  good: number;
  failed: number;
  degraded: number;
  heldBack: number;
  shed: number;
  tooLate: number;
  retries: number;
  retryBudgetLeft: number;
  hedges: number;
  hedgesWon: number;
  poison: number;
  poisonRefused: number;
  bulkhead: BulkheadStatus | null;
}

export interface ServiceStatus extends ServiceFacts { instances: InstanceStatus[] }

export type InstanceState = 'available' | 'warming' | 'unhealthy' | 'ejected' | 'breaker-open' | 'half-open' | 'drained';
export type BreakerState = 'closed' | 'open' | 'half-open' | 'forced-open' | 'forced-closed';

export interface BreakerStatus { state: BreakerState; mode: 'automatic' | 'open' | 'closed'; since: string }
export interface InstanceProcess { state: string; pid: number | null; restarts: number; lastExit: string | null; since: string }

/** The key `instance/SERVICE/ID` of the stream: an instance without the numbers that change all the time. */
export interface InstanceFacts {
  id: string;
  zone: string | null;
  url: string;
  state: InstanceState;
  since: string;
  why: string;
  standby: boolean;
  weight: number;
  breaker: BreakerStatus;
  ejections: number;
  checkPassing: boolean | null;
  process: InstanceProcess | null;
}

export interface InstanceStatus extends InstanceFacts {
  effectiveWeight: number;
  inFlight: number;
  requestsPerSecond: number;
  errorRatio: number;
  p50Ms: number;
  p99Ms: number;
  /** With the answer to a change: `everywhere`, or `here-for-now` while the store is lost. */
  reach?: string | null;
}

/** Of one instance: in flight, requests per second, error ratio, p50 in ms, p99 in ms. */
export type LiveNumbers = [inFlight: number, requestsPerSecond: number, errorRatio: number, p50Ms: number, p99Ms: number];

/** One second of traffic; null where nothing is known. */
export type TrafficPoint = [
  unixSeconds: number,
  requestsPerSecond: number,
  failedPerSecond: number | null,
  degradedPerSecond: number | null,
  shedPerSecond: number | null,
  heldBackPerSecond: number | null,
  p50Ms: number | null,
  p90Ms: number | null,
  p99Ms: number | null,
];

export interface TrafficHistory { route: string | null; stepSeconds: number; points: TrafficPoint[] }

export interface AutomaticStatus { off: boolean; since: string | null; why: string; holds: boolean }

export interface FlagStatus {
  name: string;
  percent: number;
  defaultPercent: number | null;
  description: string | null;
  set: boolean;
  by: string | null;
  at: string | null;
  automatic: AutomaticStatus | null;
  reach?: string | null;
}

export interface QueueStatus {
  name: string;
  declared: boolean;
  pending: number;
  claimed: number;
  done: number;
  dead: number;
  oldestAt: string | null;
  oldestAgeSeconds: number;
  maxDepth: number;
  enqueued: number;
  skipped: number;
  leased: number;
  recovered: number;
  completed: number;
  failed: number;
  givenUp: number;
}

export interface DeferredRequest {
  route?: string | null;
  method?: string | null;
  target?: string | null;
  requestId?: string;
  client?: string;
  headers?: Record<string, string>;
  body?: string;
  bodyBase64?: string;
  unreadable?: string;
}

export interface JobDetails {
  id: string;
  queue: string;
  state: 'pending' | 'claimed' | 'done' | 'dead';
  attempts: number;
  enqueuedAt: string;
  dueAt?: string | null;
  leaseUntil?: string | null;
  worker?: string | null;
  finishedAt?: string | null;
  lastError?: string | null;
  group?: string | null;
  dedupeKey?: string | null;
  payloadBytes: number;
  headers?: Record<string, string> | null;
  payload?: string | null;
  payloadBase64?: string | null;
  result?: string | null;
  request?: DeferredRequest | null;
}

export interface JobList { jobs: JobDetails[]; next: number }

export type Severity = 'critical' | 'warning' | 'info';

export interface AlertStatus {
  name: string;
  state: 'pending' | 'firing' | 'resolved';
  severity: Severity;
  expression: string;
  value: string | null;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  runbook: string | null;
  activeAt: string;
  startsAt: string | null;
  endsAt: string | null;
  /** Since when a firing one is over; it still fires until that has lasted. Null while it is so. */
  overSince: string | null;
  fingerprint: string;
  silencedBy: string | null;
}

export interface SilenceStatus { id: string; matchers: string[]; createdAt: string; endsAt: string; createdBy: string; comment: string }
export interface ReceiverStatus { name: string; host: string; delivered: number; failed: number; problem: string | null }
export interface AlertList { node: string; alerts: AlertStatus[]; silences: SilenceStatus[]; receivers: ReceiverStatus[] }

export interface SloStatus {
  route: string;
  objective: number;
  windowDays: number;
  latency?: { withinMs: number; share: number } | null;
  good: number;
  total: number;
  ratio: number | null;
  /** 1 is all of it; negative when it is overspent. */
  budgetLeft: number;
  burn: Record<string, number | null>;
  latencyRatio?: number | null;
  latencyBudgetLeft?: number | null;
}

export interface NodeEvent {
  seq: number;
  at: string;
  /** The number in the list of log events. */
  id: number;
  name: string;
  level: 'info' | 'warn' | 'error';
  text: string;
  labels: Record<string, string>;
}

export interface IncidentSummary {
  id: string;
  title: string;
  state: 'open' | 'closed';
  severity: Severity;
  openedAt: string;
  closedAt?: string | null;
  services: string[];
  /** How many of its alerts fire. */
  alerts: number;
  entries: number;
}

export interface TimelineEntry {
  at: string;
  kind: 'alert' | 'event' | 'reload' | 'flag' | 'note' | 'step' | 'action';
  text: string;
  by?: string | null;
  labels?: Record<string, string> | null;
}

/** What became of the requests of a route during an incident. */
export interface RouteImpact { route: string; answered: number; failed: number; shed: number; degraded: number }

export interface Incident extends Omit<IncidentSummary, 'alerts'> {
  timeline: TimelineEntry[];
  alerts: AlertStatus[];
  /** Whom it hurt, by route. */
  impact?: RouteImpact[];
  /** Entries for which there was no room. */
  leftOut?: number;
}

export interface RunbookStep { number: number; command: string | null; text: string; runnable: boolean; needs: string[] }
export interface Runbook { name: string; title: string; sections: { heading: string; markdown: string }[]; steps: RunbookStep[] }
export interface StepResult { ok: boolean; text: string }

export interface Topology {
  regions: { name: string; zones: string[] }[];
  listeners: { name: string; url: string }[];
  routes: { name: string; service: string; path: string | null; fallbacks: string[]; flag: string | null }[];
  services: { name: string; dependsOn: string[]; instances: { id: string; zone: string | null; standby: boolean }[] }[];
}

export interface VersionStatus {
  version: number;
  digest: string;
  by: string;
  at: string;
  comment: string | null;
  rollbackOf: number | null;
  withdrawn: boolean;
}

export interface ReportStatus { node: string; version: number; ok: boolean; error: string | null; requests: number; failed: number; at: string }

export interface RolloutStatus {
  version: number;
  from: number;
  state: 'running' | 'done' | 'stopped' | 'superseded';
  order: string[];
  node: string | null;
  done: string[];
  pauseSeconds: number;
  errorRatioIncreaseMax: number;
  reason: string | null;
}

export interface ConfigurationStatus {
  current: VersionStatus | null;
  latest: VersionStatus | null;
  here: FollowStatus;
  reports: ReportStatus[];
  rollout: RolloutStatus | null;
  history: VersionStatus[] | null;
}

export interface VersionText { version: VersionStatus; text: string }

/** One request of the live tap: the access log's JSON, of which the console shows what it knows. */
export type TapRecord = Record<string, string | number | boolean | null>;

/** One frame of the stream; a snapshot has everything in `set`. */
export interface Frame {
  at: string;
  set: Record<string, unknown>;
  gone: string[];
  events: NodeEvent[];
}
