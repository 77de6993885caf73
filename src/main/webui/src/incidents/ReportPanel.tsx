import { Button, Content, Flex, Spinner } from '@patternfly/react-core';
import { download } from '../common/csv';
import { Failed } from '../common/Failed';
import { useReport } from './queries';
import type { Incident } from './types';

/** The report, as text; it goes out as Markdown, or as a page of its own. */
export function ReportPanel({ incident }: { incident: Incident }): React.JSX.Element {
  const report = useReport(incident.id);
  if (report.error) {
    return <Failed error={report.error} what="The report" />;
  }
  if (report.data === undefined) {
    return <Spinner aria-label="The report is loading" />;
  }
  return (
    <>
      <Flex className="fx-mb-md"><Button variant="secondary" onClick={() => download(`incident-${incident.number}.md`, report.data, 'text/markdown;charset=utf-8')}>Download as Markdown</Button></Flex>
      <Content component="h2" className="pf-v6-screen-reader">Report</Content>
      <pre className="fx-source fx-code fx-pre fx-wrap">{report.data}</pre>
    </>
  );
}
