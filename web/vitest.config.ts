import { defineConfig } from 'vitest/config';

// The pure parts: no browser, no network, and nothing that waits: the time-out only ends what hangs.
export default defineConfig({ test: { include: ['tests/**/*.test.ts'], environment: 'node', pool: 'threads', isolate: false, testTimeout: 60_000, hookTimeout: 60_000 } });
