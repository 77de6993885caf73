import { Alert, Button, Content, FileUpload, Label, List, ListItem, Modal, ModalBody, ModalFooter, ModalHeader, Spinner } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { sendForm, useCan } from '../api';
import type { ProcessProblem } from './types';

const BpmnDiagram = lazy(() => import('../common/bpmn/BpmnDiagram'));

interface Upload {
  name: string;
  text: string;
}

/** Takes models and forms, says at once what is wrong with them, and deploys them. */
export function UploadDialog({ onClose }: { onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const mayDeploy = useCan('admin');
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [refused, setRefused] = useState<string | null>(null);
  const check = useQuery({
    queryKey: ['process-check', uploads],
    queryFn: () => sendForm<{ valid: boolean; problems: ProcessProblem[] }>('/api/v1/processes/check', form(uploads)),
    enabled: uploads.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const deploy = useMutation({
    mutationFn: () => sendForm<{ processes: { key: string; version: number; changed: boolean }[] }>('/api/v1/processes', form(uploads)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['processes'] }),
  });
  const hasModel = uploads.some((upload) => !upload.name.endsWith('.form'));

  async function add(files: File[]): Promise<void> {
    const usable = files.filter((file) => /\.(?:bpmn|bpmn20\.xml|form)$/.test(file.name));
    setRefused(usable.length < files.length ? 'Only models (.bpmn) and forms (.form) can be deployed.' : null);
    const read = await Promise.all(usable.map(async (file) => ({ name: file.name, text: await file.text() })));
    deploy.reset();
    setUploads((before) => [...before.filter((one) => !read.some((other) => other.name === one.name)), ...read]);
  }

  return (
    <Modal isOpen variant="large" onClose={onClose} aria-labelledby="upload-title" aria-describedby="upload-body">
      <ModalHeader title="Upload models and forms" labelId="upload-title" description="A model's file is named after its process. Forms that a model names come with it." />
      <ModalBody id="upload-body">
        <FileUpload
          id="upload-files" type="text" hideDefaultPreview browseButtonText="Choose files" filenamePlaceholder="Drop models and forms here"
          filename={uploads.map((upload) => upload.name).join(', ')} value="" isClearButtonDisabled={uploads.length === 0}
          onClearClick={() => { setUploads([]); deploy.reset(); }}
          dropzoneProps={{ multiple: true, accept: { 'application/xml': ['.bpmn', '.xml'], 'application/json': ['.form'] }, onDropAccepted: (files) => void add(files), onDropRejected: () => setRefused('Only models (.bpmn) and forms (.form) can be deployed.') }}
          aria-label="Models and forms"
        />
        <div aria-live="polite" className="fx-mt-md">
          {refused && <Alert component="p" isInline variant="warning" title={refused} />}
          {check.error && <Alert component="p" isInline variant="danger" title="The files could not be checked">{check.error.message}</Alert>}
          {check.isFetching && <Spinner size="md" aria-label="The files are checked" />}
          {check.data && !check.isFetching && <Found valid={check.data.valid} problems={check.data.problems} />}
          {deploy.error && <Alert component="p" isInline variant="danger" title="Nothing was deployed">{deploy.error.message}</Alert>}
          {deploy.data && (
            <Alert component="p" isInline variant="success" title="Deployed">
              {deploy.data.processes.map((one) => `${one.key}: version ${one.version}${one.changed ? '' : ', as it was'}`).join('; ')}
            </Alert>
          )}
        </div>
        {uploads.filter((upload) => !upload.name.endsWith('.form')).map((upload) => <Preview key={upload.name} upload={upload} problems={check.data?.problems ?? []} />)}
      </ModalBody>
      <ModalFooter>
        {mayDeploy && !deploy.data && <Button isDisabled={!hasModel || check.data?.valid !== true || check.isFetching || deploy.isPending} isLoading={deploy.isPending} onClick={() => deploy.mutate()}>Deploy</Button>}
        <Button variant={deploy.data ? 'primary' : 'link'} onClick={onClose}>{deploy.data ? 'Done' : 'Cancel'}</Button>
      </ModalFooter>
    </Modal>
  );
}

function Preview({ upload, problems }: { upload: Upload; problems: readonly ProcessProblem[] }): React.JSX.Element {
  const marks = useMemo(
    () => ({ stalled: problems.filter((one) => one.file === upload.name && one.severity === 'ERROR').flatMap((one) => (one.element === null ? [] : [one.element])) }),
    [problems, upload.name],
  );
  return (
    <>
      <Content component="h2" className="fx-mt-md fx-wrap">{upload.name}</Content>
      <Suspense fallback={<Spinner aria-label="The diagram is loading" />}>
        <BpmnDiagram xml={upload.text} label={`Diagram of ${upload.name}`} marks={marks} />
      </Suspense>
    </>
  );
}

function Found({ valid, problems }: { valid: boolean; problems: readonly ProcessProblem[] }): React.JSX.Element {
  return (
    <>
      <Alert component="p" isInline variant={valid ? 'success' : 'danger'} title={valid ? 'It can be deployed' : 'It cannot be deployed yet'} data-testid="process-check" />
      {problems.length > 0 && (
        <List isPlain isBordered className="fx-mt-sm">
          {problems.map((problem, index) => (
            <ListItem key={index} className="fx-wrap">
              <Label isCompact status={problem.severity === 'ERROR' ? 'danger' : 'warning'}>{problem.severity === 'ERROR' ? 'error' : 'warning'}</Label>{' '}
              {problem.file}{problem.line > 0 && `:${problem.line}`}{problem.element !== null && `, ${problem.element}`}: {problem.detail}
            </ListItem>
          ))}
        </List>
      )}
    </>
  );
}

function form(uploads: readonly Upload[]): FormData {
  const data = new FormData();
  for (const upload of uploads) {
    data.append('files', new Blob([upload.text], { type: 'application/octet-stream' }), upload.name);
  }
  return data;
}
