// Replacing: by a text with marks, or by a function of the program.

function replaced(text, what, by, all) {
  const matches = $matches(text, what, all);
  const isFunction = $isCallable(by);
  const template = isFunction ? '' : String(by);
  let made = '';
  let at = 0;
  for (const [from, to, groups, named] of matches) {
    made += text.slice(at, from);
    if (isFunction) {
      const args = [text.slice(from, to), ...groups, from, text];
      if (named !== undefined) args.push(named);
      made += String(by(...args));
    } else made += $expand(template, text, from, to, groups, named);
    at = to;
  }
  return made + text.slice(at);
}

export const stringMethods = {
  replace(what, by) {
    return replaced(String(this), what, by, false);
  },
  replaceAll(what, by) {
    return replaced(String(this), what, by, true);
  },
};
