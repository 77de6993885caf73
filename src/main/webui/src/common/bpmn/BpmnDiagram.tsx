import { Alert, Button, Flex, Spinner } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { type Marks, toMarkers } from './marks';
import './bpmn.css';

export type { Marks } from './marks';

interface Props {
  /** The BPMN model. */
  xml: string;
  /** What it is a diagram of, for those who do not see it. */
  label: string;
  marks?: Marks;
  /** Told which element was clicked. */
  onSelect?: (element: string) => void;
}

/** What we use of bpmn-js: its own types are looser. */
interface Viewer {
  importXML(xml: string): Promise<unknown>;
  get(name: 'canvas'): { zoom(level: 'fit-viewport' | number, center?: 'auto'): number; zoom(): number; addMarker(element: string, marker: string): void; removeMarker(element: string, marker: string): void };
  get(name: 'overlays'): { add(element: string, overlay: { position: Record<string, number>; html: HTMLElement; scale: boolean }): string; clear(): void };
  get(name: 'elementRegistry'): { get(id: string): unknown };
  get(name: 'eventBus'): { on(event: string, listener: (event: { element: { id: string; type: string } }) => void): void };
  destroy(): void;
}

/**
 * A BPMN diagram with the path taken, where it stands, and how many instances stand where. bpmn.io's watermark stays
 * visible: its licence asks for that. Load it lazily: it is large.
 */
export default function BpmnDiagram({ xml, label, marks, onSelect }: Props): React.JSX.Element {
  const canvas = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const select = useRef(onSelect);
  useEffect(() => {
    select.current = onSelect;
  });

  useEffect(() => {
    const container = canvas.current;
    let created: Viewer | null = null;
    let gone = false;
    setViewer(null);
    setProblem(null);
    async function show(): Promise<void> {
      const { default: NavigatedViewer } = await import('bpmn-js/lib/NavigatedViewer');
      if (gone || !container) {
        return;
      }
      created = new NavigatedViewer({ container }) as unknown as Viewer;
      await created.importXML(xml);
      if (gone) {
        return;
      }
      created.get('canvas').zoom('fit-viewport', 'auto');
      created.get('eventBus').on('element.click', (event) => select.current?.(event.element.id));
      setViewer(created);
    }
    show().catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
    return () => {
      gone = true;
      created?.destroy();
    };
  }, [xml]);

  useEffect(() => {
    if (!viewer) {
      return undefined;
    }
    const remove = mark(viewer, marks ?? {});
    return remove;
  }, [viewer, marks]);

  function zoom(factor: number): void {
    const of = viewer?.get('canvas');
    of?.zoom(Math.min(Math.max(of.zoom() * factor, 0.2), 4), 'auto');
  }

  return (
    <section className="fx-bpmn" aria-label={label}>
      {problem !== null && <Alert component="p" isInline variant="danger" title="The diagram cannot be drawn">{problem}</Alert>}
      {viewer === null && problem === null && <Spinner aria-label="The diagram is loading" />}
      <div ref={canvas} className="fx-bpmn-canvas" data-testid="bpmn" data-ready={viewer !== null} />
      <Flex gap={{ default: 'gapSm' }}>
        <Button variant="link" isInline onClick={() => zoom(1.25)}>Larger</Button>
        <Button variant="link" isInline onClick={() => zoom(0.8)}>Smaller</Button>
        <Button variant="link" isInline onClick={() => viewer?.get('canvas').zoom('fit-viewport', 'auto')}>Fit</Button>
      </Flex>
    </section>
  );
}

/** Puts the marks on; those of elements that the model does not have are left out. */
function mark(viewer: Viewer, marks: Marks): () => void {
  const registry = viewer.get('elementRegistry');
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const put = toMarkers(marks).filter(({ element }) => registry.get(element) !== undefined);
  for (const { element, marker } of put) {
    canvas.addMarker(element, marker);
  }
  for (const [element, count] of Object.entries(marks.counts ?? {})) {
    if (registry.get(element) !== undefined) {
      overlays.add(element, { position: { top: -12, right: 12 }, html: badge(count.running, 'fx-bpmn-running', 'running'), scale: false });
      if (count.stalled > 0) {
        overlays.add(element, { position: { top: -12, left: -4 }, html: badge(count.stalled, 'fx-bpmn-stuck', 'stalled'), scale: false });
      }
    }
  }
  return () => {
    for (const { element, marker } of put) {
      canvas.removeMarker(element, marker);
    }
    overlays.clear();
  };
}

function badge(count: number, style: string, word: string): HTMLElement {
  const element = document.createElement('span');
  element.className = `fx-bpmn-badge ${style}`;
  element.textContent = String(count);
  element.title = `${count} ${word}`;
  return element;
}
