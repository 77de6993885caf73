import { describe, expect, it } from 'vitest';
import { line, rates, shownRate } from './rate';

const at = (second: number, value: number): { time: string; value: number } => ({ time: new Date(1_700_000_000_000 + second * 1000).toISOString(), value });

describe('rates of a counter', () => {
  it('are what it grew by in a second', () => {
    expect(rates([at(0, 10), at(15, 40), at(30, 40)]).map((point) => point.value)).toEqual([2, 0]);
  });

  it('leave out where it began anew, and points of one time', () => {
    expect(rates([at(0, 100), at(15, 0), at(15, 5), at(20, 10)]).map((point) => point.value)).toEqual([1]);
  });

  it('are nothing of one point', () => {
    expect(rates([at(0, 1)])).toEqual([]);
  });

  it.each([[0, '0'], [0.0312, '0.0312'], [12.34, '12.3'], [24_567.8, '24,568']])('shows %d as %s', (rate, text) => {
    expect(shownRate(rate)).toBe(text);
  });
});

describe('a line', () => {
  it('spans the box and breaks where a value is missing', () => {
    expect(line([0, 10, null, 5])).toBe('M0.0 29.0L33.3 1.0M100.0 15.0');
  });

  it('lies at the bottom without values', () => {
    expect(line([0, 0])).toBe('M0.0 29.0L100.0 29.0');
    expect(line([])).toBe('');
  });
});
