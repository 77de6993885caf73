/** Times on the clock of a zone. A local time is what `<input type="datetime-local">` has: `2026-11-25T10:00`. */

/** The instant as the clock of the zone shows it, to the minute. */
export function localTime(instant: string, zone: string): string {
  const time = new Date(instant);
  const shown = new Date(time.getTime() + offset(time, zone));
  return shown.toISOString().slice(0, 16);
}

/**
 * The instant of a local time; the earlier one where clocks show it twice, and as much later as the change where they
 * skip it. Null if it is no time.
 */
export function instant(local: string, zone: string): string | null {
  const wanted = Date.parse(`${local.length === 16 ? `${local}:00` : local}Z`);
  if (Number.isNaN(wanted)) {
    return null;
  }
  const candidates = [-1, 1].map((day) => wanted - offset(new Date(wanted + day * 86_400_000), zone));
  const exact = candidates.filter((candidate) => candidate + offset(new Date(candidate), zone) === wanted);
  const chosen = exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
  return new Date(chosen).toISOString().replace('.000Z', 'Z');
}

/** How much the clock of the zone is ahead of UTC, in milliseconds. */
function offset(time: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(time);
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(time.getTime() / 1000) * 1000;
}

/** The zone of this browser, where it says one that the server knows, too. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** All zones, UTC first. */
export function zones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}
