import type {
  AlterClientQuotasRequest,
  AlterConfigsRequest,
  DescribeClientQuotasRequest,
  DescribeConfigsRequest,
  IncrementalAlterConfigsRequest,
} from '../wire/kafka/messages.ts';
import { decide } from './controller.ts';
import { ERR } from './errors.ts';
import type { MetadataRecord } from './image.ts';
import { property } from './properties.ts';
import { reply } from './reply.ts';
import { BROKER_SETTINGS, listOf, type Setting, type SettingType, settingProblem, TOPIC_SETTINGS } from './settings.ts';
import type { Asked, LogOut, LogState } from './state.ts';

/* Settings asked for and changed. KAFKA: ConfigHelper, ConfigurationControlManager */

const TOPIC = 2;
const BROKER = 4;
/** KAFKA: DescribeConfigsResponse.ConfigSource */
const SOURCE = { topic: 1, dynamicBroker: 2, dynamicDefault: 3, staticBroker: 4, preset: 5 } as const;
/** KAFKA: DescribeConfigsResponse.ConfigType */
const TYPES: Readonly<Record<SettingType, number>> = { boolean: 1, string: 2, int: 3, long: 5, double: 6, list: 7 };

/** Why a topic or broker cannot be given a setting, or null. */
export function configProblem(of: 'topic' | 'broker', name: string, value: string): string | null {
  const setting = (of === 'topic' ? TOPIC_SETTINGS : BROKER_SETTINGS).get(name);
  if (setting === undefined) return of === 'topic' ? `Unknown topic config name: ${name}` : null;
  return settingProblem(setting, value);
}

interface Entry {
  readonly value: string;
  readonly source: number;
}

function topicEntry(s: LogState, topic: string, setting: Setting): Entry {
  const own = s.image.configs.get(`topic ${topic}`)?.get(setting.name);
  if (own !== undefined) return { value: own, source: SOURCE.topic };
  const behind = setting.broker === null ? undefined : BROKER_SETTINGS.get(setting.broker);
  return behind === undefined ? { value: setting.preset, source: SOURCE.preset } : brokerEntry(s, behind);
}

/** What a topic that is being made will be told, as its maker hears it: all settings by name. */
export function newTopicConfigs(s: LogState, given: readonly { name: string; value: string | null }[]): object[] {
  const own = new Map(given.map(({ name, value }) => [name, value]));
  return [...TOPIC_SETTINGS.values()]
    .filter(({ name }) => !name.startsWith('internal.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((setting) => {
      const told = own.get(setting.name);
      const { value, source } = told == null ? topicEntry(s, '', setting) : { value: told, source: SOURCE.topic };
      return { name: setting.name, value, readOnly: false, configSource: source, isSensitive: false };
    });
}

function brokerEntry(s: LogState, { name, preset }: Setting): Entry {
  const own = s.image.configs.get(`broker ${s.config.nodeId}`)?.get(name);
  if (own !== undefined) return { value: own, source: SOURCE.dynamicBroker };
  const all = s.image.configs.get('broker ')?.get(name);
  if (all !== undefined) return { value: all, source: SOURCE.dynamicDefault };
  const given = s.config.properties[name];
  // KAFKA: KIP-966; a cluster with eligible leader replicas is born with this one as a setting of its own.
  if (given === undefined && name === 'min.insync.replicas') return { value: preset, source: SOURCE.dynamicDefault };
  return given === undefined ? { value: preset, source: SOURCE.preset } : { value: given, source: SOURCE.staticBroker };
}

export function describeConfigs(s: LogState, asked: Asked<DescribeConfigsRequest>, out: LogOut): void {
  const results = asked.body.resources.map(({ resourceType, resourceName, configurationKeys }) => {
    const base = { errorCode: 0, errorMessage: null, resourceType, resourceName, configs: [] };
    const entries = entriesOf(s, resourceType, resourceName);
    if ('errorCode' in entries) return { ...base, ...entries };
    const configs = [...entries]
      .filter(([name]) => configurationKeys === null || configurationKeys.includes(name))
      .map(([name, [setting, { value, source }]]) => ({
        name,
        value,
        readOnly: resourceType === BROKER && !setting.dynamic,
        isDefault: source === SOURCE.preset,
        configSource: source,
        isSensitive: false,
        synonyms: asked.body.includeSynonyms && source !== SOURCE.preset ? [{ name, value, source }] : [],
        configType: TYPES[setting.type],
        documentation: null,
      }));
    return { ...base, configs };
  });
  reply(s, asked.to, { throttleTimeMs: 0, results }, out);
}

