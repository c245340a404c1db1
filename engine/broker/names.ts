import type { BrokerOut } from './state.ts';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A name of the broker's own making: 22 characters behind a prefix. RABBITMQ: rabbit_guid binary, gen_secure */
export function madeUpName(prefix: string, out: BrokerOut): string {
  let name = `${prefix}-`;
  for (let i = 0; i < 22; i++) name += BASE64URL[out.random(64)];
  return name;
}
