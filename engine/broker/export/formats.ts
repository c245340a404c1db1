import { amqplibOf } from './amqplib.ts';
import { rabbitmqadminOf } from './rabbitmqadmin.ts';
import { terraformOf } from './terraform.ts';

/** What a topology can be written as besides definitions.json: each makes a text of the broker's exported definitions. */
export const EXPORT_FORMATS = {
  rabbitmqadmin: rabbitmqadminOf,
  terraform: terraformOf,
  amqplib: amqplibOf,
} as const satisfies Readonly<Record<string, (definitions: string) => string>>;

export type ExportFormat = keyof typeof EXPORT_FORMATS;

export function isExportFormat(name: string): name is ExportFormat {
  return Object.hasOwn(EXPORT_FORMATS, name);
}
