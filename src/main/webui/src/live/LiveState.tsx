import { Label } from '@patternfly/react-core';
import { useLive } from './LiveProvider';

/** Says whether the page follows the server, or how old it is. */
export function LiveState(): React.JSX.Element {
  const { isLive, since } = useLive();
  return (
    <span role="status">
      {isLive ? (
        <Label isCompact status="success">Live</Label>
      ) : (
        <Label isCompact status="warning">Stale{since !== null && <span className="fx-wide-only"> since {since.toLocaleTimeString(undefined, { timeStyle: 'medium' })}</span>}</Label>
      )}
    </span>
  );
}
