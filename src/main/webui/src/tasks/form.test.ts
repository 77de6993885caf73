import { describe, expect, it } from 'vitest';
import { type FormComponent, hasConditions, initialValues, submitted, unknownFields, valueAt, withValue } from './form';

const never = (): boolean => false;

describe('a Camunda form', () => {
  const components: FormComponent[] = [
    { type: 'text', text: 'Read' },
    { type: 'textfield', key: 'owner.name', defaultValue: 'nobody' },
    { type: 'group', path: 'plan', components: [{ type: 'number', key: 'steps', defaultValue: 3 }, { type: 'checkbox', key: 'safe', disabled: true, defaultValue: true }] },
    { type: 'group', components: [{ type: 'textarea', key: 'comment', conditional: { hide: '=owner.name = "nobody"' } }] },
    { type: 'dynamiclist', path: 'hosts', components: [{ type: 'textfield', key: 'name' }] },
  ];

  it('begins with its defaults', () => {
    expect(initialValues(components)).toEqual({ owner: { name: 'nobody' }, plan: { steps: 3, safe: true } });
  });

  it('sends what is shown and may be changed', () => {
    const values = { ...initialValues(components), comment: 'why', hosts: [{ name: 'a' }] };
    expect(submitted(components, values, never)).toEqual({ owner: { name: 'nobody' }, plan: { steps: 3 }, comment: 'why', hosts: [{ name: 'a' }] });
    expect(submitted(components, values, (expression) => expression.includes('nobody'))).not.toHaveProperty('comment');
  });

  it('keeps values by path and leaves empty ones out', () => {
    expect(valueAt({ a: { b: 1 } }, 'a.b')).toBe(1);
    expect(valueAt({}, 'constructor.name')).toBeUndefined();
    expect(withValue({ a: { b: 1, c: 2 } }, 'a.b', '')).toEqual({ a: { c: 2 } });
    expect(withValue({ a: { b: 1 } }, 'a.b', undefined)).toEqual({});
    expect(withValue({}, 'x', false)).toEqual({ x: false });
  });

  it('knows what needs FEEL and what it cannot show', () => {
    expect(hasConditions(components)).toBe(true);
    expect(hasConditions([{ type: 'text' }])).toBe(false);
    expect(unknownFields([...components, { type: 'filepicker', key: 'log', label: 'Log' }, { type: 'iframe' }])).toEqual(['Log (filepicker)']);
  });
});
