import { Title } from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';

/** The heading of a page that has its own, and the title of its tab. */
export function PageHeading({ title, tab = title, children }: { title: string; tab?: string; children?: ReactNode }): React.JSX.Element {
  useEffect(() => {
    document.title = `${tab} · Fixpoint`;
  }, [tab]);
  return (
    <header className="fx-heading">
      <Title headingLevel="h1" className="fx-wrap">{title}</Title>
      {children}
    </header>
  );
}
