import { options, render } from 'preact';
import { App } from './app/App';
import { LOADS } from './app/pages';
import { followHash, place } from './app/router';
import { followTheme } from './app/theme';
import { later } from './lib/later';
import { checkSession } from './state/session';
import './style/tokens.css';
import './style/base.css';
import './style/layout.css';
import './style/parts.css';
import './style/pages.css';

// What a frame of the stream changes is drawn in a task after the one that takes it in.
options.debounceRendering = later;

// The code of the first page comes while the node is asked who looks at it.
void checkSession();
void LOADS[place.value.page]().catch(() => {});
followTheme();
followHash();
render(<App />, document.getElementById('app')!);
