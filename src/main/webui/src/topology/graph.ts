/** The topology as the API has it; `from` calls `to`. */
export interface Topology {
  services: Service[];
  dependencies: Dependency[];
}

export interface Service {
  name: string;
  tier: string | null;
  owner: string | null;
  criticality: Criticality;
}

export type Criticality = 'LOW' | 'MEDIUM' | 'HIGH';

export interface Dependency {
  from: string;
  to: string;
}

/** What the graph needs of an open incident. */
export interface OpenIncident {
  id: string;
  number: number;
  title: string;
  severity: Severity;
  service: string;
  services: string[];
  suspects: { rank: number; service: string; score: number; reason: string }[];
}

export type Severity = 'INFO' | 'WARNING' | 'MINOR' | 'MAJOR' | 'CRITICAL';
const ASCENDING: Severity[] = ['INFO', 'WARNING', 'MINOR', 'MAJOR', 'CRITICAL'];

/** A service with what is wrong with it. */
export interface ServiceHealth extends Service {
  /** False for one that has incidents and is not declared. */
  declared: boolean;
  /** The worst of its open incidents. */
  severity: Severity | null;
  incidents: OpenIncident[];
  /** The incidents for whose cause it is suspected, with its rank among their suspects. */
  suspected: { incident: OpenIncident; rank: number; reason: string }[];
  calls: string[];
  calledBy: string[];
}

/** Every service, the worst first, then by name. */
export function health(topology: Topology, incidents: readonly OpenIncident[]): ServiceHealth[] {
  const named = new Map<string, ServiceHealth>();
  const add = (service: Service, declared: boolean): ServiceHealth => {
    const one: ServiceHealth = { ...service, declared, severity: null, incidents: [], suspected: [], calls: [], calledBy: [] };
    named.set(service.name, one);
    return one;
  };
  for (const service of topology.services) {
    add(service, true);
  }
  const of = (name: string): ServiceHealth => named.get(name) ?? add({ name, tier: null, owner: null, criticality: 'MEDIUM' }, false);
  topology.dependencies.forEach((dependency) => {
    of(dependency.from).calls.push(dependency.to);
    of(dependency.to).calledBy.push(dependency.from);
  });
  for (const incident of incidents) {
    for (const name of new Set([incident.service, ...incident.services])) {
      const service = of(name);
      service.incidents.push(incident);
      service.severity = worse(service.severity, incident.severity);
    }
    for (const suspect of incident.suspects) {
      of(suspect.service).suspected.push({ incident, rank: suspect.rank, reason: suspect.reason });
    }
  }
  return [...named.values()].sort(
    (one, other) => rank(other.severity) - rank(one.severity) || other.suspected.length - one.suspected.length || one.name.localeCompare(other.name),
  );
}

function rank(severity: Severity | null): number {
  return severity === null ? -1 : ASCENDING.indexOf(severity);
}

function worse(one: Severity | null, other: Severity): Severity {
  return one !== null && rank(one) >= rank(other) ? one : other;
}

/** A node or an edge as cytoscape takes it; ids are numbers, so that no name can be mistaken for a selector. */
export interface GraphElement {
  data: { id: string; label?: string; name?: string; source?: string; target?: string };
  classes: string;
}

/** The graph of the services: callers above what they call. */
export function elements(services: readonly ServiceHealth[], dependencies: readonly Dependency[]): GraphElement[] {
  const ids = new Map(services.map((service, index) => [service.name, `s${index}`]));
  const nodes = services.map((service): GraphElement => ({
    data: { id: ids.get(service.name) ?? '', name: service.name, label: label(service) },
    classes: [
      service.severity === null ? 'healthy' : service.severity.toLowerCase(),
      service.suspected.some((one) => one.rank === 1) ? 'suspect' : '',
      service.declared ? '' : 'undeclared',
    ].filter(Boolean).join(' '),
  }));
  const edges = dependencies.map((dependency, index): GraphElement => ({
    data: { id: `d${index}`, source: ids.get(dependency.from) ?? '', target: ids.get(dependency.to) ?? '' },
    classes: services.some((one) => one.name === dependency.to && one.severity !== null) ? 'towards-fault' : '',
  }));
  return [...nodes, ...edges];
}

/** Health is never told by colour alone. */
function label(service: ServiceHealth): string {
  const count = service.incidents.length;
  const lines = [service.name];
  if (service.severity !== null) {
    lines.push(`${service.severity}, ${count} open`);
  }
  if (service.suspected.some((one) => one.rank === 1)) {
    lines.push('first suspect');
  }
  return lines.join('\n');
}

/** What is wrong with an edited topology, by field as the server names it: `services[0].name`. */
export function problems(topology: Topology): Record<string, string> {
  const found: Record<string, string> = {};
  const names = new Set<string>();
  topology.services.forEach((service, index) => {
    const name = service.name.trim();
    if (name === '') {
      found[`services[${index}].name`] = 'A service needs a name.';
    } else if (names.has(name)) {
      found[`services[${index}].name`] = `There are two services “${name}”.`;
    }
    names.add(name);
  });
  const pairs = new Set<string>();
  topology.dependencies.forEach((dependency, index) => {
    const pair = JSON.stringify([dependency.from, dependency.to]);
    if (dependency.from === dependency.to) {
      found[`dependencies[${index}]`] = 'A service cannot depend on itself.';
    } else if (pairs.has(pair)) {
      found[`dependencies[${index}]`] = 'This dependency is there already.';
    } else if (!names.has(dependency.from) || !names.has(dependency.to)) {
      found[`dependencies[${index}]`] = 'Choose two services.';
    }
    pairs.add(pair);
  });
  return found;
}

/** The topology with a service renamed wherever it is named. */
export function renamed(topology: Topology, index: number, name: string): Topology {
  const before = topology.services[index]?.name;
  const isUnique = topology.services.filter((service) => service.name === before).length === 1;
  const follow = (end: string): string => (isUnique && before !== '' && end === before ? name : end);
  return {
    services: topology.services.map((service, at) => (at === index ? { ...service, name } : service)),
    dependencies: topology.dependencies.map((one) => ({ from: follow(one.from), to: follow(one.to) })),
  };
}

/** The topology without a service and its dependencies. */
export function without(topology: Topology, index: number): Topology {
  const name = topology.services[index]?.name;
  return {
    services: topology.services.filter((_, at) => at !== index),
    dependencies: topology.dependencies.filter((one) => one.from !== name && one.to !== name),
  };
}
