// Array methods that call a function of the program: each call is a frame that can be stepped into.

function check(fn) {
  if (!$isCallable(fn)) throw new TypeError(`${$inspect(fn)} is not a function`);
}

export const arrayMethods = {
  forEach(fn, self) {
    check(fn);
    for (let i = 0; i < this.length; i++) if ($hasItem(this, i)) fn.call(self, this[i], i, this);
  },
  map(fn, self) {
    check(fn);
    const made = new Array(this.length);
    for (let i = 0; i < this.length; i++) if ($hasItem(this, i)) made[i] = fn.call(self, this[i], i, this);
    return made;
  },
  filter(fn, self) {
    check(fn);
    const made = [];
    for (let i = 0; i < this.length; i++)
      if ($hasItem(this, i)) {
        const item = this[i];
        if (fn.call(self, item, i, this)) made.push(item);
      }
    return made;
  },
  find(fn, self) {
    check(fn);
    for (let i = 0; i < this.length; i++) {
      const item = this[i];
      if (fn.call(self, item, i, this)) return item;
    }
    return undefined;
  },
  findIndex(fn, self) {
    check(fn);
    for (let i = 0; i < this.length; i++) if (fn.call(self, this[i], i, this)) return i;
    return -1;
  },
  findLast(fn, self) {
    check(fn);
    for (let i = this.length - 1; i >= 0; i--) {
      const item = this[i];
      if (fn.call(self, item, i, this)) return item;
    }
    return undefined;
  },
  findLastIndex(fn, self) {
    check(fn);
    for (let i = this.length - 1; i >= 0; i--) if (fn.call(self, this[i], i, this)) return i;
    return -1;
  },
  some(fn, self) {
    check(fn);
    for (let i = 0; i < this.length; i++) if ($hasItem(this, i) && fn.call(self, this[i], i, this)) return true;
    return false;
  },
  every(fn, self) {
    check(fn);
    for (let i = 0; i < this.length; i++) if ($hasItem(this, i) && !fn.call(self, this[i], i, this)) return false;
    return true;
  },
  reduce(fn, ...rest) {
    check(fn);
    let i = 0;
    let sum = rest[0];
    if (rest.length === 0) {
      while (i < this.length && !$hasItem(this, i)) i++;
      if (i >= this.length) throw new TypeError('Reduce of empty array with no initial value');
      sum = this[i++];
    }
    for (; i < this.length; i++) if ($hasItem(this, i)) sum = fn(sum, this[i], i, this);
    return sum;
  },
  reduceRight(fn, ...rest) {
    check(fn);
    let i = this.length - 1;
    let sum = rest[0];
    if (rest.length === 0) {
      if (i < 0) throw new TypeError('Reduce of empty array with no initial value');
      sum = this[i--];
    }
    for (; i >= 0; i--) if ($hasItem(this, i)) sum = fn(sum, this[i], i, this);
    return sum;
  },
  flatMap(fn, self) {
    check(fn);
    const made = [];
    for (let i = 0; i < this.length; i++) {
      if (!$hasItem(this, i)) continue;
      const item = fn.call(self, this[i], i, this);
      if (Array.isArray(item)) made.push(...item);
      else made.push(item);
    }
    return made;
  },
  sort(compare) {
    return $replaceItems(this, sorted(this, compare));
  },
  toSorted(compare) {
    return sorted(this, compare);
  },
  toSpliced(...args) {
    const made = [...this];
    made.splice(...args);
    return made;
  },
};

function sorted(list, compare) {
  if (compare === undefined) return $sortTexts(list);
  if (!$isCallable(compare)) throw new TypeError('The comparison function must be either a function or undefined');
  const defined = [];
  let missing = 0;
  for (let i = 0; i < list.length; i++) {
    if (list[i] === undefined) missing++;
    else defined.push(list[i]);
  }
  const made = merged(defined, compare);
  for (; missing > 0; missing--) made.push(undefined);
  return made;
}

// By insertion while short, as V8 begins; by merging then. Stable.
function merged(list, compare) {
  if (list.length <= 8) {
    for (let i = 1; i < list.length; i++) {
      const item = list[i];
      let at = i;
      while (at > 0 && compare(list[at - 1], item) > 0) {
        list[at] = list[at - 1];
        at--;
      }
      list[at] = item;
    }
    return list;
  }
  const middle = list.length >> 1;
  const left = merged(list.slice(0, middle), compare);
  const right = merged(list.slice(middle), compare);
  const made = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) made.push(compare(left[i], right[j]) > 0 ? right[j++] : left[i++]);
  while (i < left.length) made.push(left[i++]);
  while (j < right.length) made.push(right[j++]);
  return made;
}

export const bytesMethods = {
  map(fn) {
    return Uint8Array.from([...this].map(fn));
  },
  forEach(fn) {
    [...this].forEach(fn);
  },
  reduce(fn, ...rest) {
    return [...this].reduce(fn, ...rest);
  },
};

export const arrayStatics = {
  from(source, fn, self) {
    if (source === undefined || source === null)
      throw new TypeError(`${source} is not iterable (cannot read property Symbol(Symbol.iterator))`);
    const made = [];
    if (source[Symbol.iterator] === undefined) {
      const length = Math.max(0, Math.trunc(Number(source.length)) || 0);
      for (let i = 0; i < length; i++) made.push(fn === undefined ? source[i] : fn.call(self, source[i], i));
      return made;
    }
    let i = 0;
    for (const item of source) made.push(fn === undefined ? item : fn.call(self, item, i++));
    return made;
  },
  async fromAsync(source, fn) {
    const made = [];
    for await (const item of source) made.push(fn === undefined ? item : await fn(item, made.length));
    return made;
  },
};
