import { describe, expect, it } from 'vitest';
import { about, emptyForm, formOf, onItsDay, request } from './quietTime';
import type { QuietTime } from './types';

const night: QuietTime = {
  id: 'q', state: 'PENDING', services: ['shop', 'db'], reason: 'patches', startsAt: '2026-01-05T01:00:00Z', endsAt: '2026-01-05T03:00:00Z',
  recurrence: 'FREQ=WEEKLY;BYDAY=MO', timeZone: 'Europe/Berlin', endedAt: null, next: null, createdBy: 'ada', createdAt: '2026-01-01T00:00:00Z',
};

describe('a quiet time', () => {
  it('is edited on the clock of its zone, and sent as it was', () => {
    expect(formOf(night).start).toBe('2026-01-05T02:00');
    expect(request('maintenance-windows', formOf(night))).toEqual({
      services: ['shop', 'db'], reason: 'patches', startsAt: '2026-01-05T01:00:00Z', endsAt: '2026-01-05T03:00:00Z', recurrence: 'FREQ=WEEKLY;BYDAY=MO', timeZone: 'Europe/Berlin',
    });
  });

  it('of a silence has matchers, without empty rows', () => {
    const form = { ...emptyForm(new Date('2026-01-05T01:00:00Z'), 'UTC'), matchers: [['service ', 'shop'], ['', '']] as [string, string][] };
    expect(request('silences', form)).toEqual({ matchers: { service: 'shop' }, reason: '', startsAt: '2026-01-05T01:00:00Z', endsAt: '2026-01-05T03:00:00Z', timeZone: 'UTC' });
  });

  it('leaves out times that are none', () => {
    expect(request('silences', { ...emptyForm(new Date(), 'UTC'), start: '', end: 'x' })).not.toHaveProperty('startsAt');
  });

  it('begins on the first of its days', () => {
    const wednesday = { ...emptyForm(new Date('2026-11-25T22:00:00Z'), 'UTC'), recurrence: { kind: 'WEEKLY' as const, days: ['MO' as const, 'SU' as const], rule: '' } };
    expect(onItsDay(wednesday)).toMatchObject({ start: '2026-11-29T22:00', end: '2026-11-30T00:00' });
    expect(onItsDay({ ...wednesday, recurrence: { ...wednesday.recurrence, days: ['WE'] } }).start).toBe('2026-11-25T22:00');
    expect(onItsDay({ ...wednesday, recurrence: { ...wednesday.recurrence, kind: 'DAILY' } }).start).toBe('2026-11-25T22:00');
  });

  it('says what it is about', () => {
    expect(about(night)).toBe('shop, db');
    expect(about({ ...night, services: [] })).toBe('all services');
    expect(about({ ...night, matchers: { service: 'a', zone: 'b' } })).toBe('service = a, zone = b');
  });
});
