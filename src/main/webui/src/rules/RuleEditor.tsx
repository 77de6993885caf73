import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { propose, type Option } from './completion';
import { drl, highlighting } from './drlLanguage';
import { marked } from './problems';
import type { Language, RuleProblem } from './types';
import './editor.css';

/** Where the editor shall go: a line from 1; another `key` goes there again. */
export interface Place {
  path: string;
  line: number;
  key: number;
}

interface Props {
  path: string;
  text: string;
  language: Language | undefined;
  problems: readonly RuleProblem[];
  readOnly: boolean;
  place: Place | null;
  onChange: (text: string) => void;
}

const KINDS: Record<Option['kind'], string> = {
  type: 'class', property: 'property', method: 'method', constant: 'constant', keyword: 'keyword', variable: 'variable',
};

/** Edits one file: rules or scenarios. Undo is kept for each file. */
export default function RuleEditor({ path, text, language, problems, readOnly, place, onChange }: Props): React.JSX.Element {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const shown = useRef<string | null>(null);
  const states = useRef(new Map<string, EditorState>());
  const writable = useRef(new Compartment());
  const latest = useRef({ onChange, language, path });

  useEffect(() => {
    latest.current = { onChange, language, path };
  });

  useEffect(() => {
    if (!parent.current) {
      return undefined;
    }
    const created = new EditorView({ parent: parent.current });
    view.current = created;
    const kept = states.current;
    return () => {
      created.destroy();
      view.current = null;
      shown.current = null;
      kept.clear();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor) {
      return;
    }
    if (shown.current !== path) {
      if (shown.current !== null) {
        states.current.set(shown.current, editor.state);
      }
      editor.setState(states.current.get(path) ?? newState());
      shown.current = path;
    }
    if (editor.state.doc.toString() !== text) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
    }
    editor.dispatch({ effects: writable.current.reconfigure(EditorState.readOnly.of(readOnly)) });

    function newState(): EditorState {
      return EditorState.create({
        doc: text,
        extensions: [...extensions(path), writable.current.of(EditorState.readOnly.of(readOnly))],
      });
    }

    function extensions(file: string): Extension[] {
      return [
        basicSetup,
        file.endsWith('.drl') ? [drl, autocompletion({ override: [complete] })] : yaml(),
        highlighting,
        lintGutter(),
        EditorView.contentAttributes.of({ 'aria-label': `Text of ${file}`, tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            latest.current.onChange(update.state.doc.toString());
          }
        }),
      ];
    }

    function complete(context: CompletionContext): CompletionResult | null {
      const known = latest.current.language;
      const before = context.matchBefore(/[\w$.]+/);
      if (!known || (!before && !context.explicit)) {
        return null;
      }
      const folder = latest.current.path.split('/')[0] ?? '';
      const found = propose(context.state.doc.toString(), context.pos, known, folder);
      return found && { from: found.from, options: found.options.map(completion), validFor: /^[\w$]*$/ };
    }
  }, [path, text, readOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor) {
      editor.dispatch(setDiagnostics(editor.state, marked(editor.state.doc.toString(), path, problems)));
    }
  }, [path, text, problems]);

  useEffect(() => {
    const editor = view.current;
    if (editor && place?.path === path) {
      const line = editor.state.doc.line(Math.min(Math.max(place.line, 1), editor.state.doc.lines));
      editor.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: 'center' }) });
      editor.focus();
    }
  }, [path, place]);

  return <div className="fx-editor" ref={parent} data-testid="rule-editor" />;
}

function completion(option: Option): Completion {
  return { label: option.label, type: KINDS[option.kind], boost: option.kind === 'property' || option.kind === 'method' ? 2 : option.kind === 'variable' ? 1 : 0, ...(option.detail ? { detail: option.detail } : {}) };
}
