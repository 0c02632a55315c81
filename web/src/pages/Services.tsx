import { Empty } from '../ui';

/** The page Services. */
export default function Services() {
  return (
    <>
      <h1>Services</h1>
      <Empty title="Nothing here yet" />
    </>
  );
}