type Entries = Map<string, readonly [Setting, Entry]>;

function entriesOf(s: LogState, type: number, name: string): Entries | { errorCode: number; errorMessage: string } {
  const entries: Entries = new Map();
  if (type === TOPIC) {
    if (!s.image.topics.has(name))
      return {
        errorCode: ERR.UNKNOWN_TOPIC_OR_PARTITION,
        errorMessage: 'This server does not host this topic-partition.',
      };
    for (const setting of TOPIC_SETTINGS.values())
      if (!setting.name.startsWith('internal.')) entries.set(setting.name, [setting, topicEntry(s, name, setting)]);
    return entries;
  }
  if (type !== BROKER) return { errorCode: ERR.INVALID_REQUEST, errorMessage: `Unsupported resource type: ${type}` };
  if (name === '') {
    for (const [key, value] of s.image.configs.get('broker ') ?? []) {
      const setting = BROKER_SETTINGS.get(key);
      if (setting !== undefined) entries.set(key, [setting, { value, source: SOURCE.dynamicDefault }]);
    }
    return entries;
  }
  if (name !== String(s.config.nodeId)) {
    return {
      errorCode: ERR.INVALID_REQUEST,
      errorMessage: `Unexpected broker id, expected ${s.config.nodeId} or empty string, but received ${name}`,
    };
  }
  for (const setting of BROKER_SETTINGS.values())
    if (!setting.name.startsWith('internal.')) entries.set(setting.name, [setting, brokerEntry(s, setting)]);
  entries.set('node.id', [fixed('node.id'), { value: String(s.config.nodeId), source: SOURCE.staticBroker }]);
  return entries;
}

const fixed = (name: string): Setting => ({
  name,
  type: 'int',
  preset: '',
  min: 0,
  max: 0,
  oneOf: null,
  broker: null,
  dynamic: false,
});

// --- changing ---------------------------------------------------------------------------------------------------

const SET = 0;
const DELETE = 1;
const APPEND = 2;
const SUBTRACT = 3;

interface Change {
  readonly name: string;
  readonly operation: number;
  readonly value: string | null;
}

export function incrementalAlterConfigs(s: LogState, asked: Asked<IncrementalAlterConfigsRequest>, out: LogOut): void {
  const records: MetadataRecord[] = [];
  const responses = asked.body.resources.map(({ resourceType, resourceName, configs }) => {
    const changes = configs.map(({ name, configOperation, value }) => ({ name, operation: configOperation, value }));
    return { resourceType, resourceName, ...alter(s, resourceType, resourceName, changes, records) };
  });
  decide(s, asked, asked.body.validateOnly ? [] : records, { throttleTimeMs: 0, responses }, out);
}

/** All of a resource at once: what is not named goes back to its default. */
export function alterConfigs(s: LogState, asked: Asked<AlterConfigsRequest>, out: LogOut): void {
  const records: MetadataRecord[] = [];
  const responses = asked.body.resources.map(({ resourceType, resourceName, configs }) => {
    const now =
      (s.controller?.image ?? s.image).configs.get(resourceOf(resourceType, resourceName)) ?? new Map<string, string>();
    const gone = [...now.keys()].filter((name) => !configs.some((one) => one.name === name));
    const changes = [
      ...gone.map((name) => ({ name, operation: DELETE, value: null })),
      ...configs.map(({ name, value }) => ({ name, operation: SET, value })),
    ];
    return { resourceType, resourceName, ...alter(s, resourceType, resourceName, changes, records) };
  });
  decide(s, asked, asked.body.validateOnly ? [] : records, { throttleTimeMs: 0, responses }, out);
}

const resourceOf = (type: number, name: string): string => (type === TOPIC ? `topic ${name}` : `broker ${name}`);

