import cytoscape, { type Core, type StylesheetJson } from 'cytoscape';
import { useEffect, useRef } from 'react';
import type { GraphElement } from './graph';
import './topology.css';

interface Props {
  elements: GraphElement[];
  onSelect: (service: string) => void;
}

/** The services as a graph. What it shows is in the list beside it, too: it is drawn for the eye. */
export default function ServiceGraph({ elements, onSelect }: Props): React.JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const graph = useRef<Core | null>(null);
  const select = useRef(onSelect);
  const shape = JSON.stringify(elements.map((element) => element.data.label === undefined ? element.data : element.data.id));
  useEffect(() => {
    select.current = onSelect;
  });

  useEffect(() => {
    const created = cytoscape({ container: container.current, minZoom: 0.2, maxZoom: 2.5, wheelSensitivity: 0.3, autoungrabify: false });
    graph.current = created;
    created.on('tap', 'node', (event) => select.current(String(event.target.data('name'))));
    const restyle = (): void => void created.style(style());
    const themes = new MutationObserver(restyle);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
    restyle();
    return () => {
      themes.disconnect();
      created.destroy();
      graph.current = null;
    };
  }, []);

  useEffect(() => {
    const drawn = graph.current;
    if (drawn) {
      drawn.elements().remove();
      drawn.add(elements.map((element) => ({ data: { ...element.data }, classes: element.classes })));
      drawn.layout({ name: 'breadthfirst', directed: true, spacingFactor: 1.2, padding: 24, animate: false }).run();
    }
    // The places of services stay when only their health changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shape]);

  useEffect(() => {
    graph.current?.batch(() => {
      for (const element of elements) {
        const drawn = graph.current?.getElementById(element.data.id);
        drawn?.data(element.data);
        drawn?.classes(element.classes);
      }
    });
  }, [elements]);

  return <div ref={container} className="fx-graph" data-testid="graph" aria-hidden="true" />;
}

function token(name: string, otherwise: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || otherwise;
}

function style(): StylesheetJson {
  const text = token('--fx-graph-text', '#151515');
  return [
    {
      selector: 'node',
      style: {
        label: 'data(label)', shape: 'round-rectangle', width: 'label', height: 'label', padding: '10px', 'text-wrap': 'wrap', 'text-max-width': '160px', 'text-valign': 'center', 'text-halign': 'center',
        'font-size': 13, color: text, 'background-color': token('--fx-graph-healthy', '#ffffff'), 'border-width': 1, 'border-color': token('--fx-graph-border', '#6a6e73'),
      },
    },
    { selector: 'node.info, node.warning', style: { 'border-width': 3, 'border-color': token('--fx-graph-warning', '#b98412') } },
    { selector: 'node.minor, node.major', style: { 'border-width': 4, 'border-color': token('--fx-graph-major', '#c46100') } },
    { selector: 'node.critical', style: { 'border-width': 5, 'border-color': token('--fx-graph-critical', '#b1380b') } },
    { selector: 'node.suspect', style: { 'border-style': 'double', 'background-color': token('--fx-graph-suspect', '#fff4cc') } },
    { selector: 'node.undeclared', style: { 'border-style': 'dashed' } },
    {
      selector: 'edge',
      style: { width: 1.5, 'curve-style': 'bezier', 'target-arrow-shape': 'triangle', 'line-color': token('--fx-graph-border', '#6a6e73'), 'target-arrow-color': token('--fx-graph-border', '#6a6e73') },
    },
    { selector: 'edge.towards-fault', style: { width: 3, 'line-color': token('--fx-graph-critical', '#b1380b'), 'target-arrow-color': token('--fx-graph-critical', '#b1380b') } },
  ];
}
