import { Title } from '@patternfly/react-core';

export default function TasksPages(): React.JSX.Element {
  return <Title headingLevel="h1">Tasks</Title>;
}
