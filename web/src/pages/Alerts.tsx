import { Empty } from '../ui';

/** The page Alerts. */
export default function Alerts() {
  return (
    <>
      <h1>Alerts</h1>
      <Empty title="Nothing here yet" />
    </>
  );
}
