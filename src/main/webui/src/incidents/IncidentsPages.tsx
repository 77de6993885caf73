import { Title } from '@patternfly/react-core';

export default function IncidentsPages(): React.JSX.Element {
  return <Title headingLevel="h1">Incidents</Title>;
}
