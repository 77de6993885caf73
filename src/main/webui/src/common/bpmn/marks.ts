/** What is shown on a diagram, by ids of elements. */
export interface Marks {
  /** Elements that were left again. */
  passed?: readonly string[];
  /** Sequence flows that were taken. */
  flows?: readonly string[];
  /** Elements where it stands. */
  active?: readonly string[];
  /** Elements where it failed and waits for a person. */
  stalled?: readonly string[];
  /** How many instances stand where. */
  counts?: Readonly<Record<string, { running: number; stalled: number }>>;
}

/** The style of each marked element; the strongest one counts: stalled, active, passed. */
export function toMarkers(marks: Marks): { element: string; marker: string }[] {
  const markers = new Map<string, string>();
  const kinds: [readonly string[] | undefined, string][] = [
    [marks.passed, 'fx-bpmn-passed'],
    [marks.flows, 'fx-bpmn-taken'],
    [marks.active, 'fx-bpmn-active'],
    [marks.stalled, 'fx-bpmn-stalled'],
  ];
  for (const [elements, marker] of kinds) {
    for (const element of elements ?? []) {
      markers.set(element, marker);
    }
  }
  return [...markers].map(([element, marker]) => ({ element, marker }));
}
