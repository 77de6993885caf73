import { describe, expect, it } from 'vitest';
import { instant, localTime } from './zonedTime';

describe('times on the clock of a zone', () => {
  it.each([
    ['2026-01-05T10:00', 'Europe/Berlin', '2026-01-05T09:00:00Z'],
    ['2026-07-05T10:00', 'Europe/Berlin', '2026-07-05T08:00:00Z'],
    ['2026-07-05T00:30', 'America/New_York', '2026-07-05T04:30:00Z'],
    ['2026-07-05T00:30', 'Pacific/Auckland', '2026-07-04T12:30:00Z'],
    ['2026-07-05T10:00', 'UTC', '2026-07-05T10:00:00Z'],
  ])('%s in %s is %s, and back', (local, zone, expected) => {
    expect(instant(local, zone)).toBe(expected);
    expect(localTime(expected, zone)).toBe(local);
  });

  it('takes the first of two, and moves what is skipped behind the change', () => {
    expect(instant('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z');
    expect(instant('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
    expect(localTime('2026-03-29T01:30:00Z', 'Europe/Berlin')).toBe('2026-03-29T03:30');
  });

  it('knows what is no time', () => {
    expect(instant('', 'UTC')).toBeNull();
    expect(instant('tomorrow', 'UTC')).toBeNull();
  });
});
