import type { Point } from './types';

/** What a counter grew by in a second, between each two of its points; a counter that began anew is a gap. */
export function rates(points: readonly Point[]): Point[] {
  const found: Point[] = [];
  for (let index = 1; index < points.length; index++) {
    const [before, now] = [points[index - 1], points[index]];
    if (before && now) {
      const seconds = (Date.parse(now.time) - Date.parse(before.time)) / 1000;
      if (seconds > 0 && now.value >= before.value) {
        found.push({ time: now.time, value: (now.value - before.value) / seconds });
      }
    }
  }
  return found;
}

/** A rate for people: three digits that say something. */
export function shownRate(rate: number): string {
  return rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** The places of a line in a box of 100 by 30, the highest value at its top; nothing where a value is missing. */
export function line(values: readonly (number | null)[], most = Math.max(0, ...values.filter((value): value is number => value !== null))): string {
  let path = '';
  let isDrawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      isDrawing = false;
      return;
    }
    const x = values.length < 2 ? 50 : (index / (values.length - 1)) * 100;
    const y = 29 - (most > 0 ? (value / most) * 28 : 0);
    path += `${isDrawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    isDrawing = true;
  });
  return path;
}
