import { defineConfig } from 'vitest/config';

// The pure parts: no browser, no network.
export default defineConfig({ test: { include: ['tests/**/*.test.ts'], environment: 'node', pool: 'threads', isolate: false } });
