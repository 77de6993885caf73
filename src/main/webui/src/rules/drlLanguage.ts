import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StreamParser } from '@codemirror/language';
import { tags } from '@lezer/highlight';

/** Words of DRL that structure a file or a rule. */
export const KEYWORDS = [
  'package', 'import', 'function', 'global', 'declare', 'query', 'rule', 'extends', 'when', 'then', 'end', 'salience',
  'not', 'exists', 'forall', 'accumulate', 'collect', 'from', 'over', 'and', 'or', 'eval', 'init', 'action', 'reverse',
  'result', 'in', 'matches', 'contains', 'memberOf', 'soundslike', 'str', 'new', 'return', 'if', 'else', 'instanceof',
];
const KEYWORD = new Set(KEYWORDS);
const ATOM = new Set(['true', 'false', 'null']);
const CONCLUSION = new Set(['insert', 'insertLogical']);

interface State {
  inComment: boolean;
  afterAt: boolean;
}

/** Tokens of DRL: enough to colour it; what is wrong with it is said by the server. */
export const drlParser: StreamParser<State> = {
  name: 'drl',
  startState: () => ({ inComment: false, afterAt: false }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.inComment) {
      if (stream.skipTo('*/')) {
        stream.match('*/');
        state.inComment = false;
      } else {
        stream.skipToEnd();
      }
      return 'blockComment';
    }
    if (stream.eatSpace()) {
      return null;
    }
    if (stream.match('//') || (stream.sol() && stream.match('#'))) {
      stream.skipToEnd();
      return 'lineComment';
    }
    if (stream.match('/*')) {
      state.inComment = true;
      return 'blockComment';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) {
      return 'string';
    }
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[lLdDfF]?/)) {
      return 'number';
    }
    if (stream.match(/^@[A-Za-z-]+/)) {
      return 'annotation';
    }
    if (stream.match(/^\$[A-Za-z_]\w*/)) {
      return 'variableName';
    }
    const word = stream.match(/^[A-Za-z_]\w*/);
    if (word && word !== true) {
      return ofWord(word[0]);
    }
    if (stream.match(/^(?:==|!=|<=|>=|&&|\|\||[<>!+\-*/%:=])/)) {
      return 'operator';
    }
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
};

function ofWord(word: string): string {
  if (KEYWORD.has(word)) {
    return 'keyword';
  }
  if (ATOM.has(word)) {
    return 'atom';
  }
  if (CONCLUSION.has(word)) {
    return 'controlKeyword';
  }
  if (/^[A-Z][A-Z0-9_]+$/.test(word)) {
    return 'constant';
  }
  return /^[A-Z]/.test(word) ? 'typeName' : 'propertyName';
}

export const drl = StreamLanguage.define(drlParser);

/** Colours by class, so that both themes set them in the style sheet with enough contrast. */
export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.keyword, tags.controlKeyword], class: 'fx-code-keyword' },
    { tag: [tags.string, tags.attributeValue], class: 'fx-code-string' },
    { tag: [tags.number, tags.atom, tags.bool, tags.constant(tags.name)], class: 'fx-code-value' },
    { tag: [tags.comment, tags.lineComment, tags.blockComment], class: 'fx-code-comment' },
    { tag: [tags.typeName, tags.className], class: 'fx-code-type' },
    { tag: [tags.annotation, tags.meta], class: 'fx-code-annotation' },
    { tag: tags.variableName, class: 'fx-code-variable' },
  ]),
);
