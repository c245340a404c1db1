/* What definitions.json says of a topology, as the exports read it. Whatever is missing is nothing. */

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface ExchangeDefinition {
  readonly name: string;
  readonly vhost: string;
  readonly type: string;
  readonly durable: boolean;
  readonly auto_delete: boolean;
  readonly internal: boolean;
  readonly arguments: JsonObject;
}

export interface QueueDefinition {
  readonly name: string;
  readonly vhost: string;
  readonly durable: boolean;
  readonly auto_delete: boolean;
  readonly arguments: JsonObject;
}

export interface BindingDefinition {
  readonly source: string;
  readonly vhost: string;
  readonly destination: string;
  readonly destination_type: 'queue' | 'exchange';
  readonly routing_key: string;
  readonly arguments: JsonObject;
}

export interface PolicyDefinition {
  readonly name: string;
  readonly vhost: string;
  readonly pattern: string;
  readonly 'apply-to': string;
  readonly priority: number;
  readonly definition: JsonObject;
}

export interface Topology {
  readonly users: readonly {
    readonly name: string;
    readonly password_hash: string;
    readonly tags: readonly string[];
  }[];
  readonly vhosts: readonly { readonly name: string }[];
  readonly permissions: readonly {
    readonly user: string;
    readonly vhost: string;
    readonly configure: string;
    readonly write: string;
    readonly read: string;
  }[];
  readonly topic_permissions: readonly {
    readonly user: string;
    readonly vhost: string;
    readonly exchange: string;
    readonly write: string;
    readonly read: string;
  }[];
  readonly parameters: readonly {
    readonly component: string;
    readonly name: string;
    readonly vhost: string;
    readonly value: JsonObject;
  }[];
  readonly policies: readonly PolicyDefinition[];
  readonly exchanges: readonly ExchangeDefinition[];
  readonly queues: readonly QueueDefinition[];
  readonly bindings: readonly BindingDefinition[];
}

const EMPTY: Topology = {
  users: [],
  vhosts: [],
  permissions: [],
  topic_permissions: [],
  parameters: [],
  policies: [],
  exchanges: [],
  queues: [],
  bindings: [],
};

/** Reads what a broker has exported. Throws SyntaxError for what is not JSON. */
export function topologyOf(definitions: string): Topology {
  // The format of definitions.json, which the broker itself has written.
  return { ...EMPTY, ...(JSON.parse(definitions) as Partial<Topology>) };
}

/** Operator policies stand among the parameters. */
export function operatorPolicies({ parameters }: Topology): PolicyDefinition[] {
  return parameters
    .filter(({ component }) => component === 'operator_policy')
    .map(({ name, vhost, value }) => ({
      name,
      vhost,
      ...(value as unknown as Omit<PolicyDefinition, 'name' | 'vhost'>),
    }));
}

export function hasAny(object: JsonObject): boolean {
  return Object.keys(object).length > 0;
}
