import type { ReactNode } from 'react';

/** The little of Markdown that forms use, as elements: nothing of it is ever run as HTML. */
export function Markdown({ text }: { text: string }): React.JSX.Element {
  const blocks = text.replace(/\r\n?/g, '\n').split(/\n{2,}/).filter((block) => block.trim() !== '');
  return <div className="fx-markdown fx-wrap">{blocks.map((block, index) => <Block key={index} text={block.trim()} />)}</div>;
}

function Block({ text }: { text: string }): React.JSX.Element {
  const heading = /^#{1,6} +(.*)$/.exec(text.split('\n', 1)[0] ?? '');
  if (heading) {
    const rest = text.split('\n').slice(1).join('\n').trim();
    return <><p><strong>{inline(heading[1] ?? '')}</strong></p>{rest !== '' && <Block text={rest} />}</>;
  }
  const lines = text.split('\n');
  if (lines.every((line) => /^\s*[-*+] /.test(line))) {
    return <ul>{lines.map((line, index) => <li key={index}>{inline(line.replace(/^\s*[-*+] /, ''))}</li>)}</ul>;
  }
  if (lines.every((line) => /^\s*\d+[.)] /.test(line))) {
    return <ol>{lines.map((line, index) => <li key={index}>{inline(line.replace(/^\s*\d+[.)] /, ''))}</li>)}</ol>;
  }
  return <p>{inline(lines.join(' '))}</p>;
}

const INLINE = /(\*\*[^*]+\*\*|__[^_]+__|`[^`]+`|\*[^*\s][^*]*\*|\[[^\]]+\]\(https?:\/\/[^\s)]+\))/;

function inline(text: string): ReactNode[] {
  return text.split(INLINE).map((part, index) => {
    const link = /^\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)$/.exec(part);
    if (link) {
      return <a key={index} href={link[2]} rel="noreferrer noopener" target="_blank">{link[1]}</a>;
    }
    if (/^(\*\*|__).+\1$/.test(part)) {
      return <strong key={index}>{part.slice(2, -2)}</strong>;
    }
    if (/^`.+`$/.test(part)) {
      return <code key={index}>{part.slice(1, -1)}</code>;
    }
    return /^\*.+\*$/.test(part) ? <em key={index}>{part.slice(1, -1)}</em> : part;
  });
}
