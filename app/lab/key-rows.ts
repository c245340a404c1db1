import { useCallback, useMemo, useState } from 'react';
import type { KeyRow, KvAnswer } from '../../engine/host/protocol.ts';
import { shown } from '../../engine/scene/text-values.ts';
import type { KeyGhostView } from '../../engine/scene/views.ts';
import type { KeyView, Rows, TreeRow } from '../stage/kv/view.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { count } from '../text/words.ts';

/* Windows on a keyspace of any size: rows are asked for as they are looked at, and the rest stays in the worker. */

/** Rows asked for at once; a screen shows less. */
const PAGE = 200;

interface Page<Row> {
  readonly from: number;
  readonly total: number;
  readonly rows: readonly Row[];
}

function windowOn<Row>(page: Page<Row>): Rows<Row> {
  return { count: page.total, at: (index) => page.rows[index - page.from] ?? null };
}

/** A page around what is looked at, in steps, so that scrolling does not ask for each row anew. */
function usePage(): readonly [from: number, look: (from: number) => void] {
  const [from, setFrom] = useState(0);
  const look = useCallback(
    (first: number) => setFrom(Math.max(0, Math.floor((first - PAGE / 4) / (PAGE / 4)) * (PAGE / 4))),
    [],
  );
  return [from, look];
}

/** The last page that was answered stays until the next one is there; a node that is not up has none. */
function useLastPage(node: string, db: number, answer: KvAnswer | null): KvAnswer | null {
  const place = `${node} ${db}`;
  const [last, setLast] = useState<{ readonly place: string; readonly answer: KvAnswer } | null>(null);
  const isUp =
    useView({ view: 'nodes' })?.nodes.some(({ id, condition }) => id === node && condition.kind === 'up') ?? false;
  if (answer !== null && last?.answer !== answer) setLast({ place, answer });
  return answer ?? (isUp && last?.place === place ? last.answer : null);
}

/** The keys in order, lost ones first: they are in no server, so no server can list them. */
export function useKeyRows(
  node: string,
  db: number,
  ghosts: readonly KeyGhostView[],
  touched: readonly string[],
  nowMs: number | null,
): { readonly rows: Rows<KeyView>; readonly look: (from: number) => void; readonly lost: number } {
  const [from, look] = usePage();
  const asked = useView({
    view: 'machine',
    node,
    query: { kind: 'keys', db, prefix: '', from, count: PAGE },
  }) as KvAnswer | null;
  const answer = useLastPage(node, db, asked);
  const rows = useMemo(() => {
    const page = answer?.kind === 'keys' ? answer : null;
    const keys = (page?.keys ?? []).map((row) => keyView(row, touched, nowMs));
    const lost = lostKeys(db, ghosts, page?.keys ?? []);
    const below = windowOn({ from: page?.from ?? 0, total: page?.total ?? 0, rows: keys });
    return {
      count: lost.length + below.count,
      lost: lost.length,
      at: (index: number) => lost[index] ?? below.at(index - lost.length),
    };
  }, [answer, db, ghosts, touched, nowMs]);
  return { rows, look, lost: rows.lost };
}

/** Keys that a lost write had touched and that are not there now, each once. */
function lostKeys(shownDb: number, ghosts: readonly KeyGhostView[], present: readonly KeyRow[]): KeyView[] {
  const there = new Set(present.map((row) => row.key));
  const lost = new Map<string, string>();
  for (const { db, key, command } of ghosts)
    if (db === shownDb && !there.has(key) && !lost.has(key)) lost.set(key, command.split(' ', 1)[0] ?? command);
  return [...lost].map(([key, command]) => ({
    name: shown(key),
    type: null,
    encoding: '',
    size: '',
    ttl: null,
    touched: false,
    ghost: text.kv.lostWith(command),
  }));
}

function keyView(row: KeyRow, touched: readonly string[], nowMs: number | null): KeyView {
  return {
    name: shown(row.key),
    type: row.type,
    encoding: row.encoding,
    size: row.encoding === 'int' && row.shown !== null ? row.shown : text.kv.items[row.type](count(row.items)),
    ttl: row.expiresAt === null || nowMs === null || row.expired ? null : ringOf((row.expiresAt - nowMs) * 1000),
    touched: touched.includes(row.key),
    ...(row.expired && { odd: text.kv.dueToExpire }),
  };
}

/** What a full ring stands for: the shortest of these that holds the time that is left. */
const RINGS = [10, 60, 600, 3600, 86_400, 604_800, 2_592_000].map((s) => s * 1_000_000);

function ringOf(leftFor: number): KeyView['ttl'] {
  return { leftFor, outOf: RINGS.find((ring) => leftFor <= ring) ?? leftFor };
}

/** The tree by prefix, with what is open. */
export function useTreeRows(
  node: string,
  db: number,
): {
  readonly rows: Rows<TreeRow>;
  readonly look: (from: number) => void;
  readonly toggle: (id: string, expand: boolean) => void;
} {
  const [from, look] = usePage();
  const [open, setOpen] = useState<readonly string[]>([]);
  const asked = useView({
    view: 'machine',
    node,
    query: { kind: 'tree', db, open, from, count: PAGE },
  }) as KvAnswer | null;
  const answer = useLastPage(node, db, asked);
  const rows = useMemo(() => {
    const page = answer?.kind === 'tree' ? answer : null;
    return windowOn({
      from: page?.from ?? 0,
      total: page?.total ?? 0,
      rows: (page?.rows ?? []).map((row) => ({
        id: row.path,
        depth: row.depth,
        label: shown(row.label),
        kind: row.kind,
        expanded: row.open,
        count: row.count,
        type: row.type,
        key: row.kind === 'key' ? shown(row.path) : null,
      })),
    });
  }, [answer]);
  const toggle = (id: string, expand: boolean): void =>
    setOpen(expand ? [...open, id] : open.filter((one) => one !== id));
  return { rows, look, toggle };
}
