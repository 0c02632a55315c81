import { Empty } from '../ui';

/** The page Configuration. */
export default function Configuration() {
  return (
    <>
      <h1>Configuration</h1>
      <Empty title="Nothing here yet" />
    </>
  );
}