function alter(
  s: LogState,
  type: number,
  name: string,
  changes: readonly Change[],
  records: MetadataRecord[],
): { errorCode: number; errorMessage: string | null } {
  const image = s.controller?.image ?? s.image;
  if (type !== TOPIC && type !== BROKER)
    return { errorCode: ERR.INVALID_REQUEST, errorMessage: `Unsupported resource type: ${type}` };
  if (type === TOPIC && !image.topics.has(name)) {
    return { errorCode: ERR.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: `The topic '${name}' does not exist.` };
  }
  const made: MetadataRecord[] = [];
  for (const change of changes) {
    const value = changed(s, type, name, change);
    if (typeof value === 'object' && value !== null) return value;
    if (value !== null) {
      const problem = configProblem(type === TOPIC ? 'topic' : 'broker', change.name, value);
      if (problem !== null) return { errorCode: ERR.INVALID_CONFIG, errorMessage: problem };
    }
    made.push({ type: 'ConfigRecord', resource: resourceOf(type, name), name: change.name, value });
  }
  records.push(...made);
  return { errorCode: 0, errorMessage: null };
}

/** The value after a change: null for the default. */
function changed(
  s: LogState,
  type: number,
  resource: string,
  { name, operation, value }: Change,
): string | null | { errorCode: number; errorMessage: string } {
  if (operation === DELETE) return null;
  if (value === null) return { errorCode: ERR.INVALID_CONFIG, errorMessage: `Null value not supported for : ${name}` };
  if (operation === SET) return value;
  const setting = (type === TOPIC ? TOPIC_SETTINGS : BROKER_SETTINGS).get(name);
  if (setting?.type !== 'list') {
    const verb = operation === APPEND ? 'APPEND' : 'SUBTRACT';
    return {
      errorCode: ERR.INVALID_CONFIG,
      errorMessage: `Can't ${verb} to key ${name} because its type is not LIST.`,
    };
  }
  const image = s.controller?.image ?? s.image;
  const own = image.configs.get(resourceOf(type, resource))?.get(name);
  const now = listOf(own ?? (setting.broker === null ? setting.preset : property(s, setting.broker)));
  const given = listOf(value);
  const next =
    operation === SUBTRACT
      ? now.filter((one) => !given.includes(one))
      : [...now, ...given.filter((one) => !now.includes(one))];
  return next.join(',');
}

// --- quotas -----------------------------------------------------------------------------------------------------

type Entity = readonly { readonly entityType: string; readonly entityName: string | null }[];

/** As a key of the image: `client-id=x,user=` where an empty name is the default's. */
function entityKey(entity: Entity): string {
  return [...entity]
    .sort((a, b) => (a.entityType < b.entityType ? -1 : 1))
    .map(({ entityType, entityName }) => `${entityType}=${entityName ?? ''}`)
    .join(',');
}

function entityOf(key: string): { entityType: string; entityName: string | null }[] {
  return key.split(',').map((part) => {
    const at = part.indexOf('=');
    const name = part.slice(at + 1);
    return { entityType: part.slice(0, at), entityName: name === '' ? null : name };
  });
}

const QUOTAS = new Set([
  'producer_byte_rate',
  'consumer_byte_rate',
  'request_percentage',
  'controller_mutation_rate',
  'connection_creation_rate',
]);

export function alterClientQuotas(s: LogState, asked: Asked<AlterClientQuotasRequest>, out: LogOut): void {
  const records: MetadataRecord[] = [];
  const entries = asked.body.entries.map(({ entity, ops }) => {
    const bad = ops.find(({ key }) => !QUOTAS.has(key));
    if (bad !== undefined)
      return { errorCode: ERR.INVALID_REQUEST, errorMessage: `Invalid configuration key ${bad.key}`, entity };
    for (const { key, value, remove } of ops) {
      records.push({ type: 'ClientQuotaRecord', entity: entityKey(entity), key, value: remove ? null : value });
    }
    return { errorCode: 0, errorMessage: null, entity };
  });
  decide(s, asked, asked.body.validateOnly ? [] : records, { throttleTimeMs: 0, entries }, out);
}

export function describeClientQuotas(s: LogState, asked: Asked<DescribeClientQuotasRequest>, out: LogOut): void {
  const { components, strict } = asked.body;
  const entries = [...s.image.quotas].flatMap(([key, values]) => {
    const entity = entityOf(key);
    const fits = components.every(({ entityType, matchType, match }) => {
      const one = entity.find((part) => part.entityType === entityType);
      if (one === undefined) return false;
      return matchType === 2 || (matchType === 1 ? one.entityName === null : one.entityName === match);
    });
    if (!fits || (strict && entity.length !== components.length)) return [];
    return [{ entity, values: [...values].map(([name, value]) => ({ key: name, value })) }];
  });
  reply(s, asked.to, { throttleTimeMs: 0, errorCode: 0, errorMessage: null, entries }, out);
}
