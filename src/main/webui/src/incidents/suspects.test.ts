import { describe, expect, it } from 'vitest';
import { around } from './suspects';

const service = (name: string) => ({ name, tier: null, owner: null, criticality: 'MEDIUM' as const });

describe('the graph of an incident', () => {
  it('has the services that are one step away', () => {
    const topology = { services: ['a', 'b', 'c', 'd'].map(service), dependencies: [{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'd' }] };
    expect(around(topology, ['b'])).toEqual({ services: ['a', 'b', 'c'].map(service), dependencies: [{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }] });
    expect(around(topology, [])).toEqual({ services: [], dependencies: [] });
  });
});
