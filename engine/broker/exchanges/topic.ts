import { type Binding, type ExchangeKind, removeFrom } from './kind.ts';

/*
 * Patterns in a trie of words. `*` stands for exactly one word, `#` for any number of them, none included; the two are
 * edges like any other word. Matching walks the trie, so its cost follows the depth of the key and the number of
 * patterns that branch along it, not the number of bindings. RABBITMQ: rabbit_exchange_type_topic trie_match
 */

interface TrieNode {
  /** Null where there are none: most nodes of a large trie are leaves. */
  edges: Map<string, TrieNode> | null;
  bindings: Binding[] | null;
}

interface TopicRoutes {
  root: TrieNode;
  /** Bindings with more than one `#`: only they can reach a node in more than one way. */
  manyHashes: number;
}

const node = (): TrieNode => ({ edges: null, bindings: null });

/** RABBITMQ: an empty key has no words at all; `a.` and `a..b` have empty ones. */
export function wordsOf(key: string): string[] {
  return key === '' ? [] : key.split('.');
}

/** Does `pattern` fit `words`, read from the definition: what the trie is tested against. */
export function topicMatches(pattern: readonly string[], words: readonly string[]): boolean {
  // reached[i]: the words so far can be spelt by the first i words of the pattern.
  let reached = withEmptyHashes(pattern, new Set([0]));
  for (const word of words) {
    const next = new Set<number>();
    for (const at of reached) {
      if (pattern[at] === '#') next.add(at);
      else if (at < pattern.length && (pattern[at] === '*' || pattern[at] === word)) next.add(at + 1);
    }
    reached = withEmptyHashes(pattern, next);
  }
  return reached.has(pattern.length);
}

/** A `#` may stand for nothing. A set is iterated in the order of insertion, those added meanwhile included. */
function withEmptyHashes(pattern: readonly string[], reached: Set<number>): Set<number> {
  for (const at of reached) if (pattern[at] === '#') reached.add(at + 1);
  return reached;
}

export const topic: ExchangeKind<TopicRoutes> = {
  type: 'topic',
  checkArguments: () => null,
  checkBinding: () => null,
  routes: () => ({ root: node(), manyHashes: 0 }),
  add(routes, binding) {
    const words = wordsOf(binding.key);
    if (hasManyHashes(words)) routes.manyHashes++;
    let at = routes.root;
    for (const word of words) {
      at.edges ??= new Map();
      let next = at.edges.get(word);
      if (next === undefined) {
        next = node();
        at.edges.set(word, next);
      }
      at = next;
    }
    at.bindings ??= [];
    at.bindings.push(binding);
  },
  remove(routes, binding) {
    const words = wordsOf(binding.key);
    if (removeBelow(routes.root, words, 0, binding) && hasManyHashes(words)) routes.manyHashes--;
  },
  match(routes, message, found) {
    const words = wordsOf(message.key);
    walk(routes.root, words, 0, found, routes.manyHashes > 0 ? new Map() : null);
  },
  why(_, binding, message) {
    if (topicMatches(wordsOf(binding.key), wordsOf(message.key))) return null;
    return `'${message.key}' does not fit '${binding.key}'${firstMisfit(wordsOf(binding.key), wordsOf(message.key))}`;
  },
};

function hasManyHashes(words: readonly string[]): boolean {
  return words.indexOf('#') !== words.lastIndexOf('#');
}

/** Takes the binding out and prunes the nodes that nothing needs any more. True when it was there. */
function removeBelow(at: TrieNode, words: readonly string[], depth: number, binding: Binding): boolean {
  if (depth === words.length) {
    if (at.bindings === null || !removeFrom(at.bindings, binding)) return false;
    if (at.bindings.length === 0) at.bindings = null;
    return true;
  }
  const word = words[depth] as string;
  const next = at.edges?.get(word);
  if (next === undefined || !removeBelow(next, words, depth + 1, binding)) return false;
  if (next.bindings === null && next.edges === null) {
    at.edges?.delete(word);
    if (at.edges?.size === 0) at.edges = null;
  }
  return true;
}

/** `tried` remembers from which word on a `#` node was tried, so that patterns like `#.#.#` do not multiply. */
function walk(
  at: TrieNode,
  words: readonly string[],
  depth: number,
  found: Binding[],
  tried: Map<TrieNode, number> | null,
): void {
  const edges = at.edges;
  if (depth === words.length) {
    if (at.bindings !== null) for (const binding of at.bindings) found.push(binding);
    if (edges === null) return;
    const hash = edges.get('#');
    if (hash !== undefined) walk(hash, words, depth, found, tried);
    return;
  }
  if (edges === null) return;
  const exact = edges.get(words[depth] as string);
  if (exact !== undefined) walk(exact, words, depth + 1, found, tried);
  const star = edges.get('*');
  if (star !== undefined) walk(star, words, depth + 1, found, tried);
  const hash = edges.get('#');
  if (hash !== undefined) skipAny(hash, words, depth, found, tried);
}

function skipAny(
  hash: TrieNode,
  words: readonly string[],
  depth: number,
  found: Binding[],
  tried: Map<TrieNode, number> | null,
): void {
  let upTo = words.length;
  if (tried !== null) {
    upTo = Math.min(upTo, (tried.get(hash) ?? words.length + 1) - 1);
    if (upTo >= depth) tried.set(hash, depth);
  }
  if (hash.edges === null) {
    // Nothing follows the `#`: it takes the rest, whatever it is.
    if (upTo >= depth && hash.bindings !== null) for (const binding of hash.bindings) found.push(binding);
    return;
  }
  for (let from = depth; from <= upTo; from++) walk(hash, words, from, found, tried);
}

/** Where a pattern without `#` first parts from the key. */
function firstMisfit(pattern: readonly string[], words: readonly string[]): string {
  if (pattern.includes('#')) return '';
  if (pattern.length !== words.length) return `: ${words.length} words, not ${pattern.length}`;
  const at = pattern.findIndex((word, i) => word !== '*' && word !== words[i]);
  return `: word ${at + 1} is '${words[at]}'`;
}
