import { Alert, Button, Checkbox, Divider, FormFieldGroup, FormFieldGroupHeader, FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, Radio, TextArea, TextInput } from '@patternfly/react-core';
import { Markdown } from '../common/Markdown';
import { type FormComponent, type Holds, initialValues, inside, type Values, valueAt, visible, withValue } from './form';

interface Props {
  components: readonly FormComponent[];
  values: Values;
  onChange: (values: Values) => void;
  holds: Holds;
  /** What the server says about fields, by their name. */
  problems: Readonly<Record<string, string>>;
  prefix?: string;
}

/** The fields of a Camunda form. We draw them ourselves: with form-js, themes, small screens and screen readers suffer. */
export function FormFields({ components, values, onChange, holds, problems, prefix = '' }: Props): React.JSX.Element {
  return (
    <>
      {visible(components, values, holds).map((component, index) => {
        const key = component.id ?? component.key ?? index;
        if (component.type === 'dynamiclist') {
          return <Rows key={key} of={component} values={values} onChange={onChange} holds={holds} problems={problems} prefix={prefix} />;
        }
        if (component.components) {
          return (
            <FormFieldGroup key={key} header={<FormFieldGroupHeader titleText={{ text: component.label ?? '', id: `group-${key}` }} />}>
              <FormFields components={component.components} values={values} onChange={onChange} holds={holds} problems={problems} prefix={inside(prefix, component)} />
            </FormFieldGroup>
          );
        }
        return <Field key={key} of={component} name={prefix + (component.key ?? '')} values={values} onChange={onChange} problem={problems[prefix + (component.key ?? '')]} />;
      })}
    </>
  );
}

function Rows({ of, values, onChange, holds, problems, prefix = '' }: Omit<Props, 'components'> & { of: FormComponent }): React.JSX.Element {
  const name = prefix + (of.path ?? '');
  const found = valueAt(values, name);
  const rows = (Array.isArray(found) ? found : []) as Values[];
  const set = (changed: Values[]): void => onChange(withValue(values, name, changed.length === 0 ? undefined : changed));
  const inner = of.components ?? [];
  return (
    <FormGroup role="group" label={of.label ?? name} fieldId={`list-${name}`}>
      {rows.map((row, index) => (
        <FormFieldGroup key={index} header={<FormFieldGroupHeader titleText={{ text: `${index + 1}.`, id: `row-${name}-${index}` }} actions={<Button variant="link" onClick={() => set(rows.filter((_, at) => at !== index))}>Remove</Button>} />}>
          <FormFields components={inner} values={row} onChange={(changed) => set(rows.map((one, at) => (at === index ? changed : one)))} holds={holds} problems={under(problems, `${name}[${index}].`)} />
        </FormFieldGroup>
      ))}
      <Button variant="link" onClick={() => set([...rows, initialValues(inner)])}>Add one</Button>
    </FormGroup>
  );
}

function under(problems: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(problems).filter(([name]) => name.startsWith(prefix)).map(([name, detail]) => [name.slice(prefix.length), detail]));
}

