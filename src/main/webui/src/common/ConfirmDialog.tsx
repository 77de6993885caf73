import { Alert, Button, type ButtonProps, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from '@patternfly/react-core';
import { type ReactNode, useState } from 'react';

interface Props {
  title: string;
  /** What will be done. */
  children?: ReactNode;
  /** On the button that does it. */
  action: string;
  variant?: ButtonProps['variant'];
  /** A text is asked for, under this name. */
  text?: { label: string; isRequired: boolean; start?: string };
  /** False while something else in the dialog is missing. */
  isReady?: boolean;
  /** Does it; what it throws is shown and the dialog stays. */
  onConfirm: (text: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is done, and why it is done. */
export function ConfirmDialog({ title, children, action, variant = 'primary', text, isReady = true, onConfirm, onClose }: Props): React.JSX.Element {
  const [value, setValue] = useState(text?.start ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const mayConfirm = !isBusy && isReady && (!text?.isRequired || value.trim() !== '');

  async function confirm(): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      await onConfirm(value.trim());
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setIsBusy(false);
    }
  }

  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="confirm-title">
      <ModalHeader title={title} labelId="confirm-title" />
      <ModalBody>
        {problem !== null && <Alert isInline isLiveRegion variant="danger" title={problem} className="fx-mb-md" />}
        <Form
          id="confirm-form"
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && mayConfirm) {
              event.preventDefault();
              void confirm();
            }
          }}
          onSubmit={(event) => {
            event.preventDefault();
            if (mayConfirm) {
              void confirm();
            }
          }}
        >
          {children}
          {text && (
            <FormGroup label={text.label} fieldId="confirm-text" isRequired={text.isRequired}>
              <TextArea id="confirm-text" value={value} rows={3} resizeOrientation="vertical" isRequired={text.isRequired} onChange={(_event, changed) => setValue(changed)} />
            </FormGroup>
          )}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="confirm-form" variant={variant} isDisabled={!mayConfirm} isLoading={isBusy}>{action}</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}
