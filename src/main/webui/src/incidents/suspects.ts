import type { Topology } from '../topology/graph';

/** The part of a topology that is one step from the named services: all of it may be too much to see anything. */
export function around(topology: Topology, names: readonly string[]): Topology {
  const named = new Set(names);
  const dependencies = topology.dependencies.filter((one) => named.has(one.from) || named.has(one.to));
  const near = new Set([...named, ...dependencies.flatMap((one) => [one.from, one.to])]);
  return { services: topology.services.filter((service) => near.has(service.name)), dependencies };
}
