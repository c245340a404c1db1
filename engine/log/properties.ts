import type { ClusterImage } from './image.ts';
import { BROKER_SETTINGS, TOPIC_SETTINGS } from './settings.ts';
import type { LogState } from './state.ts';
import { type TopicConfig, topicConfig } from './topic-config.ts';

/*
 * What a setting is: asked of the broker (its dynamic settings, the cluster's, server.properties, the default) or of a
 * topic (its own first). KAFKA: DynamicBrokerConfig
 */

/** A broker's setting as text. */
export function property(s: LogState, name: string): string {
  return (
    s.image.configs.get(`broker ${s.config.nodeId}`)?.get(name) ??
    s.image.configs.get('broker ')?.get(name) ??
    s.config.properties[name] ??
    shipped(s, name) ??
    BROKER_SETTINGS.get(name)?.preset ??
    ''
  );
}

/**
 * The server.properties that comes with Kafka is for one broker: its internal topics have one replica. With fewer than
 * three brokers it is meant here too.
 */
function shipped(s: LogState, name: string): string | null {
  const { length } = s.config.brokers;
  if (length >= 3) return null;
  if (name === 'offsets.topic.replication.factor' || name === 'transaction.state.log.replication.factor')
    return String(length);
  return name === 'transaction.state.log.min.isr' ? '1' : null;
}

/** A broker's setting as a number; beyond 2^53 nothing can be told apart, nor need it. */
export function number(s: LogState, name: string): number {
  return Math.min(Number(property(s, name)), Number.MAX_SAFE_INTEGER);
}

export function isOn(s: LogState, name: string): boolean {
  return property(s, name).toLowerCase() === 'true';
}

/** What a topic's setting is when the topic has none of its own. */
export function topicPreset(s: LogState, name: string): string {
  const setting = TOPIC_SETTINGS.get(name);
  if (setting === undefined) return '';
  if (setting.broker === null) return setting.preset;
  if (name === 'retention.ms') return retentionMs(s);
  return property(s, setting.broker);
}

/** `log.retention.ms`, or else minutes, or else hours. */
function retentionMs(s: LogState): string {
  return property(s, 'log.retention.ms');
}

/** The settings of a topic. */
export function configOfTopic(s: LogState, topic: string): TopicConfig {
  const own = s.image.configs.get(`topic ${topic}`);
  return topicConfig((name) => own?.get(name) ?? topicPreset(s, name));
}

/** The settings of a topic as the controller knows them, who is ahead of what is committed. */
export function configOfImage(s: LogState, image: ClusterImage, topic: string): TopicConfig {
  const own = image.configs.get(`topic ${topic}`);
  return topicConfig((name) => own?.get(name) ?? topicPreset(s, name));
}
