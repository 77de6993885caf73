import type { Marks } from '../common/bpmn/marks';
import type { ElementCounts, Simulation } from './types';

/** A step of a model of which a simulation is told how it ends. */
export interface Step {
  id: string;
  name: string;
  kind: string;
  /** Of a human task: what a person may decide. */
  outcomes: string[];
  /** The codes of the BPMN errors that it may end with. */
  errors: string[];
}

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const CAMUNDA = 'http://camunda.org/schema/1.0/bpmn';
const STEPS = ['userTask', 'serviceTask', 'sendTask', 'businessRuleTask', 'callActivity', 'receiveTask'];

/** The steps of a model, in the order of the file; empty if it cannot be read. */
export function steps(xml: string): Step[] {
  const model = new DOMParser().parseFromString(xml, 'application/xml');
  if (model.getElementsByTagName('parsererror').length > 0) {
    return [];
  }
  const errors = new Map([...model.getElementsByTagNameNS(BPMN, 'error')].map((error) => [error.getAttribute('id') ?? '', error.getAttribute('errorCode') ?? '']));
  const boundaries = [...model.getElementsByTagNameNS(BPMN, 'boundaryEvent')];
  return [...model.getElementsByTagNameNS(BPMN, '*')]
    .filter((element) => STEPS.includes(element.localName))
    .map((element) => {
      const id = element.getAttribute('id') ?? '';
      return {
        id,
        name: element.getAttribute('name') ?? id,
        kind: element.localName,
        outcomes: property(element, 'fixpoint:outcomes').split(',').map((outcome) => outcome.trim()).filter(Boolean),
        errors: boundaries
          .filter((boundary) => boundary.getAttribute('attachedToRef') === id)
          .flatMap((boundary) => [...boundary.getElementsByTagNameNS(BPMN, 'errorEventDefinition')])
          .map((definition) => errors.get(definition.getAttribute('errorRef') ?? '') ?? '')
          .filter(Boolean),
      };
    });
}

function property(element: Element, name: string): string {
  return [...element.getElementsByTagNameNS(CAMUNDA, 'property')].find((one) => one.getAttribute('name') === name)?.getAttribute('value') ?? '';
}

/** The id of the process that a model holds: its file must be named after it. */
export function processId(xml: string): string | null {
  const model = new DOMParser().parseFromString(xml, 'application/xml');
  return [...model.getElementsByTagNameNS(BPMN, 'process')].find((process) => process.getAttribute('isExecutable') === 'true')?.getAttribute('id') ?? null;
}

/** How a step ends, as a choice of the form: `done`, `outcome:approve`, `error:CODE`, `failure`; empty says nothing. */
export type Ending = string;

/** What the server simulates: recorded outcomes by element. */
export function recorded(endings: Readonly<Record<string, Ending>>): Record<string, Record<string, string>[]> {
  return Object.fromEntries(
    Object.entries(endings)
      .filter(([, ending]) => ending !== '')
      .map(([element, ending]) => {
        const [kind = '', value = ''] = [ending.slice(0, ending.includes(':') ? ending.indexOf(':') : undefined), ending.includes(':') ? ending.slice(ending.indexOf(':') + 1) : ''];
        return [element, [kind === 'done' ? {} : kind === 'failure' ? { failure: 'stated for the simulation' } : { [kind]: value }]];
      }),
  );
}

/** Variables from a text of JSON; why they cannot be read, else. */
export function variables(text: string): { values: Record<string, unknown> } | { problem: string } {
  if (text.trim() === '') {
    return { values: {} };
  }
  try {
    const values: unknown = JSON.parse(text);
    return typeof values === 'object' && values !== null && !Array.isArray(values)
      ? { values: values as Record<string, unknown> }
      : { problem: 'Write an object, such as {"service": "checkout"}.' };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What a simulation shows on the diagram. */
export function simulationMarks(of: Simulation['simulation']): Marks {
  const stalled = of.state === 'STALLED' ? of.at : [];
  const active = of.state === 'WAITING' ? of.at : [];
  return { passed: of.path.map((step) => step.element), flows: of.flows, active, stalled };
}

/** What the running instances show on the diagram. */
export function countMarks(counts: ElementCounts | undefined): Marks {
  const elements = counts?.elements ?? [];
  return {
    active: elements.filter((one) => one.running > 0).map((one) => one.element),
    stalled: elements.filter((one) => one.stalled > 0).map((one) => one.element),
    counts: Object.fromEntries(elements.map((one) => [one.element, { running: one.running, stalled: one.stalled }])),
  };
}
