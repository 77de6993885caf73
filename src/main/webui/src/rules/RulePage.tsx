import { Alert, Breadcrumb, BreadcrumbItem, Button, Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Spinner } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { sendJson, useCan } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { useRule } from './queries';
import { costWord } from './ruleTable';
import { WhyNotPanel } from './WhyNotPanel';

/** One rule: its text, what it did, and why it does not match. */
export default function RulePage(): React.JSX.Element {
  const { stage = '', id = '' } = useParams();
  const rule = useRule(stage, id);
  const queries = useQueryClient();
  const mayLift = useCan('admin');
  const lift = useMutation({
    mutationFn: () => sendJson<void>('DELETE', `/api/v1/rules/${encodeURIComponent(id)}/quarantine?stage=${encodeURIComponent(stage)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  if (rule.error) {
    return <Failed error={rule.error} what="The rule" />;
  }
  if (!rule.data) {
    return <Spinner aria-label="The rule is loading" />;
  }
  const of = rule.data;
  return (
    <>
      <Breadcrumb className="fx-mb-md">
        <BreadcrumbItem><Link to="/rules">Rules</Link></BreadcrumbItem>
        <BreadcrumbItem isActive>{of.id}</BreadcrumbItem>
      </Breadcrumb>
      <Content component="h2" className="fx-wrap">{of.name}</Content>
      {of.quarantined !== null && (
        <Alert component="p"
          isInline variant="danger" className="fx-mb-md" title="In quarantine: it is left out of what runs"
          actionLinks={mayLift ? <Button variant="link" isInline isDisabled={lift.isPending} onClick={() => lift.mutate()}>Lift the quarantine</Button> : undefined}
        >
          {of.quarantined} {of.quarantinedAt && <>Since <Time of={of.quarantinedAt} />.</>}
        </Alert>
      )}
      {lift.error && <Alert component="p" isInline variant="danger" title="The quarantine stays">{lift.error.message}</Alert>}
      <DescriptionList isCompact columnModifier={{ default: '1Col', md: '2Col' }} className="fx-mb-md">
        <Item term="Id">{of.id}</Item>
        <Item term="Stage">{of.stage.toLowerCase()}</Item>
        <Item term="Where"><Link to={`/rules/edit?file=${encodeURIComponent(of.file)}&line=${of.line}`}>{of.file}, lines {of.line} to {of.endLine}</Link>, release {of.release}</Item>
        <Item term="Matched">{of.matched.toLocaleString('en')} times{of.lastMatched && <>, last <Time of={of.lastMatched} /></>}</Item>
        <Item term="Mean cost of the consequence">{costWord(of.meanCost)}</Item>
      </DescriptionList>
      <section className="fx-source" tabIndex={0} aria-label={`Text of the rule ${of.name}`}><pre className="fx-code">{of.source}</pre></section>
      <WhyNotPanel stage={stage} id={id} />
    </>
  );
}

function Item({ term, children }: { term: string; children: React.ReactNode }): React.JSX.Element {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription className="fx-wrap">{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}
