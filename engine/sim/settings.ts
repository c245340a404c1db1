/** Whether a value is an object whose members are settings of their own. */
function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A configuration with some of its settings changed, group by group. What is not an object replaces what was there. */
export function withSettings(config: unknown, settings: unknown): unknown {
  if (!isGroup(config) || !isGroup(settings)) return settings;
  const changed = Object.entries(settings).map(
    ([name, value]) => [name, Object.hasOwn(config, name) ? withSettings(config[name], value) : value] as const,
  );
  // Not by assignment: a setting from outside may be called __proto__.
  return Object.fromEntries([...Object.entries(config), ...changed]);
}
