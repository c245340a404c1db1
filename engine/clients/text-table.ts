/** A table as rabbitmqadmin draws it. */
export function textTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const line = (cells: readonly string[]): string =>
    `|${widths.map((width, i) => ` ${(cells[i] ?? '').padEnd(width)} `).join('|')}|`;
  const centred = columns.map((name, i) => {
    const room = (widths[i] as number) - name.length;
    return ' '.repeat(Math.floor(room / 2)) + name;
  });
  return [rule, line(centred), rule, ...rows.map(line), rule].join('\n');
}
