import type { CatalogEntry } from '../catalog.ts';

/** The RabbitMQ track, in its order. */
export const MQ_LESSONS: readonly CatalogEntry[] = [
  {
    id: 'mq-hello',
    track: 'rabbitmq',
    title: 'The way of one message',
    minutes: 10,
    load: () => import('../mq-hello/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-round-robin',
    track: 'rabbitmq',
    title: 'Who gets which message',
    minutes: 10,
    load: () => import('../mq-round-robin/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-ack',
    track: 'rabbitmq',
    title: 'Delivered is not done',
    minutes: 12,
    load: () => import('../mq-ack/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-durable',
    track: 'rabbitmq',
    title: 'What survives a restart',
    minutes: 12,
    load: () => import('../mq-durable/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-confirm',
    track: 'rabbitmq',
    title: 'Has it arrived?',
    minutes: 14,
    load: () => import('../mq-confirm/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-fair',
    track: 'rabbitmq',
    title: 'How much at a time',
    minutes: 12,
    load: () => import('../mq-fair/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-full',
    track: 'rabbitmq',
    title: 'When the queue fills up',
    minutes: 13,
    load: () => import('../mq-full/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-fanout',
    track: 'rabbitmq',
    title: 'Everybody gets a copy',
    minutes: 9,
    load: () => import('../mq-fanout/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-direct',
    track: 'rabbitmq',
    title: 'Letter for letter',
    minutes: 8,
    load: () => import('../mq-direct/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-topic',
    track: 'rabbitmq',
    title: 'Stars and hashes',
    minutes: 10,
    load: () => import('../mq-topic/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-headers',
    track: 'rabbitmq',
    title: 'By what it carries',
    minutes: 9,
    load: () => import('../mq-headers/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-unroutable',
    track: 'rabbitmq',
    title: 'Nowhere to go',
    minutes: 9,
    load: () => import('../mq-unroutable/en.ts').then((module) => module.default),
  },
];
