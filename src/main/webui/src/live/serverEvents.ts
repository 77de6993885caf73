/** One server-sent event. */
export interface ServerEvent {
  event: string;
  id: string | null;
  data: string;
}

/** Cuts a stream of text into server-sent events (WHATWG HTML, 9.2); comments are nothing but a sign of life. */
export class ServerEventParser {
  private rest = '';
  private event = '';
  private id: string | null = null;
  private data: string[] = [];

  /** The events that the text completes. */
  push(text: string): ServerEvent[] {
    const found: ServerEvent[] = [];
    this.rest += text;
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(this.rest);
      if (end === null) {
        return found;
      }
      const line = this.rest.slice(0, end.index);
      this.rest = this.rest.slice(end.index + end[0].length);
      const event = this.line(line);
      if (event !== null) {
        found.push(event);
      }
    }
  }

  private line(line: string): ServerEvent | null {
    if (line === '') {
      const event = this.data.length === 0 ? null : { event: this.event || 'message', id: this.id, data: this.data.join('\n') };
      this.event = '';
      this.data = [];
      return event;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.event = value;
    } else if (field === 'data') {
      this.data.push(value);
    } else if (field === 'id') {
      this.id = value;
    }
    return null;
  }
}
