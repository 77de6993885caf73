import { KEYWORDS } from './drlLanguage';
import type { Language, LanguageType } from './types';

/** What may stand at a place, and from where it would replace the text. */
export interface Proposal {
  from: number;
  options: Option[];
}

export interface Option {
  label: string;
  kind: 'type' | 'property' | 'method' | 'constant' | 'keyword' | 'variable';
  detail?: string;
}

const WORD = /[A-Za-z_$][\w$]*$/;

/** The text up to the place, with comments and the insides of strings blanked, so that offsets stay the same. */
export function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*(?:"|$)/gm, (found) =>
    found.startsWith('"') ? `"${' '.repeat(Math.max(0, found.length - 2))}${found.length > 1 ? '"' : ''}` : found.replace(/[^\n]/g, ' '),
  );
}

/** Whether the place is within a comment or a string, where nothing is proposed. */
function inText(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const withoutEscapes = line.replace(/\\./g, '  ');
  if ((withoutEscapes.match(/"/g) ?? []).length % 2 === 1) {
    return true;
  }
  const strings = withoutEscapes.replace(/"[^"]*"/g, '');
  return strings.includes('//') || before.lastIndexOf('/*') > before.lastIndexOf('*/');
}

/**
 * Proposes what may follow in a DRL file.
 *
 * @param folder of the stage: `detection`
 */
export function propose(text: string, at: number, language: Language, folder: string): Proposal | null {
  const before = text.slice(0, at);
  if (inText(before)) {
    return null;
  }
  const plain = code(before);
  const word = WORD.exec(plain)?.[0] ?? '';
  const from = at - word.length;
  const head = plain.slice(0, from);
  const rule = head.slice(Math.max(head.lastIndexOf('\nrule '), head.startsWith('rule ') ? 0 : -1, 0));
  const when = lastWord(rule, 'when');
  const then = lastWord(rule, 'then');
  const part = then > when ? 'then' : when >= 0 ? 'when' : 'head';
  if (head.endsWith('.')) {
    return { from, options: members(head.slice(0, -1), rule, language, part) };
  }
  if (part === 'head') {
    return { from, options: ['rule', 'when', 'then', 'end', 'import', 'package', 'declare', 'salience'].map(keyword) };
  }
  if (part === 'then') {
    return { from, options: [...conclusions(language, folder), ...variables(rule)] };
  }
  const pattern = openPattern(rule.slice(when));
  if (pattern) {
    const type = find(language, pattern);
    const constants = language.types.filter((one) => one.constants.length > 0).map(ofType);
    return { from, options: [...(type ? properties(type) : []), ...constants, ...variables(rule)] };
  }
  const stage = language.stages.find((one) => one.folder === folder);
  const types = language.types.filter((type) => !stage || stage.matches.includes(type.name)).filter((type) => type.fact);
  return { from, options: [...types.map(ofType), ...KEYWORDS.filter((one) => PATTERN_WORDS.has(one)).map(keyword)] };
}

const PATTERN_WORDS = new Set(['not', 'exists', 'forall', 'accumulate', 'or', 'and', 'eval', 'from', 'then']);

function lastWord(text: string, word: string): number {
  const found = [...text.matchAll(new RegExp(`(?<![\\w.$])${word}(?![\\w(])`, 'g'))];
  return found.at(-1)?.index ?? -1;
}

/** The type whose parentheses are open at the end of the text. */
function openPattern(text: string): string | null {
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    if (text[i] === ')') {
      depth++;
    } else if (text[i] === '(') {
      if (depth === 0) {
        const name = /([A-Z]\w*)\s*$/.exec(text.slice(0, i))?.[1];
        return name ?? openPattern(text.slice(0, i));
      }
      depth--;
    }
  }
  return null;
}

function members(owner: string, rule: string, language: Language, part: string): Option[] {
  const chain = /([A-Za-z_$][\w$.]*)$/.exec(owner)?.[1];
  if (!chain) {
    const call = /([A-Z]\w*)(?:\.\w+\([^()]*(?:\([^()]*\)[^()]*)*\))+$/.exec(owner)?.[1];
    const type = call ? find(language, call) : undefined;
    return type ? calls(type, false) : [];
  }
  const direct = find(language, chain);
  if (direct) {
    const nested = language.types.filter((type) => type.name.startsWith(`${chain}.`)).map((type) => ({ ...ofType(type), label: type.name.slice(chain.length + 1) }));
    return [...direct.constants.map((one): Option => ({ label: one, kind: 'constant', detail: direct.name })), ...nested, ...calls(direct, true)];
  }
  const type = typeOf(chain, rule, language);
  if (!type) {
    return [];
  }
  return part === 'then'
    ? [...type.properties.map((one): Option => ({ label: `${one.getter}()`, kind: 'method', detail: said(one) })), ...calls(type, false)]
    : [...properties(type), ...calls(type, false)];
}

/** The type of `$s`, of `$s.labels`, or of a property of the open pattern. */
function typeOf(chain: string, rule: string, language: Language): LanguageType | undefined {
  const [first = '', ...rest] = chain.split('.');
  const bound = bindings(rule).get(first);
  let type = bound ? find(language, bound) : undefined;
  const open = openPattern(rule);
  if (!type && open) {
    type = followed(find(language, open), first, language);
  }
  for (const step of rest) {
    type = followed(type, step, language);
  }
  return type;
}

function followed(type: LanguageType | undefined, property: string, language: Language): LanguageType | undefined {
  const found = type?.properties.find((one) => one.name === property)?.type.replace(/<.*/, '');
  return found ? find(language, found) : undefined;
}

/** The variables that the rule binds to facts: name to type. */
function bindings(rule: string): Map<string, string> {
  return new Map([...rule.matchAll(/(\$\w+)\s*:\s*([A-Z]\w*)\s*\(/g)].map((found) => [found[1] ?? '', found[2] ?? '']));
}

function variables(rule: string): Option[] {
  const types = bindings(rule);
  const names = new Set([...rule.matchAll(/(\$\w+)\s*:/g)].map((found) => found[1] ?? ''));
  return [...names].map((label) => ({ label, kind: 'variable', ...(types.has(label) ? { detail: types.get(label) } : {}) }));
}

function conclusions(language: Language, folder: string): Option[] {
  const stage = language.stages.find((one) => one.folder === folder);
  const words: Option[] = [keyword('insertLogical'), ...(stage && stage.saidOnce.length > 0 ? [keyword('insert')] : [])];
  const names = stage ? [...stage.concludes, ...stage.saidOnce] : [];
  const constants = language.types.filter((type) => type.constants.length > 0);
  return [...words, ...language.types.filter((type) => names.includes(type.name)).map(ofType), ...constants.map(ofType), keyword('end')];
}

function find(language: Language, name: string): LanguageType | undefined {
  return language.types.find((type) => type.name === name);
}

function properties(type: LanguageType): Option[] {
  return type.properties.map((one) => ({ label: one.name, kind: 'property', detail: said(one) }));
}

function said(property: { type: string; nullable: boolean }): string {
  return property.nullable ? `${property.type} or null` : property.type;
}

function calls(type: LanguageType, ofTypeOnly: boolean): Option[] {
  return type.calls
    .filter((call) => call.ofType === ofTypeOnly)
    .map((call) => ({ label: `${call.name}(`, kind: 'method', detail: `${call.parameters.join(', ')}) ${call.returns}` }));
}

function ofType(type: LanguageType): Option {
  return { label: type.name, kind: 'type', ...(type.constants.length > 0 ? { detail: type.constants.join(' < ') } : {}) };
}

function keyword(label: string): Option {
  return { label, kind: 'keyword' };
}
