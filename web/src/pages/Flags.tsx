import { Empty } from '../ui';

/** The page Flags. */
export default function Flags() {
  return (
    <>
      <h1>Flags</h1>
      <Empty title="Nothing here yet" />
    </>
  );
}
