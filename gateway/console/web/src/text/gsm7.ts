// How an SMS is cut: GSM 03.38 (7 bit, 160 or 153 characters a part) or UCS-2 (70 or 67 UTF-16 units a part).
const basic = '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿'
  + 'abcdefghijklmnopqrstuvwxyzäöñüà';
const extended = '^{}\\[~]|€\f';
const widths = new Map([...[...basic].map(c => [c, 1] as const), ...[...extended].map(c => [c, 2] as const)]);

export interface Cut {
  encoding: 'gsm7' | 'ucs2';
  parts: string[];
  used: number;  // septets or UTF-16 units of the last part
  room: number;  // that fit into a part of this message
  foreign: string[];  // characters that force UCS-2, each once
}

export const foreignTo7Bit = (character: string) => !widths.has(character);

// Where the text is cut into parts, none of which splits a character.
export function cut(text: string): Cut {
  const characters = [...text];
  const foreign = [...new Set(characters.filter(foreignTo7Bit))];
  const encoding = foreign.length ? 'ucs2' : 'gsm7';
  const width = (c: string) => (encoding === 'ucs2' ? c.length : widths.get(c) ?? 1);
  const total = characters.reduce((sum, c) => sum + width(c), 0);
  const [single, joined] = encoding === 'ucs2' ? [70, 67] : [160, 153];
  const room = total <= single ? single : joined;
  const parts = [''];
  let used = 0;
  for (const c of characters) {
    if (used + width(c) > room) {
      parts.push('');
      used = 0;
    }
    parts[parts.length - 1] += c;
    used += width(c);
  }
  return {encoding, parts, used, room, foreign};
}
