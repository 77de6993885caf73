import { Button, Form, FormGroup, FormHelperText, FormSelect, FormSelectOption, FormSelectOptionGroup, HelperText, HelperTextItem, Label, Nav, NavGroup, NavItem, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { byStage, changed, firstText, pathProblem, type Draft } from './draft';
import { byFile } from './problems';
import type { RuleProblem } from './types';

interface Props {
  draft: Draft;
  path: string;
  problems: readonly RuleProblem[];
  onShow: (path: string) => void;
  onAdd: (path: string, text: string) => void;
}

/** The files by stage, with what is wrong with each; a choice on a small screen. */
export function FileList({ draft, path, problems, onShow, onAdd }: Props): React.JSX.Element {
  const counts = byFile(problems);
  const changes = new Set(changed(draft));
  const stages = byStage(Object.keys(draft.after));
  return (
    <>
      <div className="fx-narrow-only">
        <label htmlFor="rule-file">File</label>
        <FormSelect id="rule-file" value={path} onChange={(_event, value) => onShow(value)}>
          {stages.map(([stage, files]) => (
            <FormSelectOptionGroup key={stage} label={stage}>
              {files.map((file) => <FormSelectOption key={file} value={file} label={`${file}${changes.has(file) ? ' (changed)' : ''}${counts.has(file) ? ' (problems)' : ''}`} />)}
            </FormSelectOptionGroup>
          ))}
        </FormSelect>
      </div>
      <Nav aria-label="Rule files" className="fx-wide-only fx-files">
        {stages.map(([stage, files]) => (
          <NavGroup key={stage} title={stage}>
              {files.map((file) => (
                <NavItem key={file} isActive={file === path} preventDefault to={`?file=${encodeURIComponent(file)}`} onClick={() => onShow(file)}>
                  <span className="fx-wrap">{file.slice(stage.length + 1)}</span> <Marks count={counts.get(file)} changed={changes.has(file)} />
                </NavItem>
              ))}
          </NavGroup>
        ))}
      </Nav>
      <NewFile draft={draft} onAdd={onAdd} />
    </>
  );
}

function Marks({ count, changed: isChanged }: { count: { errors: number; warnings: number } | undefined; changed: boolean }): React.JSX.Element {
  return (
    <>
      {isChanged && <Label isCompact color="blue">changed</Label>}
      {count && count.errors > 0 && <Label isCompact status="danger">{count.errors}<span className="pf-v6-screen-reader"> errors</span></Label>}
      {count && count.warnings > 0 && <Label isCompact status="warning">{count.warnings}<span className="pf-v6-screen-reader"> warnings</span></Label>}
    </>
  );
}

function NewFile({ draft, onAdd }: { draft: Draft; onAdd: Props['onAdd'] }): React.JSX.Element {
  const [path, setPath] = useState<string | null>(null);
  if (path === null) {
    return <Button variant="link" onClick={() => setPath('detection/')}>Add a file</Button>;
  }
  const problem = pathProblem(path, draft.after);
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) {
          onAdd(path, firstText(path));
          setPath(null);
        }
      }}
    >
      <FormGroup label="Path of the new file" fieldId="new-file">
        <TextInput id="new-file" value={path} onChange={(_event, value) => setPath(value)} validated={problem && path !== 'detection/' ? 'error' : 'default'} aria-describedby="new-file-help" />
        <FormHelperText><HelperText id="new-file-help"><HelperTextItem variant={problem && path !== 'detection/' ? 'error' : 'default'}>{problem ?? 'A file of rules or of scenarios.'}</HelperTextItem></HelperText></FormHelperText>
      </FormGroup>
      <div>
        <Button type="submit" isDisabled={problem !== null}>Add</Button> <Button variant="link" onClick={() => setPath(null)}>Cancel</Button>
      </div>
    </Form>
  );
}
