import { Empty } from '../ui';

/** The page Traffic. */
export default function Traffic() {
  return (
    <>
      <h1>Traffic</h1>
      <Empty title="Nothing here yet" />
    </>
  );
}
