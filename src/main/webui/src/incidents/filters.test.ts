import { describe, expect, it } from 'vitest';
import { asked, read, write } from './filters';

describe('filters of the list of incidents', () => {
  it('shows what is open unless something else is chosen', () => {
    expect(read(new URLSearchParams()).status).toEqual(['OPEN', 'RECOVERING', 'ESCALATED']);
    expect(read(new URLSearchParams('status=')).status).toEqual([]);
    expect(write(read(new URLSearchParams()))).toEqual({});
  });

  it.each(['status=CLOSED', 'status=&page=3', 'severity=MAJOR%2CMINOR&sort=-severity', 'q=a%26b&service=%3Cb%3E&assignee=ada&from=2026-01-01T00%3A00'])('keeps %s', (address) => {
    const again = new URLSearchParams(write(read(new URLSearchParams(address))));
    again.sort();
    const once = new URLSearchParams(address);
    once.sort();
    expect(again.toString()).toBe(once.toString());
  });

  it('leaves out what it does not know', () => {
    expect(read(new URLSearchParams('status=GONE,OPEN&sort=evil&page=-2'))).toMatchObject({ status: ['OPEN'], sort: '-openedAt', page: 1 });
  });

  it('asks for pages from 0, and for times in UTC', () => {
    const query = asked({ ...read(new URLSearchParams('page=2')), from: '2026-01-01T00:00Z', to: 'x' }, 50);
    expect(query).toMatchObject({ page: 1, size: 50, from: '2026-01-01T00:00:00.000Z', to: '', status: 'OPEN,RECOVERING,ESCALATED' });
  });
});
