import { describe, expect, it } from 'vitest';
import { csv } from './csv';

describe('CSV', () => {
  it('ends each row with CRLF and quotes what needs it', () => {
    expect(csv(['a', 'b'], [['x,y', 'say "hi"'], ['two\nlines', ' blank']])).toBe('a,b\r\n"x,y","say ""hi"""\r\n"two\nlines"," blank"\r\n');
  });

  it('keeps numbers, also negative ones, and leaves out what is none', () => {
    expect(csv(['n'], [[-1.5], [null], [Number.NaN], [undefined], [true]])).toBe('n\r\n-1.5\r\n\r\n\r\n\r\ntrue\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u00a0=1', '＝1'])('makes %j harmless', (text) => {
    expect(csv([], [[text]]).split('\r\n').slice(1).join('').replace(/^"/, '')).toMatch(/^'/);
  });

  it('guards the header, too', () => {
    expect(csv(['=cmd'], [])).toBe("'=cmd\r\n");
  });
});
