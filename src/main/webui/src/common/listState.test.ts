import { describe, expect, it } from 'vitest';
import { readListState, writeListState } from './listState';

const OTHERWISE = { sort: '-openedAt', filters: { status: 'OPEN' } };
const read = (text: string): ReturnType<typeof readListState> => readListState(new URLSearchParams(text), ['status', 'q'], OTHERWISE);

describe('the state of a list in the address', () => {
  it('is as usual without an address', () => {
    expect(read('')).toEqual({ filters: { status: 'OPEN', q: '' }, sort: '-openedAt', page: 1, size: 50 });
  });

  it.each(['', 'status=', 'q=a+b&sort=severity&page=3&size=100', 'status=CLOSED'])('is written as it is read: %s', (text) => {
    expect(writeListState(read(text), OTHERWISE).toString()).toBe(text);
  });

  it('takes nonsense to be as usual', () => {
    expect(read('page=-1&size=7')).toMatchObject({ page: 1, size: 50 });
    expect(read('page=x')).toMatchObject({ page: 1 });
  });
});
