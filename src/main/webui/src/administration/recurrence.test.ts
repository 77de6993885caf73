import { describe, expect, it } from 'vitest';
import { form, rule, spoken } from './recurrence';

describe('recurrence rules', () => {
  it.each([null, 'FREQ=DAILY', 'FREQ=MONTHLY', 'FREQ=WEEKLY', 'FREQ=WEEKLY;BYDAY=MO,FR', 'FREQ=MONTHLY;BYDAY=-1SU;COUNT=3'])('keeps %s', (text) => {
    expect(rule(form(text))).toBe(text);
  });

  it('puts days in order', () => {
    expect(rule({ kind: 'WEEKLY', days: ['SU', 'MO'], rule: '' })).toBe('FREQ=WEEKLY;BYDAY=MO,SU');
  });

  it('says them in words', () => {
    expect([null, 'FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=WEEKLY;BYDAY=TU,MO,SU', 'FREQ=YEARLY'].map(spoken)).toEqual(['once', 'every day', 'every week', 'every Monday, Tuesday, and Sunday', 'FREQ=YEARLY']);
  });

  it('takes an empty text for none', () => {
    expect(rule({ kind: 'OTHER', days: [], rule: '  ' })).toBeNull();
  });
});
