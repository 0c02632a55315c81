import { Dialog } from '../ui';
import { PAGES } from './router';
import { helpShown } from './shortcuts';

/** The keyboard shortcuts. */
export function Help() {
  if (!helpShown.value) return null;
  return (
    <Dialog title="Keyboard" onClose={() => (helpShown.value = false)}>
      <dl class="keys">
        {PAGES.map((page) => <div key={page.id}><dt><kbd>g</kbd> then <kbd>{page.key}</kbd></dt><dd>{page.title}</dd></div>)}
        <div><dt><kbd>/</kbd></dt><dd>Filter</dd></div>
        <div><dt><kbd>?</kbd></dt><dd>This list</dd></div>
        <div><dt><kbd>Esc</kbd></dt><dd>Close a dialog</dd></div>
      </dl>
    </Dialog>
  );
}
