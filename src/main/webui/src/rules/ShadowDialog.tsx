import { Alert, Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { sendJson } from '../api';
import { useShadow } from './queries';
import type { Files, Shadow } from './types';

/** Lets a candidate run beside the release in force, on all facts that come in; it decides nothing. */
export function ShadowDialog({ files, onClose }: { files: Files; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const shadow = useShadow().data;
  const [message, setMessage] = useState('');
  const start = useMutation({
    mutationFn: () => sendJson<Shadow>('PUT', '/api/v1/rules/shadow', { message: message.trim(), files }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['shadow'] });
      onClose();
      await navigate('/rules/shadow');
    },
  });
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="shadow-title" aria-describedby="shadow-body">
      <ModalHeader title="Run beside the release in force" labelId="shadow-title" description="The candidate sees every fact from now on and does nothing; you see what it would have done. An administrator can publish it from there." />
      <ModalBody id="shadow-body">
        {shadow && <Alert component="p" isInline variant="warning" className="fx-mb-md" title={`It takes the place of the one of ${shadow.person}`}>{shadow.message}</Alert>}
        <Form onSubmit={(event) => event.preventDefault()}>
          <FormGroup label="What it is for" isRequired fieldId="shadow-message">
            <TextArea id="shadow-message" isRequired value={message} onChange={(_event, value) => setMessage(value)} maxLength={2000} resizeOrientation="vertical" />
          </FormGroup>
        </Form>
        {start.error && <Alert component="p" isInline variant="danger" title="It does not run">{start.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button isDisabled={message.trim() === '' || start.isPending} isLoading={start.isPending} onClick={() => start.mutate()}>Run it</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}
