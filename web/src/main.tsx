import { render } from 'preact';
import { App } from './app/App';
import { followHash } from './app/router';
import { followTheme } from './app/theme';
import './style/tokens.css';
import './style/base.css';
import './style/layout.css';
import './style/parts.css';
import './style/pages.css';

followTheme();
followHash();
render(<App />, document.getElementById('app')!);
