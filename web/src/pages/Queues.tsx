import { Empty } from '../ui';

/** The page Queues. */
export default function Queues() {
  return (
    <>
      <h1>Queues</h1>
      <Empty title="Nothing here yet" />
    </>
  );
}
