import { describe, expect, it } from 'vitest';
import { NO_EDIT, topologyLine } from './topology-line.ts';

describe('an edit of a topology', () => {
  it('is the line that rabbitmqadmin would be given', () => {
    expect(topologyLine({ ...NO_EDIT, name: 'orders' })).toBe('declare queue name=orders durable=true');
    expect(
      topologyLine({ ...NO_EDIT, name: 'late', args: { 'x-message-ttl': '5000', 'x-single-active-consumer': 'true' } }),
    ).toBe('declare queue name=late durable=true arguments={"x-message-ttl":5000,"x-single-active-consumer":true}');
    expect(topologyLine({ ...NO_EDIT, part: 'exchange', name: 'media', type: 'topic', durable: false })).toBe(
      'declare exchange name=media type=topic durable=false',
    );
    expect(
      topologyLine({ ...NO_EDIT, part: 'binding', source: 'media', destination: 'two words', key: 'image.*' }),
    ).toBe('declare binding source=media destination="two words" routing_key=image.*');
    expect(topologyLine({ ...NO_EDIT, act: 'delete', name: 'orders', args: { 'x-max-length': '1' } })).toBe(
      'delete queue name=orders',
    );
  });

  it('is none while what it is about has no name', () => {
    expect(topologyLine(NO_EDIT)).toBe('');
    expect(topologyLine({ ...NO_EDIT, part: 'binding', source: 'media' })).toBe('');
  });
});
