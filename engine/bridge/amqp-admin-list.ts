/*
 * How a list of the management API is asked for: in an order, by pages, with some columns only.
 * RABBITMQ: rabbit_mgmt_util reply_list_or_paginate, sort_list, filter_and_paginate, maybe_columns
 */

type Row = Readonly<Record<string, unknown>>;

/** A page was asked for that there cannot be: the name of the error, and the words of the answer. */
export class BadPage extends Error {
  readonly error: string;

  constructor(error: string, reason: string) {
    super(reason);
    this.error = error;
  }
}

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 500;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value by its path of names with dots between. */
function valueAt(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const name of path.split('.')) value = isRow(value) ? value[name] : undefined;
  return value;
}

const written = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function before(a: unknown, z: unknown): number {
  if (a === z) return 0;
  if (typeof a === 'number' && typeof z === 'number') return a - z;
  const [left, right] = [written(a), written(z)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Without a wish, by the columns that tell rows of any kind apart. */
const ORDER = ['vhost', 'source', 'destination_type', 'destination', 'routing_key', 'name', 'user'];

function sorted(rows: readonly unknown[], query: URLSearchParams): unknown[] {
  const by = query.getAll('sort');
  const columns = by.length === 0 ? ORDER : by;
  const way = query.get('sort_reverse') === 'true' ? -1 : 1;
  return [...rows].sort((a, z) => {
    if (!isRow(a) || !isRow(z)) return 0;
    for (const column of columns) {
      const order = before(valueAt(a, column), valueAt(z, column));
      if (order !== 0) return order * way;
    }
    return 0;
  });
}

/** Only these columns of an answer, rows and rows of rows alike. */
function columnsOf(value: unknown, columns: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => columnsOf(item, columns));
  if (!isRow(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const column of columns) {
    const found = valueAt(value, column);
    if (found === undefined) continue;
    const path = column.split('.');
    let place = kept;
    for (const name of path.slice(0, -1)) {
      const next = isRow(place[name]) ? (place[name] as Record<string, unknown>) : {};
      place[name] = next;
      place = next;
    }
    place[path.at(-1) ?? ''] = found;
  }
  return kept;
}

function count(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text)) throw new BadPage('bad_request', 'Pagination parameters are invalid');
  return Number(text);
}

function paged(rows: readonly unknown[], query: URLSearchParams): unknown {
  const [page, size] = [count(query, 'page', 1), count(query, 'page_size', PAGE_SIZE)];
  if (page < 1 || size < 1 || size > PAGE_SIZE_MAX)
    throw new BadPage(
      'invalid_pagination_parameters',
      `Invalid pagination parameters: page number ${page}, page size ${size}`,
    );
  const wanted = query.get('name') ?? '';
  const fits = (row: unknown): boolean => {
    const name = isRow(row) ? written(row['name']) : '';
    return query.get('use_regex') === 'true' ? new RegExp(wanted, 'i').test(name) : name.includes(wanted);
  };
  const found = wanted === '' ? rows : rows.filter(fits);
  const pages = Math.max(1, Math.ceil(found.length / size));
  if (page > pages)
    throw new BadPage('page_out_of_range', `Page out of range, page: ${page} page size: ${size}, len: ${found.length}`);
  const items = found.slice((page - 1) * size, page * size);
  return {
    filtered_count: found.length,
    item_count: items.length,
    items,
    page,
    page_count: pages,
    page_size: size,
    total_count: rows.length,
  };
}

/** The answer as it was asked for. Throws BadPage. */
export function asAsked(answer: unknown, query: URLSearchParams): unknown {
  const columns = (query.get('columns') ?? '').split(',').filter((column) => column !== '');
  const list = Array.isArray(answer) ? sorted(answer, query) : null;
  const shown = columns.length === 0 ? (list ?? answer) : columnsOf(list ?? answer, columns);
  // A page is of the rows, its columns of each of them.
  return list !== null && query.has('page') ? paged(shown as unknown[], query) : shown;
}
