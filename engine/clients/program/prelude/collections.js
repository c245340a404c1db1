// Maps, sets and objects made from what can be iterated over.

export function Map(source) {
  if (new.target === undefined) throw new TypeError("Constructor Map requires 'new'");
  const made = $makeMap(new.target);
  fillMap(made, source);
  return made;
}

export function WeakMap(source) {
  if (new.target === undefined) throw new TypeError("Constructor WeakMap requires 'new'");
  const made = $makeWeakMap(new.target);
  fillMap(made, source);
  return made;
}

function fillMap(made, source) {
  if (source === undefined || source === null) return;
  for (const entry of source) {
    if (!$isObject(entry)) throw new TypeError(`Iterator value ${String(entry)} is not an entry object`);
    made.set(entry[0], entry[1]);
  }
}

export function Set(source) {
  if (new.target === undefined) throw new TypeError("Constructor Set requires 'new'");
  const made = $makeSet(new.target);
  if (source !== undefined && source !== null) for (const item of source) made.add(item);
  return made;
}

export function WeakSet(source) {
  if (new.target === undefined) throw new TypeError("Constructor WeakSet requires 'new'");
  const made = $makeWeakSet(new.target);
  if (source !== undefined && source !== null) for (const item of source) made.add(item);
  return made;
}

export const mapMethods = {
  forEach(fn, self) {
    for (const [key, value] of this.entries()) fn.call(self, value, key, this);
  },
};

export const setMethods = {
  forEach(fn, self) {
    for (const value of this.values()) fn.call(self, value, value, this);
  },
};

export const objectStatics = {
  fromEntries(source) {
    const made = {};
    for (const entry of source) {
      if (!$isObject(entry)) throw new TypeError(`Iterator value ${String(entry)} is not an entry object`);
      made[entry[0]] = entry[1];
    }
    return made;
  },
  groupBy(source, fn) {
    const made = Object.create(null);
    let i = 0;
    for (const item of source) {
      const key = fn(item, i++);
      (made[key] ??= []).push(item);
    }
    return made;
  },
};

export const mapStatics = {
  groupBy(source, fn) {
    const made = new Map();
    let i = 0;
    for (const item of source) {
      const key = fn(item, i++);
      const group = made.get(key);
      if (group === undefined) made.set(key, [item]);
      else group.push(item);
    }
    return made;
  },
};
