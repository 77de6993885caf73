/** A component of a Camunda form, as far as the console knows it. */
export interface FormComponent {
  type: string;
  id?: string;
  key?: string;
  path?: string;
  label?: string;
  description?: string;
  text?: string;
  content?: string;
  subtype?: string;
  disabled?: boolean;
  readonly?: boolean;
  defaultValue?: unknown;
  values?: { label?: string; value: unknown }[];
  valuesKey?: string;
  validate?: { required?: boolean; minLength?: number | string; maxLength?: number | string; min?: number | string; max?: number | string };
  conditional?: { hide?: string };
  components?: FormComponent[];
}

export interface FormSchema {
  components: FormComponent[];
}

export type Values = Record<string, unknown>;

/** The value of a key, whose dots lead into objects. */
export function valueAt(values: Values, key: string): unknown {
  let value: unknown = values;
  for (const part of key.split('.')) {
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Values)[part] : undefined;
  }
  return value;
}

/** The values with another one at the key; an empty one is left out. */
export function withValue(values: Values, key: string, value: unknown): Values {
  const [first = '', ...rest] = key.split('.');
  const { [first]: before, ...others } = values;
  if (rest.length === 0) {
    return value === undefined || value === '' ? others : { ...others, [first]: value };
  }
  const inner = withValue(typeof before === 'object' && before !== null ? (before as Values) : {}, rest.join('.'), value);
  return Object.keys(inner).length === 0 ? others : { ...others, [first]: inner };
}

/** What a form begins with. */
export function initialValues(components: readonly FormComponent[], prefix = ''): Values {
  let values: Values = {};
  for (const component of components) {
    if (component.components && component.type !== 'dynamiclist') {
      values = { ...values, ...initialValues(component.components, inside(prefix, component)) };
    } else if (component.key !== undefined && component.defaultValue !== undefined && component.defaultValue !== null) {
      values = withValue(values, prefix + component.key, component.defaultValue);
    }
  }
  return values;
}

/** Before the keys of what is in a group. */
export function inside(prefix: string, component: FormComponent): string {
  return component.path === undefined || component.path === '' ? prefix : `${prefix}${component.path}.`;
}

/** Decides whether a FEEL expression holds for the values. */
export type Holds = (expression: string, values: Values) => boolean;

/** The components that are shown for the values. */
export function visible(components: readonly FormComponent[], values: Values, holds: Holds): FormComponent[] {
  return components.filter((component) => component.conditional?.hide === undefined || !holds(component.conditional.hide, values));
}

/** Whether a form needs FEEL to be shown. */
export function hasConditions(components: readonly FormComponent[]): boolean {
  return components.some((component) => component.conditional?.hide !== undefined || (component.components !== undefined && hasConditions(component.components)));
}

/** What is sent: the values of what is shown, so that a hidden field says nothing. */
export function submitted(components: readonly FormComponent[], values: Values, holds: Holds, prefix = ''): Values {
  let sent: Values = {};
  const add = (key: string): void => {
    const value = valueAt(values, key);
    if (value !== undefined) {
      sent = withValue(sent, key, value);
    }
  };
  for (const component of visible(components, values, holds)) {
    if (component.type === 'dynamiclist') {
      add(prefix + (component.path ?? ''));
    } else if (component.components) {
      const inner = submitted(component.components, values, holds, inside(prefix, component));
      sent = merged(sent, inner);
    } else if (component.key !== undefined && !component.disabled && !component.readonly) {
      add(prefix + component.key);
    }
  }
  return sent;
}

function merged(one: Values, other: Values): Values {
  const all: Values = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const before = all[name];
    all[name] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return all;
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const KNOWN = new Set(['text', 'html', 'image', 'separator', 'spacer', 'button', 'group', 'dynamiclist', 'textfield', 'textarea', 'number', 'checkbox', 'select', 'radio', 'checklist', 'taglist', 'datetime', 'expression']);

/** The fields that the console cannot show, although something may have to be filled in. */
export function unknownFields(components: readonly FormComponent[]): string[] {
  return components.flatMap((component) => [
    ...(component.key !== undefined && !KNOWN.has(component.type) ? [`${component.label ?? component.key} (${component.type})`] : []),
    ...unknownFields(component.components ?? []),
  ]);
}
