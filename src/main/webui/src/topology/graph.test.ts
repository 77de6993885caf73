import { describe, expect, it } from 'vitest';
import { elements, health, problems, renamed, without, type OpenIncident, type Topology } from './graph';

const topology: Topology = {
  services: [
    { name: 'front', tier: 'web', owner: null, criticality: 'HIGH' },
    { name: 'db', tier: null, owner: 'dba', criticality: 'MEDIUM' },
  ],
  dependencies: [{ from: 'front', to: 'db' }],
};
const incident = (more: Partial<OpenIncident>): OpenIncident => ({ id: 'i', number: 1, title: 't', severity: 'MINOR', service: 'front', services: ['front'], suspects: [], ...more });

describe('health of services', () => {
  it('is the worst of the open incidents, the worst service first', () => {
    const services = health(topology, [incident({}), incident({ id: 'j', severity: 'MAJOR', service: 'db', services: ['db'] }), incident({ id: 'k', severity: 'INFO', service: 'db', services: [] })]);
    expect(services.map((one) => [one.name, one.severity, one.incidents.length])).toEqual([['db', 'MAJOR', 2], ['front', 'MINOR', 1]]);
  });

  it('shows services that are not declared, and suspects', () => {
    const services = health(topology, [incident({ service: 'ghost', services: [], suspects: [{ rank: 1, service: 'db', score: 0.9, reason: 'slow' }] })]);
    expect(services.find((one) => one.name === 'ghost')).toMatchObject({ declared: false, severity: 'MINOR' });
    expect(services.find((one) => one.name === 'db')?.suspected).toHaveLength(1);
  });

  it('is drawn with words, and ids that are no names', () => {
    const hostile: Topology = { services: [{ name: '"]<img src=x>', tier: null, owner: null, criticality: 'LOW' }], dependencies: [] };
    const [node] = elements(health(hostile, [incident({ service: '"]<img src=x>', services: [], suspects: [{ rank: 1, service: '"]<img src=x>', score: 1, reason: '' }] })]), []);
    expect(node).toMatchObject({ data: { id: 's0', label: '"]<img src=x>\nMINOR, 1 open\nfirst suspect' }, classes: 'minor suspect' });
    const edge = elements(health(topology, [incident({ service: 'db', services: [] })]), topology.dependencies).at(-1);
    expect(edge).toMatchObject({ data: { source: 's1', target: 's0' }, classes: 'towards-fault' });
  });
});

describe('an edited topology', () => {
  it('is told what is wrong with it', () => {
    expect(problems(topology)).toEqual({});
    expect(
      Object.keys(problems({ services: [...topology.services, { name: ' ', tier: null, owner: null, criticality: 'LOW' }, { name: 'db', tier: null, owner: null, criticality: 'LOW' }], dependencies: [{ from: 'db', to: 'db' }, { from: 'front', to: 'db' }, { from: 'front', to: 'db' }, { from: 'x', to: 'db' }] })),
    ).toEqual(['services[2].name', 'services[3].name', 'dependencies[0]', 'dependencies[2]', 'dependencies[3]']);
  });

  it('follows a new name, and loses the dependencies of a removed service', () => {
    expect(renamed(topology, 1, 'database').dependencies).toEqual([{ from: 'front', to: 'database' }]);
    expect(without(topology, 1)).toEqual({ services: [topology.services[0]], dependencies: [] });
  });
});
