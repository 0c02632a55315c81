import type { ComponentChildren } from 'preact';

export interface Column<T> {
  title: string;
  cell: (row: T) => ComponentChildren;
  /** Numbers stand to the right, in figures of one width. */
  number?: boolean;
  /** Shown as the head of the card on a phone. */
  head?: boolean;
}

interface Props<T> {
  caption: string;
  columns: Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string | number;
  rowClass?: (row: T) => string;
  empty?: ComponentChildren;
}

/** A table for up to some hundred rows; on a phone each row becomes a card that names its values. */
export function Table<T>({ caption, columns, rows, keyOf, rowClass, empty }: Props<T>) {
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div class="table-box" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>{columns.map((column) => <th key={column.title} scope="col" class={column.number ? 'number' : ''}>{column.title}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={rowClass?.(row)}>
              {columns.map((column) => (
                <td key={column.title} data-title={column.title} class={`${column.number ? 'number' : ''}${column.head ? ' head' : ''}`}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