function Field({ of, name, values, onChange, problem }: { of: FormComponent; name: string; values: Values; onChange: (values: Values) => void; problem: string | undefined }): React.JSX.Element | null {
  if (of.type === 'text') {
    return <Markdown text={of.text ?? ''} />;
  }
  if (of.type === 'separator') {
    return <Divider />;
  }
  if (of.type === 'html') {
    return <p className="fx-wrap">{new DOMParser().parseFromString(of.content ?? '', 'text/html').body.textContent}</p>;
  }
  if (of.key === undefined || of.type === 'expression' || of.type === 'button') {
    return null;
  }
  const value = valueAt(values, name);
  const set = (changed: unknown): void => onChange(withValue(values, name, changed));
  const isRequired = of.validate?.required ?? false;
  const isDisabled = (of.disabled ?? false) || (of.readonly ?? false);
  const id = `field-${name}`;
  const hint = problem ?? of.description;
  const common = { id, isRequired, isDisabled, validated: problem === undefined ? ('default' as const) : ('error' as const), 'aria-describedby': hint === undefined ? undefined : `${id}-hint` };
  const help = hint === undefined ? null : (
    <FormHelperText><HelperText id={`${id}-hint`}><HelperTextItem variant={problem === undefined ? 'default' : 'error'}>{hint}</HelperTextItem></HelperText></FormHelperText>
  );
  const label = of.label ?? of.key;
  const text = value === undefined || value === null ? '' : String(value);
  switch (of.type) {
    case 'checkbox':
      return <FormGroup fieldId={id}><Checkbox id={id} label={label} isRequired={isRequired} isDisabled={isDisabled} isChecked={value === true} onChange={(_event, checked) => set(checked)} />{help}</FormGroup>;
    case 'checklist':
    case 'taglist': {
      const chosen = Array.isArray(value) ? value : [];
      return (
        <FormGroup role="group" label={label} fieldId={id} isRequired={isRequired} isStack>
          {(of.values ?? []).map((choice, index) => (
            <Checkbox key={String(choice.value)} id={`${id}-${index}`} label={choice.label ?? String(choice.value)} isDisabled={isDisabled} isChecked={chosen.includes(choice.value)} onChange={(_event, checked) => set(checked ? [...chosen, choice.value] : chosen.filter((one) => one !== choice.value))} />
          ))}
          {help}
        </FormGroup>
      );
    }
    case 'radio':
      return (
        <FormGroup role="radiogroup" label={label} fieldId={id} isRequired={isRequired} isStack>
          {(of.values ?? []).map((choice, index) => (
            <Radio key={String(choice.value)} id={`${id}-${index}`} name={id} label={choice.label ?? String(choice.value)} isDisabled={isDisabled} isChecked={value === choice.value} onChange={() => set(choice.value)} />
          ))}
          {help}
        </FormGroup>
      );
    case 'select':
      return (
        <FormGroup label={label} fieldId={id} isRequired={isRequired}>
          {of.values ? (
            <FormSelect {...common} value={text} onChange={(_event, chosen) => set((of.values ?? []).find((choice) => String(choice.value) === chosen)?.value)}>
              <FormSelectOption value="" label="–" />
              {of.values.map((choice) => <FormSelectOption key={String(choice.value)} value={String(choice.value)} label={choice.label ?? String(choice.value)} />)}
            </FormSelect>
          ) : (
            <TextInput {...common} value={text} onChange={(_event, changed) => set(changed)} />
          )}
          {help}
        </FormGroup>
      );
    case 'textarea':
      return <FormGroup label={label} fieldId={id} isRequired={isRequired}><TextArea {...common} rows={3} resizeOrientation="vertical" value={text} onChange={(_event, changed) => set(changed)} />{help}</FormGroup>;
    case 'number':
      return <FormGroup label={label} fieldId={id} isRequired={isRequired}><TextInput {...common} type="text" inputMode="decimal" value={text} onChange={(_event, changed) => set(/^-?\d+(\.\d+)?$/.test(changed) && String(Number(changed)) === changed ? Number(changed) : changed)} />{help}</FormGroup>;
    case 'datetime': {
      const type = of.subtype === 'time' ? 'time' : of.subtype === 'datetime' ? 'datetime-local' : 'date';
      return <FormGroup label={label} fieldId={id} isRequired={isRequired}><TextInput {...common} type={type} value={text} onChange={(_event, changed) => set(changed)} />{help}</FormGroup>;
    }
    case 'textfield':
      return <FormGroup label={label} fieldId={id} isRequired={isRequired}><TextInput {...common} value={text} onChange={(_event, changed) => set(changed)} />{help}</FormGroup>;
    default:
      return <Alert isInline isPlain variant="warning" title={`The console cannot show “${label}”, a field of the type ${of.type}; it is left empty.`} />;
  }
}
