import { useState } from 'preact/hooks';
import { path, send } from '../api/client';
import type { FlagStatus } from '../api/types';
import { listing } from '../lib/format';
import { operates } from '../state/session';
import { flags, loaded, routes } from '../state/store';
import { Ago, Button, Card, confirm, Empty, Since, State, Table, toast } from '../ui';

/** The page Flags. */
export default function Flags() {
  const rows = flags.all;
  return (
    <>
      <div class="page-head"><h1>Flags</h1><span class="muted">{rows.length > 0 && said(rows)}</span></div>
      <Card>
        <Table
          caption="Feature flags"
          rows={rows}
          keyOf={(flag) => flag.name}
          empty={loaded.value ? <Empty icon="flag" title="No flags">They are declared under <code>flags</code> in the system file, and a route names the one that switches it.</Empty> : <p class="muted body">Loading…</p>}
          columns={[
            { title: 'Flag', head: true, cell: (flag) => <><strong>{flag.name}</strong>{flag.description && <div class="muted">{flag.description}</div>}</> },
            { title: 'State', cell: (flag) => <FlagState flag={flag} /> },
            { title: 'Why', cell: (flag) => <><Reason flag={flag} /><Condition flag={flag} /></> },
            { title: 'Routes', cell: (flag) => listing(routes.all.filter((route) => route.flag === flag.name).map((route) => route.name), 4) || '–' },
            ...(operates.value ? [{ title: 'Switch', cell: (flag: FlagStatus) => <Switch flag={flag} /> }] : []),
          ]}
        />
      </Card>
    </>
  );
}

function said(all: readonly FlagStatus[]): string {
  const off = all.filter((flag) => flag.percent === 0).length;
  const set = all.filter((flag) => flag.set).length;
  return `${all.length} in all, ${off} off, ${set} set by hand`;
}

function FlagState({ flag }: { flag: FlagStatus }) {
  if (flag.percent === 100) return <State tone="ok">on</State>;
  if (flag.percent === 0) return <State tone={flag.automatic?.off && !flag.set ? 'warn' : 'off'}>{flag.automatic?.off && !flag.set ? 'off by itself' : 'off'}</State>;
  return <State tone="info" icon="half">on for {flag.percent} %</State>;
}

function Reason({ flag }: { flag: FlagStatus }) {
  if (flag.set) return <>set by <b>{flag.by ?? 'somebody'}</b>{flag.at && <>, <Ago at={flag.at} /></>}</>;
  if (flag.automatic?.off) return <>{flag.automatic.why}{flag.automatic.since && <>, for <Since at={flag.automatic.since} /></>}</>;
  return <span class="muted">its default, {flag.defaultPercent === null ? 'no longer in the system file' : `${flag.defaultPercent} %`}</span>;
}

function Condition({ flag }: { flag: FlagStatus }) {
  const automatic = flag.automatic;
  if (!automatic) return null;
  if (flag.set) return <div class="muted">Its condition is not followed while it is set by hand{automatic.off && `; it would have it off: ${automatic.why}`}.</div>;
  if (automatic.off) return <div class="muted">{automatic.holds ? 'Its condition holds; it comes back by itself.' : 'Its condition holds no more; it comes back soon.'}</div>;
  return <div class="muted">{automatic.holds ? 'Its condition begins to hold.' : 'Goes off by its condition, which does not hold.'}</div>;
}

function Switch({ flag }: { flag: FlagStatus }) {
  return (
    <div class="row flag-switch">
      {flag.percent > 0 && <Button small label={`Switch ${flag.name} off`} onClick={() => ask(flag, 0)}>Off</Button>}
      {flag.percent < 100 && <Button small label={`Switch ${flag.name} on`} onClick={() => ask(flag, 100)}>On</Button>}
      <Button small label={`Have ${flag.name} on for some users`} onClick={() => ask(flag, null)}>Some…</Button>
      {flag.set && <Button small kind="quiet" label={`Give ${flag.name} back to its default`} onClick={() => clear(flag)}>Default</Button>}
    </div>
  );
}

function ask(flag: FlagStatus, percent: number | null): void {
  const chosen = { percent: percent ?? (flag.percent > 0 && flag.percent < 100 ? flag.percent : 50) };
  const action = percent === 0 ? `Switch ${flag.name} off` : percent === 100 ? `Switch ${flag.name} on` : `Set ${flag.name}`;
  confirm({
    title: `${action}?`,
    what: <><Effect flag={flag} percent={percent} />{percent === null && <Percent chosen={chosen} />}</>,
    action,
    danger: percent === 0,
    run: async () => {
      const now = await send<FlagStatus>('PUT', path`/api/v1/flags/${flag.name}`, { percent: chosen.percent });
      toast(`${flag.name} is ${chosen.percent === 0 ? 'off' : chosen.percent === 100 ? 'on' : `on for ${chosen.percent} %`}${reach(now)}.`);
    },
  });
}

function Effect({ flag, percent }: { flag: FlagStatus; percent: number | null }) {
  const names = routes.all.filter((route) => route.flag === flag.name).map((route) => route.name);
  const what = names.length === 0 ? 'No route of this node depends on it.' : `It switches ${names.length === 1 ? 'the route' : 'the routes'} ${listing(names, 6)}.`;
  return (
    <>
      <p>{what} {percent === 0 && names.length > 0 && 'Their requests are answered by a fallback, or refused.'} It holds on all nodes until somebody changes it.</p>
      {flag.automatic && <p>Its condition is not followed while it is set by hand.</p>}
    </>
  );
}

function Percent({ chosen }: { chosen: { percent: number } }) {
  const [value, setValue] = useState(chosen.percent);
  return (
    <label>
      On for {value} % of the users
      <input type="range" min="1" max="99" value={value} onInput={(event) => setValue((chosen.percent = event.currentTarget.valueAsNumber))} />
    </label>
  );
}

function clear(flag: FlagStatus): void {
  confirm({
    title: `Give ${flag.name} back to its default?`,
    what: <p>{flag.defaultPercent === null ? 'The system file does not have it any more: it is forgotten' : `The system file says ${flag.defaultPercent} %`}{flag.automatic ? ', and its condition is followed again' : ''}. It holds on all nodes.</p>,
    action: `Give ${flag.name} back`,
    run: async () => {
      const now = await send<FlagStatus>('DELETE', path`/api/v1/flags/${flag.name}`);
      toast(`${flag.name} follows the system file again${reach(now)}.`);
    },
  });
}

function reach(now: FlagStatus | undefined): string {
  return now?.reach === 'here-for-now' ? ' on this node; the others follow when the store is back' : '';
}
