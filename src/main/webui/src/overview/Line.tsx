import { line } from './rate';

/** A small line without axes; the numbers are beside it. */
export function Line({ label, values, most }: { label: string; values: readonly (number | null)[]; most?: number }): React.JSX.Element {
  return (
    <svg viewBox="0 0 100 30" preserveAspectRatio="none" className="fx-line" role="img" aria-label={label}>
      <path d={line(values, most)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
