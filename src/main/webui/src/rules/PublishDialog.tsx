import { Alert, Button, Checkbox, Content, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { sendJson } from '../api';
import { changed, rulesOf, type Draft } from './draft';
import { ReplayPanel } from './ReplayPanel';
import type { Release } from './types';

interface Props {
  draft: Draft;
  onClose: () => void;
  onPublished: (release: Release) => void;
}

/** Publishes a change: first what it would have done on recorded facts, then why, then it is in force. */
export function PublishDialog({ draft, onClose, onPublished }: Props): React.JSX.Element {
  const queries = useQueryClient();
  const rules = useMemo(() => rulesOf(draft.after), [draft.after]);
  const [message, setMessage] = useState('');
  const [compared, setCompared] = useState(false);
  const [blind, setBlind] = useState(false);
  const ended = useCallback(() => setCompared(true), []);
  const publish = useMutation({
    mutationFn: () => sendJson<Release>('POST', '/api/v1/rules/releases', { message: message.trim(), files: draft.after }),
    onSuccess: async (release) => {
      onPublished(release);
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal isOpen variant="large" onClose={onClose} aria-labelledby="publish-title" aria-describedby="publish-body">
      <ModalHeader title="Publish this change" labelId="publish-title" description={`${changed(draft).join(', ')}. It is in force at once, and can be rolled back under Releases.`} />
      <ModalBody id="publish-body">
        <Content component="h2">1. What it would have changed</Content>
        <ReplayPanel files={rules} enabled immediate onEnded={ended} />
        {!compared && (
          <Checkbox id="publish-blind" className="fx-mt-md" label="Publish without knowing what it changes" isChecked={blind} onChange={(_event, checked) => setBlind(checked)} />
        )}
        <Content component="h2" className="fx-mt-lg">2. Why</Content>
        <Form onSubmit={(event) => event.preventDefault()}>
          <FormGroup label="What changes and why" isRequired fieldId="publish-message">
            <TextArea id="publish-message" isRequired value={message} onChange={(_event, value) => setMessage(value)} maxLength={2000} resizeOrientation="vertical" />
          </FormGroup>
        </Form>
        {publish.error && <Alert component="p" isInline variant="danger" title="Nothing was published">{publish.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button isDisabled={message.trim() === '' || (!compared && !blind) || publish.isPending} isLoading={publish.isPending} onClick={() => publish.mutate()}>Publish</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}
