import { Empty } from '../ui';

/** The page Overview. */
export default function Overview() {
  return (
    <>
      <h1>Overview</h1>
      <Empty title="Nothing here yet" />
    </>
  );
}
