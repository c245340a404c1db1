import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API_VERSIONS } from '../../log/api-versions.ts';
import { apiOf } from '../../wire/kafka/apis.ts';
import { decodeRequest, decodeResponse } from '../../wire/kafka/frames.ts';
import { ApiKey, type ApiVersionsResponse } from '../../wire/kafka/messages.ts';
import { differencesOf, recordedConversations } from './kafka-transcript.ts';
import { taggedSimplifications } from './tagged-simplifications.ts';

/*
 * The second half of engine/log/FIDELITY.md: what is compared with a real Kafka 4.1 in every test run and where the answers differ, request
 * by request; what a real broker serves and ours does not; and the simplifications tagged in the code. The first half, what
 * is the same and what is not there, is written by hand.
 */

const ENGINE = fileURLToPath(new URL('../..', import.meta.url));

export const FIDELITY_FILE = join(ENGINE, 'log', 'FIDELITY.md');

const nameOf = (key: number): string => apiOf(key)?.name ?? String(key);

/** What the real broker said it serves when a client of its own release asked. */
function servedByKafka(): Map<number, readonly [number, number]> {
  const file = new URL('recorded/kafka/wire.jsonl', import.meta.url);
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [said, heard] = JSON.parse(line) as [string, string | null];
    const request = decodeRequest(new Uint8Array(Buffer.from(said, 'hex')));
    if (heard === null || request.kind === 'malformed') continue;
    const { apiKey, apiVersion } = request.header;
    if (apiKey !== ApiKey.ApiVersions || apiVersion < 3) continue;
    const response = decodeResponse(apiKey, apiVersion, new Uint8Array(Buffer.from(heard, 'hex')));
    if (response.kind === 'malformed') continue;
    const { apiKeys } = response.body as ApiVersionsResponse;
    return new Map(apiKeys.map((one) => [one.apiKey, [one.minVersion, one.maxVersion]]));
  }
  throw new Error('no ApiVersions was recorded');
}

function versionRows(): string[] {
  return [...servedByKafka()]
    .sort(([a], [b]) => a - b)
    .flatMap(([key, [first, last]]) => {
      const ours = API_VERSIONS.get(key);
      if (ours !== undefined && ours[0] === first && ours[1] === last) return [];
      return [
        `| ${nameOf(key)} | ${first} to ${last} | ${ours === undefined ? 'not served' : `${ours[0]} to ${ours[1]}`} |`,
      ];
    });
}

/** By request: how many were asked, and how many answers of ours differ. */
export async function comparedRequests(): Promise<Map<number, { asked: number; different: number }>> {
  const counts = new Map<number, { asked: number; different: number }>();
  for (const conversation of recordedConversations()) {
    for (const { ask } of conversation.said) {
      const count = counts.get(ask.key) ?? { asked: 0, different: 0 };
      counts.set(ask.key, count);
      count.asked++;
    }
    for (const { said } of await differencesOf(conversation, true)) counts.get(said.ask.key)!.different++; // counted above
  }
  return counts;
}

/** What stands between the two halves. */
const BORDER = '<!-- From here on written by engine/testing/oracles/write-fidelity-log.ts -->';

/** What the file must say, given what it says now. */
export async function fidelityText(now: string): Promise<string> {
  const byHand = (now.split(BORDER)[0] ?? '').trimEnd();
  const counts = [...(await comparedRequests())].sort(([a], [b]) => a - b);
  const sum = (of: (one: { asked: number; different: number }) => number): number =>
    counts.reduce((total, [, one]) => total + of(one), 0);
  const tagged = [
    ...taggedSimplifications(join(ENGINE, 'log'), ENGINE),
    ...taggedSimplifications(join(ENGINE, 'wire', 'kafka'), ENGINE),
  ];
  return `${byHand}

${BORDER}

## What is compared in every test run

- What kafkajs, librdkafka and Kafka's own tools said to a real broker and what it answered: read and written again byte for byte.
- Where real producers put 100,000 keys: Java, kafkajs (both partitioners), librdkafka (four).
- ${recordedConversations().length} random conversations of their own seeds, ${sum((one) => one.asked)} requests. After an answer that differs the rest of that
  conversation goes on from another state, so one difference is counted as many as follow from it: ${sum((one) => one.different)} answers differ.

| request | asked | answers that differ |
|---|---|---|
${counts.map(([key, { asked, different }]) => `| ${nameOf(key)} | ${asked} | ${different === 0 ? '' : different} |`).join('\n')}

Left out of the comparison: times of the broker's own clock, topic and cluster ids, addresses, the leader told with an error. Ids of
producers and members are compared by the order in which they were first heard of.

## What the real broker serves and this one does not

| request | Kafka 4.1 | here |
|---|---|---|
${versionRows().join('\n')}

## Tagged in the code

${tagged.join('\n')}
`;
}
