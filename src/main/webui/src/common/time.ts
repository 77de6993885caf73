export { seconds, shown } from '../figures/figures';

/** How long ago, or until when, in the largest unit: `3 min ago`, `in 2 h`, `just now`. */
export function distance(time: string, now: number): string {
  const all = (now - Date.parse(time)) / 1000;
  const size = Math.abs(all);
  if (size < 5) {
    return 'just now';
  }
  const [count, unit] = size < 90 ? [size, 's'] : size < 5400 ? [size / 60, 'min'] : size < 129_600 ? [size / 3600, 'h'] : [size / 86_400, 'd'];
  const text = `${Math.round(count)} ${unit}`;
  return all > 0 ? `${text} ago` : `in ${text}`;
}

/** The seconds between two times; not negative. */
export function between(from: string, to: string | number): number {
  return Math.max(0, ((typeof to === 'number' ? to : Date.parse(to)) - Date.parse(from)) / 1000);
}

/** A time of the day if it is today, else with its date. */
export function clock(time: string, now: number): string {
  const at = new Date(time);
  const isToday = at.toDateString() === new Date(now).toDateString();
  return isToday ? at.toLocaleTimeString(undefined, { timeStyle: 'medium' }) : at.toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' });
}
