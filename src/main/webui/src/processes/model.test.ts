// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { countMarks, processId, recorded, simulationMarks, steps, variables } from './model';

const MODEL = `<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
  <bpmn:error id="E" errorCode="NO_HELP"/>
  <bpmn:process id="mend" isExecutable="true">
    <bpmn:startEvent id="Start"/>
    <bpmn:userTask id="Ask" name="Ask &lt;b&gt;">
      <bpmn:extensionElements><camunda:properties><camunda:property name="fixpoint:outcomes" value="approve, reject"/></camunda:properties></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:serviceTask id="Do"/>
    <bpmn:boundaryEvent id="B" attachedToRef="Do"><bpmn:errorEventDefinition errorRef="E"/></bpmn:boundaryEvent>
  </bpmn:process>
</bpmn:definitions>`;

describe('a model', () => {
  it('has steps with outcomes and errors', () => {
    expect(steps(MODEL)).toEqual([
      { id: 'Ask', name: 'Ask <b>', kind: 'userTask', outcomes: ['approve', 'reject'], errors: [] },
      { id: 'Do', name: 'Do', kind: 'serviceTask', outcomes: [], errors: ['NO_HELP'] },
    ]);
    expect(processId(MODEL)).toBe('mend');
  });

  it('that cannot be read has none', () => {
    expect(steps('<broken')).toEqual([]);
    expect(processId('<broken')).toBeNull();
  });
});

describe('a simulation', () => {
  it('is told what each step ends with', () => {
    expect(recorded({ Ask: 'outcome:reject', Do: 'error:NO_HELP', Then: 'failure', Last: '', By: 'done' })).toEqual({
      Ask: [{ outcome: 'reject' }], Do: [{ error: 'NO_HELP' }], Then: [{ failure: 'stated for the simulation' }], By: [{}],
    });
  });

  it('takes variables as JSON, and says what is wrong with them', () => {
    expect(variables(' ')).toEqual({ values: {} });
    expect(variables('{"a": 1}')).toEqual({ values: { a: 1 } });
    expect(variables('[1]')).toHaveProperty('problem');
    expect(variables('{a')).toHaveProperty('problem');
  });

  it('shows where it stands', () => {
    const base = { at: ['Ask'], path: [{ element: 'Start', name: null, type: 'startEvent', after: 'PT0S' }], flows: ['f'], variables: {}, assumed: [], problem: null };
    expect(simulationMarks({ ...base, state: 'WAITING' })).toEqual({ passed: ['Start'], flows: ['f'], active: ['Ask'], stalled: [] });
    expect(simulationMarks({ ...base, state: 'STALLED' })).toMatchObject({ active: [], stalled: ['Ask'] });
    expect(simulationMarks({ ...base, state: 'COMPLETED' })).toMatchObject({ active: [], stalled: [] });
  });
});

describe('counts', () => {
  it('are shown where instances stand', () => {
    expect(countMarks({ key: 'k', version: 1, elements: [{ element: 'a', running: 2, stalled: 0 }, { element: 'b', running: 0, stalled: 1 }] })).toEqual({
      active: ['a'], stalled: ['b'], counts: { a: { running: 2, stalled: 0 }, b: { running: 0, stalled: 1 } },
    });
    expect(countMarks(undefined).counts).toEqual({});
  });
});
