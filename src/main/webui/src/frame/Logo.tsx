/** Fixpoint's mark; decorative beside the name. */
export function Logo(): React.JSX.Element {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" className="fx-logo">
      <circle cx="16" cy="16" r="13" fill="none" stroke="currentColor" strokeWidth="4" />
      <circle cx="16" cy="16" r="5" fill="currentColor" />
    </svg>
  );
}
