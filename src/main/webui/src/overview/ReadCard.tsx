import { Card, CardBody, CardHeader, CardTitle, Spinner } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Failed } from '../common/Failed';

/** A card whose content is read from the server. */
export function ReadCard<T>({ title, all, query, className, children }: { title: string; all?: { to: string; label: string }; query: UseQueryResult<T>; className?: string; children: (data: T) => ReactNode }): React.JSX.Element {
  return (
    <Card isCompact component="section" className={className ?? ''} aria-label={title}>
      <CardHeader {...(all ? { actions: { actions: <Link to={all.to}>{all.label}</Link>, hasNoOffset: true } } : {})}>
        <CardTitle component="h2">{title}</CardTitle>
      </CardHeader>
      <CardBody>
        {query.error && <Failed error={query.error} what={title} />}
        {query.data !== undefined ? children(query.data) : query.error ? null : <Spinner size="lg" aria-label={`${title} is loading`} />}
      </CardBody>
    </Card>
  );
}
