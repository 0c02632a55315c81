import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { sizes } from './build/sizes.ts';

// Everything is a file of its own with a hash in its name: the content security policy of the console allows no inline script or style.
export default defineConfig({
  base: './',
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), sizes()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  // The host stays as the browser has it, or the node takes changes for those of another site.
  server: { proxy: { '/api': { target: process.env['PERDURE_ADMIN'] ?? 'http://127.0.0.1:9090', changeOrigin: false } } },
});
