import type { CjsonConfig } from './cjson.ts';
import { formatG } from './format-g.ts';
import type { Lua } from './lua.ts';
import { LUA } from './lua.ts';

/*
 * cjson.encode, as lua-cjson 2.1.0 writes JSON. REDIS: deps/lua/src/lua_cjson.c
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '/': '\\/',
  '\\': '\\\\',
};

function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what must be escaped
  const escaped = text.replace(/[\u0000-\u001f"/\\\u007f]/g, (char) => {
    return ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

export class JsonWriter {
  private readonly parts: string[] = [];

  constructor(
    private readonly lua: Lua,
    private readonly state: number,
    private readonly config: CjsonConfig,
  ) {}

  /** The JSON of what is on top of the stack, which it leaves there. */
  write(): string {
    this.value(0);
    return this.parts.join('');
  }

  private fail(type: number, reason: string): never {
    return this.lua.fail(this.state, `Cannot serialise ${typeName(type)}: ${reason}`);
  }

  private value(depth: number): void {
    const { lua, state, parts } = this;
    const type = lua.typeAt(state, -1);
    switch (type) {
      case LUA.string:
        parts.push(quote(lua.toText(state, -1)));
        return;
      case LUA.number:
        this.number(lua.c.lua_tonumber(state, -1));
        return;
      case LUA.boolean:
        parts.push(lua.c.lua_toboolean(state, -1) ? 'true' : 'false');
        return;
      case LUA.table:
        this.table(depth + 1);
        return;
      case LUA.nil:
        parts.push('null');
        return;
      case LUA.lightUserdata:
        if (lua.c.lua_touserdata(state, -1) === 0) {
          parts.push('null');
          return;
        }
        return this.fail(type, 'type not supported');
      default:
        return this.fail(type, 'type not supported');
    }
  }

  private number(value: number): void {
    if (!Number.isFinite(value)) {
      if (this.config.encodeInvalidNumbers === 'off') this.fail(LUA.number, 'must not be NaN or Inf');
      if (this.config.encodeInvalidNumbers === 'null') {
        this.parts.push('null');
        return;
      }
    }
    this.parts.push(formatG(value, this.config.precision));
  }

  private table(depth: number): void {
    const { lua, state, config } = this;
    if (depth > config.encodeMaxDepth || lua.c.lua_checkstack(state, 3) === 0) {
      lua.fail(state, `Cannot serialise, excessive nesting (${depth})`);
    }
    const length = this.arrayLength();
    if (length > 0) this.array(depth, length);
    else this.object(depth);
  }

  /** The greatest index when all keys are positive integers, else -1. */
  private arrayLength(): number {
    const { lua, state, config } = this;
    const { c } = lua;
    let max = 0;
    let items = 0;
    c.lua_pushnil(state);
    while (c.lua_next(state, -2) !== 0) {
      const key = lua.typeAt(state, -2) === LUA.number ? c.lua_tonumber(state, -2) : 0;
      if (key < 1 || Math.floor(key) !== key) {
        lua.pop(state, 2);
        return -1;
      }
      if (key > max) max = key;
      items++;
      lua.pop(state);
    }
    if (config.sparseRatio > 0 && max > items * config.sparseRatio && max > config.sparseSafe) {
      if (!config.sparseConvert) this.fail(LUA.table, 'excessively sparse array');
      return -1;
    }
    return max;
  }

  private array(depth: number, length: number): void {
    const { lua, state, parts } = this;
    parts.push('[');
    for (let i = 1; i <= length; i++) {
      if (i > 1) parts.push(',');
      lua.c.lua_rawgeti(state, -1, i);
      this.value(depth);
      lua.pop(state);
    }
    parts.push(']');
  }

  private object(depth: number): void {
    const { lua, state, parts } = this;
    const { c } = lua;
    parts.push('{');
    c.lua_pushnil(state);
    for (let first = true; c.lua_next(state, -2) !== 0; first = false) {
      if (!first) parts.push(',');
      const type = lua.typeAt(state, -2);
      if (type === LUA.number) {
        parts.push('"');
        this.number(c.lua_tonumber(state, -2));
        parts.push('":');
      } else if (type === LUA.string) {
        parts.push(quote(lua.toText(state, -2)), ':');
      } else {
        this.fail(type, 'table key must be a number or string');
      }
      this.value(depth);
      lua.pop(state);
    }
    parts.push('}');
  }
}

const TYPE_NAMES = ['nil', 'boolean', 'userdata', 'number', 'string', 'table', 'function', 'userdata', 'thread'];

function typeName(type: number): string {
  return TYPE_NAMES[type] ?? 'no value';
}
