import { describe, expect, it } from 'vitest';
import { about, emptyForm, formOf, request } from './quietTime';
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

  it('says what it is about', () => {
    expect(about(night)).toBe('shop, db');
    expect(about({ ...night, services: [] })).toBe('all services');
    expect(about({ ...night, matchers: { service: 'a', zone: 'b' } })).toBe('service = a, zone = b');
  });
});
