import { link, place } from '../app/router';
import { alerts, incidents, silences } from '../state/store';
import { AlertsTab } from './alerts/AlertsTab';
import { IncidentsTab } from './alerts/IncidentsTab';
import { RunbooksTab } from './alerts/RunbooksTab';
import { SilencesTab } from './alerts/SilencesTab';
import '../style/alerts.css';

/** What fires, what to do about it, and what came of it. */
export default function Alerts() {
  const [tab = ''] = place.value.rest;
  const open = incidents.all.filter((incident) => incident.state === 'open').length;
  const firing = alerts.all.filter((alert) => alert.state === 'firing').length;
  const shown = tab === 'incidents' || tab === 'silences' || tab === 'runbooks' ? tab : 'alerts';
  return (
    <>
      <div class="page-head">
        <h1>Alerts and incidents</h1>
        <nav class="tabs" aria-label="Parts of this page">
          <Tab id="alerts" shown={shown} href={link('alerts')} count={firing}>Alerts</Tab>
          <Tab id="incidents" shown={shown} href={link('alerts', ['incidents'])} count={open}>Incidents</Tab>
          <Tab id="silences" shown={shown} href={link('alerts', ['silences'])} count={silences.keys.length}>Silences</Tab>
          <Tab id="runbooks" shown={shown} href={link('alerts', ['runbooks'])}>Runbooks</Tab>
        </nav>
      </div>
      {shown === 'alerts' && <AlertsTab chosen={tab} />}
      {shown === 'incidents' && <IncidentsTab chosen={place.value.rest[1] ?? ''} />}
      {shown === 'silences' && <SilencesTab />}
      {shown === 'runbooks' && <RunbooksTab chosen={place.value.rest[1] ?? ''} />}
    </>
  );
}

function Tab({ id, shown, href, count, children }: { id: string; shown: string; href: string; count?: number; children: string }) {
  return <a href={href} aria-current={id === shown ? 'true' : undefined}>{children}{count ? <span class="count">{count}</span> : null}</a>;
}
