import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Prints what a browser has to fetch, compressed: all files, and what the first page needs. */
export function sizes(): Plugin {
  return {
    name: 'perdure-sizes',
    apply: 'build',
    writeBundle(_options, bundle) {
      let all = 0;
      let first = 0;
      for (const file of Object.values(bundle)) {
        const bytes = gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length;
        all += bytes;
        if (file.type === 'chunk' ? file.isEntry : /^(index\.html|assets\/index-.*\.css)$/.test(file.fileName)) first += bytes;
      }
      console.log(`console: ${(all / 1024).toFixed(1)} kB compressed in all, ${(first / 1024).toFixed(1)} kB before the first page shows`);
    },
  };
}
