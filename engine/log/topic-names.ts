/** What a topic may be called, in Kafka's words; null where the name is good. KAFKA: Topic.validate */
export function topicNameError(name: string): string | null {
  if (name === '') return 'Topic name is invalid: the empty string is not allowed';
  if (name === '.' || name === '..') return `Topic name is invalid: '${name}' is not allowed`;
  if (name.length > 249)
    return `Topic name is invalid: the length of '${name}' is longer than the max allowed length 249`;
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `Topic name is invalid: '${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  }
  return null;
}

/** Two names whose metrics would be one. KAFKA: Topic.hasCollision */
export function namesCollide(a: string, b: string): boolean {
  return a.replaceAll('.', '_') === b.replaceAll('.', '_');
}

export const OFFSETS_TOPIC = '__consumer_offsets';
export const TXN_TOPIC = '__transaction_state';

export function isInternal(name: string): boolean {
  return name === OFFSETS_TOPIC || name === TXN_TOPIC || name === '__share_group_state';
}
