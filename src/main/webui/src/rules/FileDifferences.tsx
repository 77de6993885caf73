import { Button, Content, Label } from '@patternfly/react-core';
import type { DiffLine, FileDifference } from './lineDifference';
import './differences.css';

const WORDS = { added: 'added', removed: 'removed', changed: 'changed' } as const;

/** What differs between two sets of files, line by line. */
export function FileDifferences({ files, level = 'h3', onRestore }: { files: readonly FileDifference[]; level?: 'h2' | 'h3'; onRestore?: (path: string) => void }): React.JSX.Element {
  if (files.length === 0) {
    return <Content component="p">Nothing differs.</Content>;
  }
  return (
    <>
      {files.map((file) => (
        <section key={file.path} aria-label={file.path} className="fx-mb-lg">
          <Content component={level} className="fx-wrap">
            {file.path} <Label isCompact color={file.kind === 'removed' ? 'red' : file.kind === 'added' ? 'green' : 'blue'}>{WORDS[file.kind]}</Label>{' '}
            <small>{file.added} added, {file.removed} removed</small>
          </Content>
          {onRestore && <Button variant="link" isInline className="fx-mb-sm" onClick={() => onRestore(file.path)}>Restore<span className="pf-v6-screen-reader"> {file.path}</span></Button>}
          <section className="fx-difference" tabIndex={0} aria-label={`Lines of ${file.path}`}>
            <table className="fx-code">
              <thead className="pf-v6-screen-reader"><tr><th>Line before</th><th>Line after</th><th>Change</th><th>Text</th></tr></thead>
              <tbody>{file.hunks.flatMap((hunk, at) => [
                ...(hunk.skipped > 0 ? [<tr key={`s${at}`} className="fx-difference-skipped"><td colSpan={4}>{hunk.skipped} equal lines</td></tr>] : []),
                ...hunk.lines.map((line, index) => <Line key={`${at}-${index}`} line={line} />),
              ])}</tbody>
            </table>
          </section>
        </section>
      ))}
    </>
  );
}

function Line({ line }: { line: DiffLine }): React.JSX.Element {
  return (
    <tr className={`fx-difference-${line.kind}`}>
      <td className="fx-difference-number">{line.before}</td>
      <td className="fx-difference-number">{line.after}</td>
      <td>{line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ''}</td>
      <td><pre>{line.text}</pre></td>
    </tr>
  );
}
