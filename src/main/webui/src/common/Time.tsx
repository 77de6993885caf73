/** A time for people, in the zone of the browser, with the exact one for machines. */
export function Time({ of }: { of: string }): React.JSX.Element {
  return <time dateTime={of} title={of}>{new Date(of).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}</time>;
}
