import { useEffect, useState } from 'preact/hooks';

/** False at first, true once the page has been painted: for parts that can wait, so that opening a page is not one long task. */
export function useLater(): boolean {
  const [now, setNow] = useState(false);
  useEffect(() => setNow(true), []);
  return now;
}
