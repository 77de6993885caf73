/** What `GET /api/v1/rules` and its neighbours answer. */
export type Stage = 'DETECTION' | 'TRIAGE' | 'ANALYSIS' | 'VERIFICATION';
export type Severity = 'INFO' | 'WARNING' | 'MINOR' | 'MAJOR' | 'CRITICAL';
export type ProblemSeverity = 'ERROR' | 'WARNING';
/** Texts by path, such as `detection/web.drl`. */
export type Files = Record<string, string>;

export interface Rule {
  id: string;
  name: string;
  stage: Stage;
  file: string;
  line: number;
  endLine: number;
  release: number;
  source: string | null;
  matched: number;
  lastMatched: string | null;
  meanCost: string | null;
  quarantined: string | null;
  quarantinedAt: string | null;
}

export interface RuleProblem {
  severity: ProblemSeverity;
  file: string;
  line: number;
  column: number;
  rule: string | null;
  detail: string;
}

export interface CheckResult {
  valid: boolean;
  problems: RuleProblem[];
}

export interface Release {
  number: number;
  hash: string;
  origin: 'FOLDER' | 'API';
  author: string;
  message: string;
  publishedAt: string;
  active: boolean;
  files: Files | null;
  scenarios: Files | null;
}

export interface ScenarioDifference {
  line: number;
  moment: string;
  expected: string;
  instead: string[];
  facts: string[];
}

export interface ScenarioResult {
  file: string;
  line: number;
  name: string;
  passed: boolean;
  millis: number;
  differences: ScenarioDifference[];
  troubles: string[];
}

export interface RuleReached {
  stage: string;
  id: string;
  name: string;
  file: string;
  line: number;
  reached: boolean;
}

export interface ConditionReached {
  stage: string;
  rule: string;
  file: string;
  line: number;
  column: number;
  source: string;
  met: boolean;
  missed: boolean;
}

export interface TestResult {
  passed: boolean;
  complete: boolean;
  problems: RuleProblem[];
  results: ScenarioResult[];
  coverage: {
    rules: number;
    reached: number;
    unreached: RuleReached[];
    conditions: number;
    conditionsReached: number;
    conditionsUnreached: ConditionReached[];
  };
}

export type Change = 'NEW' | 'GONE' | 'EARLIER' | 'LATER' | 'SEVERITY' | 'CLEARED_BY';

export interface AnomalyChange {
  change: Change;
  name: string;
  service: string;
  instance: string | null;
  labels: Record<string, string>;
  what: 'STARTED' | 'FIRED' | 'CLEARED' | null;
  bySeconds: number | null;
  live: string | null;
  candidate: string | null;
  liveSeverity: Severity | null;
  candidateSeverity: Severity | null;
  fires: boolean;
  rules: string[];
  note: string | null;
}

export interface IncidentChange {
  change: Change;
  correlationKey: string;
  service: string;
  title: string;
  bySeconds: number | null;
  live: string | null;
  candidate: string | null;
  liveSeverity: Severity | null;
  candidateSeverity: Severity | null;
}

export interface RecoveryChange {
  change: Change;
  process: string;
  incident: string;
  service: string | null;
  bySeconds: number | null;
  live: string | null;
  candidate: string | null;
  rules: string[];
}

export interface DecisionChange {
  change: Change;
  type: string;
  about: string[];
  bySeconds: number | null;
  live: string | null;
  candidate: string | null;
  rules: string[];
}

export interface Difference {
  anomalies: AnomalyChange[];
  incidents: IncidentChange[];
  recoveries: RecoveryChange[];
  decisions: DecisionChange[];
}

export interface Counts {
  anomalies: number;
  firing: number;
  incidents: number;
  recoveries: number;
  decisions: number;
}

export interface ReplayResult {
  live: { counts: Counts };
  candidate: { counts: Counts };
  difference: Difference;
  notes: string[];
}

export interface Replay {
  id: string;
  state: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  progress: number;
  waiting: boolean;
  from: string;
  to: string;
  candidate: boolean;
  person: string;
  createdAt: string;
  endedAt: string | null;
  result: ReplayResult | null;
  reason: string | null;
}

export interface Shadow {
  message: string;
  person: string;
  files: Files;
  since: string;
  health: string;
  reason: string | null;
  lagRecords: number;
  result: ReplayResult | null;
}

export interface WhyNot {
  id: string;
  name: string;
  stage: Stage;
  file: string;
  line: number;
  release: number;
  service: string | null;
  at: string;
  facts: number;
  outcome: 'HOLDS' | 'DOES_NOT_HOLD' | 'NOT_TRIED';
  summary: string;
  quarantined: string | null;
  conditions: Tried[];
}

export interface Tried {
  line: number;
  column: number;
  source: string;
  held: 'HELD' | 'NOT_HELD' | 'NOT_REACHED';
  matches: number;
  reason: string | null;
  constraints: { line: number; column: number; source: string; held: boolean; metBy: number; candidates: number }[];
  closest: Near[];
}

export interface Near {
  fact: Record<string, unknown>;
  missed: { source: string; actual: unknown; required: string | null; distance: number | null }[];
}

/** What rules may name and call, from `GET /api/v1/rules/language`. */
export interface Language {
  stages: { stage: Stage; folder: string; matches: string[]; concludes: string[]; saidOnce: string[] }[];
  types: LanguageType[];
}

export interface LanguageType {
  name: string;
  fact: boolean;
  constants: string[];
  properties: { name: string; type: string; nullable: boolean; getter: string }[];
  calls: { name: string; ofType: boolean; parameters: string[]; returns: string }[];
}
