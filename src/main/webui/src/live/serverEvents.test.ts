import { describe, expect, it } from 'vitest';
import { ServerEventParser } from './serverEvents';

describe('server-sent events', () => {
  it('are cut out of a stream, however it is parted', () => {
    const text = ': hello\n\nid: 7\nevent: incident\ndata: {"id":"a"}\n\nevent: task\ndata: 1\ndata: 2\n\n: alive\n';
    for (let size = 1; size < text.length; size++) {
      const parser = new ServerEventParser();
      const found = [];
      for (let at = 0; at < text.length; at += size) {
        found.push(...parser.push(text.slice(at, at + size)));
      }
      expect(found).toEqual([{ event: 'incident', id: '7', data: '{"id":"a"}' }, { event: 'task', id: '7', data: '1\n2' }]);
    }
  });

  it('end their lines in any of three ways', () => {
    expect(new ServerEventParser().push('event:a\r\ndata:1\r\n\r\ndata:2\r\rdata:3\n\n')).toEqual([
      { event: 'a', id: null, data: '1' },
      { event: 'message', id: null, data: '2' },
      { event: 'message', id: null, data: '3' },
    ]);
  });

  it('without data are none', () => {
    expect(new ServerEventParser().push('event: incident\n\nretry: 5\n\n')).toEqual([]);
  });
});
