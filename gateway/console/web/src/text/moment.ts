// Days and times as people here write them: "25-11-2026", "25/11/2026 13.30". The browser's own date field speaks the
// browser's language, not the page's.
const zone = '+07:00';
const written = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[ ,]+(\d{1,2})[.:](\d{2}))?$/;

export const dayIn = (at: Date) =>
  new Intl.DateTimeFormat('sv-SE', {timeZone: 'Asia/Jakarta'}).format(at).split('-').reverse().join('-');

// The instant in ISO form; null where nothing is written, undefined where it cannot be read. A day without a time is
// its beginning, or its end.
export function readMoment(text: string, without_time: 'begin' | 'end'): string | null | undefined {
  if (!text.trim()) return null;
  const found = written.exec(text.trim());
  if (!found) return undefined;
  const [, day = '', month = '', year = '', hour, minute] = found;
  const two = (part: string) => part.padStart(2, '0');
  const time = hour ? `${two(hour)}:${minute}:00` : without_time === 'begin' ? '00:00:00' : '23:59:59.999';
  const at = new Date(`${year}-${two(month)}-${two(day)}T${time}${zone}`);
  // 31-02 would roll over into March.
  return Number.isNaN(at.getTime()) || dayIn(at) !== `${two(day)}-${two(month)}-${year}` ? undefined : at.toISOString();
}
