import { lastNewsAt, stale, streamProblem, streamState } from '../api/stream';
import { now } from '../state/clock';
import { session, signOut } from '../state/session';
import { node } from '../state/store';
import { Badge, Button, State } from '../ui';
import { toast } from '../ui/Toast';
import { messageOf } from '../api/client';
import { duration } from '../lib/format';
import { menuOpen } from './Layout';
import { firing } from './Navigation';
import { link } from './router';
import { helpShown } from './shortcuts';
import { nextTheme, theme } from './theme';

const THEME_ICONS = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

/** Which node this is, whether its news are fresh, and who looks at it. */
export function TopBar() {
  const who = session.value;
  return (
    <header class="top">
      <Button kind="quiet" icon="menu" label="Pages" expanded={menuOpen.value} onClick={() => (menuOpen.value = !menuOpen.value)} />
      <a class="brand" href={link('overview')}>
        <img src="./icon.svg" width="22" height="22" alt="" />
        <strong>{node.value?.system ?? 'Perdure'}</strong>
        {node.value && <span class="muted">{node.value.node}</span>}
      </a>
      <Freshness />
      <span class="spring" />
      {firing.value > 0 && <a class="top-alerts" href={link('alerts')}><Badge tone="bad" icon="bell">{firing.value}<span class="unseen"> alerts fire</span></Badge></a>}
      <Button kind="quiet" icon="keyboard" label="Keyboard shortcuts (?)" onClick={() => (helpShown.value = true)} />
      <Button kind="quiet" icon={THEME_ICONS[theme.value]} label={`Colours: ${theme.value}. Change`} onClick={() => (theme.value = nextTheme(theme.value))} />
      {who && !who.open && (
        <>
          <span class="who muted" title={`Signed in as ${who.name}`}>{who.name} <span class="role">{who.role}</span></span>
          <Button kind="quiet" icon="out" label="Sign out" onClick={() => void signOut().catch((error: unknown) => toast(messageOf(error), 'bad'))} />
        </>
      )}
    </header>
  );
}

/** Says when what the page shows is old. */
function Freshness() {
  const [last, problem] = [lastNewsAt.value, streamProblem.value];
  if (last > 0 && streamState.value !== 'lost' && !stale.value) return <State tone="ok" icon="dot">live</State>;
  if (streamState.value === 'connecting') return <State tone="info" icon="clock">connecting</State>;
  // What counts up is not said again every second.
  return (
    <span class="no-news" title={problem || undefined}>
      <State tone="bad">no news{last > 0 && <span aria-hidden="true"> for {duration(now.value - last)}</span>}</State>
      <span role="alert" class="unseen">No news from the node. {problem}</span>
    </span>
  );
}
