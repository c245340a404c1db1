import type { CatalogEntry } from '../catalog.ts';

/** The RabbitMQ track, in its order. */
export const MQ_LESSONS: readonly CatalogEntry[] = [
  {
    id: 'mq-ack',
    track: 'rabbitmq',
    title: 'Delivered is not done',
    minutes: 12,
    load: () => import('../mq-ack/en.ts').then((module) => module.default),
  },
];
