// WhatsApp's marks in a text: *bold*, _italic_, ~struck~, ```fixed```. Anything unclosed stays as it was typed.
export interface Piece {
  kind: 'plain' | 'bold' | 'italic' | 'struck' | 'fixed';
  text: string;
}

const marks = [
  {kind: 'fixed', pattern: '```([^`]+)```'},
  {kind: 'bold', pattern: '(?<![\\w*])\\*(\\S(?:[^*\\n]*\\S)?)\\*(?![\\w*])'},
  {kind: 'italic', pattern: '(?<![\\w_])_(\\S(?:[^_\\n]*\\S)?)_(?![\\w_])'},
  {kind: 'struck', pattern: '(?<![\\w~])~(\\S(?:[^~\\n]*\\S)?)~(?![\\w~])'},
] as const;
const any = new RegExp(marks.map(mark => mark.pattern).join('|'), 'g');

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(any)) {
    if (match.index > from) found.push({kind: 'plain', text: text.slice(from, match.index)});
    const at = match.slice(1).findIndex(group => group !== undefined);
    found.push({kind: marks[at]?.kind ?? 'plain', text: match[at + 1] ?? match[0]});
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({kind: 'plain', text: text.slice(from)});
  return found;
}
