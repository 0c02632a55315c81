interface Props {
  /** Oldest first; null is a gap. */
  values: readonly (number | null)[];
  /** A second row of values drawn over it as trouble, on the same scale. */
  trouble?: readonly (number | null)[];
  width?: number;
  height?: number;
  label: string;
  /** Draws the values themselves as trouble. */
  bad?: boolean;
}

/** A small line without axes: the course of something over the last while. Stretches to its box. */
export function Sparkline({ values, trouble, width = 120, height = 28, label, bad }: Props) {
  const max = Math.max(1e-9, ...values.map((v) => v ?? 0), ...(trouble ?? []).map((v) => v ?? 0));
  const line = pathOf(values, max, width, height);
  return (
    <svg class={`sparkline${bad ? ' bad' : ''}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {line && <path class="area" d={`${line}L${width} ${height}L0 ${height}Z`} />}
      <path class="line" d={line} />
      {trouble?.some((v) => v) && <path class="trouble" d={pathOf(trouble, max, width, height)} />}
    </svg>
  );
}

function pathOf(values: readonly (number | null)[], max: number, width: number, height: number): string {
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value !== null) path += `${pen ? 'L' : 'M'}${(i * step).toFixed(1)} ${(height - 1 - (value / max) * (height - 3)).toFixed(1)}`;
    pen = value !== null;
  });
  return path;
}
