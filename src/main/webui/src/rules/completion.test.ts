import { describe, expect, it } from 'vitest';
import { propose } from './completion';
import type { Language } from './types';

const language: Language = {
  stages: [
    { stage: 'DETECTION', folder: 'detection', matches: ['Series', 'Alert'], concludes: ['Anomaly'], saidOnce: [] },
    { stage: 'TRIAGE', folder: 'triage', matches: ['Anomaly'], concludes: ['SetSeverity'], saidOnce: ['OpenIncident'] },
  ],
  types: [
    { name: 'Series', fact: true, constants: [], properties: [{ name: 'value', type: 'double', nullable: false, getter: 'getValue' }, { name: 'labels', type: 'Map<String, String>', nullable: false, getter: 'getLabels' }, { name: 'stale', type: 'boolean', nullable: false, getter: 'isStale' }], calls: [] },
    { name: 'Alert', fact: true, constants: [], properties: [], calls: [] },
    { name: 'Anomaly', fact: true, constants: [], properties: [{ name: 'firing', type: 'boolean', nullable: false, getter: 'isFiring' }], calls: [{ name: 'of', ofType: true, parameters: ['String', 'Series'], returns: 'Anomaly' }, { name: 'severity', ofType: false, parameters: ['Severity'], returns: 'Anomaly' }] },
    { name: 'SetSeverity', fact: true, constants: [], properties: [], calls: [] },
    { name: 'OpenIncident', fact: true, constants: [], properties: [], calls: [] },
    { name: 'Repair', fact: true, constants: [], properties: [], calls: [] },
    { name: 'Repair.Mode', fact: true, constants: ['AUTOMATIC', 'MANUAL'], properties: [], calls: [] },
    { name: 'Severity', fact: true, constants: ['MINOR', 'MAJOR'], properties: [], calls: [] },
    { name: 'Map', fact: false, constants: [], properties: [{ name: 'size', type: 'int', nullable: false, getter: 'size' }], calls: [{ name: 'get', ofType: false, parameters: ['Object'], returns: 'Object' }] },
  ],
};

const RULE = 'package detection;\nrule "x ( y" @id("x")\nwhen\n    $s : Series( metric == "cpu", ';

/** The labels proposed at the end of the text. */
function labels(text: string, folder = 'detection'): string[] {
  return propose(text, text.length, language, folder)?.options.map((option) => option.label) ?? [];
}

describe('completion of rules', () => {
  it('proposes in a condition the types that the stage matches', () => {
    expect(labels('rule "a"\nwhen\n  Se')).toEqual(expect.arrayContaining(['Series', 'Alert', 'not']));
    expect(labels('rule "a"\nwhen\n  Se')).not.toContain('Anomaly');
    expect(labels('rule "a"\nwhen\n  An', 'triage')).toContain('Anomaly');
  });

  it('proposes in a pattern the properties of its type, and constants', () => {
    expect(labels(RULE)).toEqual(expect.arrayContaining(['value', 'labels', 'stale', 'Severity']));
    expect(labels(`${RULE}value > Severity.`)).toEqual(expect.arrayContaining(['MINOR', 'MAJOR']));
    expect(labels(`${RULE}value > (1 + `)).toContain('stale');
  });

  it('follows properties and variables to their types', () => {
    expect(labels(`${RULE}labels.`)).toEqual(expect.arrayContaining(['size', 'get(']));
    expect(labels(`${RULE}stale )\nthen\n  $s.`)).toEqual(expect.arrayContaining(['getValue()', 'isStale()']));
  });

  it('proposes after then what the stage concludes, and its variables', () => {
    expect(labels(`${RULE}stale )\nthen\n  `)).toEqual(expect.arrayContaining(['insertLogical', 'Anomaly', '$s', 'end']));
    expect(labels(`${RULE}stale )\nthen\n  `)).not.toContain('insert');
    expect(labels('rule "a"\nwhen\n Anomaly()\nthen\n ', 'triage')).toEqual(expect.arrayContaining(['insert', 'OpenIncident']));
    expect(labels(`${RULE}stale )\nthen\n  insertLogical( Anomaly.of("x", $s).`)).toContain('severity(');
  });

  it('proposes nested types and calls of a type', () => {
    expect(labels(`${RULE}stale )\nthen\n  Repair.`)).toContain('Mode');
    expect(labels(`${RULE}stale )\nthen\n  Repair.Mode.`)).toContain('AUTOMATIC');
    expect(labels(`${RULE}stale )\nthen\n  Anomaly.`)).toContain('of(');
  });

  it('proposes nothing in comments and texts, and replaces the word that is being written', () => {
    expect(propose('rule "a"\nwhen // Se', 19, language, 'detection')).toBeNull();
    expect(labels(`${RULE}service == "Se`)).toEqual([]);
    expect(labels('rule "a"\nwhen /* Se')).toEqual([]);
    expect(propose('rule "a"\nwhen\n  Seri', 20, language, 'detection')?.from).toBe(16);
  });
});
