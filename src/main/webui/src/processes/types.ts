export interface ProcessVersion {
  version: number;
  deployedAt: string;
  source: string | null;
  running: number;
}

export interface Process {
  key: string;
  name: string | null;
  version: number;
  deployedAt: string;
  running: number;
  versions: ProcessVersion[];
}

export interface ElementCounts {
  key: string;
  version: number;
  elements: { element: string; running: number; stalled: number }[];
}

export interface ProcessProblem {
  severity: 'ERROR' | 'WARNING';
  file: string;
  element: string | null;
  line: number;
  detail: string;
}

export interface Simulation {
  simulation: {
    state: 'COMPLETED' | 'FAILED' | 'WAITING' | 'STALLED';
    at: string[];
    path: { element: string; name: string | null; type: string; after: string }[];
    flows: string[];
    variables: Record<string, unknown>;
    assumed: string[];
    problem: string | null;
  };
  passed: boolean;
  differences: string[];
}
