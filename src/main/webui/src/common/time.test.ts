import { describe, expect, it } from 'vitest';
import { between, distance } from './time';

const now = Date.parse('2026-01-01T12:00:00Z');

describe('times for people', () => {
  it.each([
    ['2026-01-01T11:59:58Z', 'just now'],
    ['2026-01-01T11:59:00Z', '60 s ago'],
    ['2026-01-01T11:50:00Z', '10 min ago'],
    ['2026-01-01T09:00:00Z', '3 h ago'],
    ['2025-12-28T12:00:00Z', '4 d ago'],
    ['2026-01-01T12:15:00Z', 'in 15 min'],
  ])('say of %s: %s', (time, text) => {
    expect(distance(time, now)).toBe(text);
  });

  it('are never less than nothing apart', () => {
    expect(between('2026-01-01T12:00:00Z', '2026-01-01T12:01:30Z')).toBe(90);
    expect(between('2026-01-01T12:00:00Z', '2026-01-01T11:00:00Z')).toBe(0);
  });
});
