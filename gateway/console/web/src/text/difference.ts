// Which words two texts share and which only one has: the longest common sequence of words.
export interface Change {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

const tokens = (text: string) => text.match(/\s+|[^\s]+/g) ?? [];

export function difference(before: string, after: string): Change[] {
  const a = tokens(before), b = tokens(after);
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; --i)
    for (let j = b.length - 1; j >= 0; --j)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const changes: Change[] = [];
  const add = (kind: Change['kind'], text: string) => {
    const last = changes.at(-1);
    if (last?.kind === kind) last.text += text;
    else changes.push({kind, text});
  };
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i++] ?? '');
      ++j;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) add('gone', a[i++] ?? '');
    else add('new', b[j++] ?? '');
  }
  return changes;
}
