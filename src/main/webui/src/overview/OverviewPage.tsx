import { Title } from '@patternfly/react-core';

export default function OverviewPage(): React.JSX.Element {
  return <Title headingLevel="h1">Overview</Title>;
}
