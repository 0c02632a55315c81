import { Empty } from '../ui';

/** The page Topology. */
export default function Topology() {
  return (
    <>
      <h1>Topology</h1>
      <Empty title="Nothing here yet" />
    </>
  );
}
