// Promises: the constructor and what combines several.

export function Promise(executor) {
  if (new.target === undefined) throw new TypeError("Promise constructor cannot be invoked without 'new'");
  if (!$isCallable(executor)) throw new TypeError(`Promise resolver ${$inspect(executor)} is not a function`);
  const promise = $newPromise();
  const [resolve, reject] = $resolvers(promise);
  try {
    executor(resolve, reject);
  } catch (error) {
    reject(error);
  }
  return promise;
}

export const promiseMethods = {
  finally(fn) {
    if (!$isCallable(fn)) return this.then(fn, fn);
    return this.then(
      (value) => $toPromise(fn()).then(() => value),
      (error) =>
        $toPromise(fn()).then(() => {
          throw error;
        }),
    );
  },
};

export const promiseStatics = {
  resolve(value) {
    return $toPromise(value);
  },
  reject(reason) {
    const promise = $newPromise();
    $resolvers(promise)[1](reason);
    return promise;
  },
  withResolvers() {
    const promise = $newPromise();
    const [resolve, reject] = $resolvers(promise);
    return { promise, resolve, reject };
  },
  all(source) {
    return gather(source, (items, resolve, reject) => {
      const values = new Array(items.length);
      let left = items.length;
      if (left === 0) resolve(values);
      items.forEach((item, i) => {
        $toPromise(item).then((value) => {
          values[i] = value;
          if (--left === 0) resolve(values);
        }, reject);
      });
    });
  },
  allSettled(source) {
    return gather(source, (items, resolve) => {
      const values = new Array(items.length);
      let left = items.length;
      if (left === 0) resolve(values);
      const settle = (i, value) => {
        values[i] = value;
        if (--left === 0) resolve(values);
      };
      items.forEach((item, i) => {
        $toPromise(item).then(
          (value) => settle(i, { status: 'fulfilled', value }),
          (reason) => settle(i, { status: 'rejected', reason }),
        );
      });
    });
  },
  race(source) {
    return gather(source, (items, resolve, reject) => {
      for (const item of items) $toPromise(item).then(resolve, reject);
    });
  },
  any(source) {
    return gather(source, (items, resolve, reject) => {
      const errors = new Array(items.length);
      let left = items.length;
      const fail = () => reject(new AggregateError(errors, 'All promises were rejected'));
      if (left === 0) fail();
      items.forEach((item, i) => {
        $toPromise(item).then(resolve, (error) => {
          errors[i] = error;
          if (--left === 0) fail();
        });
      });
    });
  },
};

function gather(source, combine) {
  const promise = $newPromise();
  const [resolve, reject] = $resolvers(promise);
  try {
    combine([...source], resolve, reject);
  } catch (error) {
    reject(error);
  }
  return promise;
}
