import type { ComponentType } from 'preact';
import type { PageId } from './router';

/** The code of each page; fetched when it is first shown, but for the first one. */
export const LOADS: Record<PageId, () => Promise<{ default: ComponentType }>> = {
  overview: () => import('../pages/Overview'),
  services: () => import('../pages/Services'),
  topology: () => import('../pages/Topology'),
  traffic: () => import('../pages/Traffic'),
  flags: () => import('../pages/Flags'),
  queues: () => import('../pages/Queues'),
  alerts: () => import('../pages/Alerts'),
  configuration: () => import('../pages/Configuration'),
};
