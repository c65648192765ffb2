// What may differ between two daemons that are both right: order of equals, times, random boundaries; and, where the
// rules that hit differ, what follows from them.

/** Without times, random names, and the order in which SpamAssassin happens to list hits of one report. */
export function maskChance(text: string): string {
  return text
    .replace(/----------=_[0-9A-F]+\.[0-9A-F]+/g, '----------=_BOUNDARY')
    .replace(/(SpamAssassin \(version [^)]*\);\r?\n?\s+)[^\r\n]+/g, '$1DATE')
    .replace(/^Content-length: \d+/gm, 'Content-length: N')
    .replace(TABLE, (_all, head: string, rows = '') => head + sortedRows(rows))
}

/** Without the names and scores of rules, for messages that hit other rules here and there. */
export function maskHits(text: string): string {
  return (
    maskChance(text)
      .replace(/^(X-Spam-Status:\w+,).*/gm, '$1 HITS')
      .replace(/^X-Spam-Level:[^\n]*\n/gm, 'X-Spam-Level: STARS\n')
      .replace(TABLE, '$1')
      .replace(/\(-?[\d.]+ points,/g, '(N points,')
      .replace(/(Spam: \w+ ;) -?[\d.]+ \//g, '$1 N /')
      // 0/0 is what spamc prints where the daemon failed.
      .replace(/^(?!0\/0$)-?[\d.]+\/[\d.]+$/gm, 'N/M')
      .replace(/\b[A-Z][A-Z0-9_]+(,[A-Z][A-Z0-9_]+)*(?=\r?\n?$)/g, 'NAMES')
  )
}

// The table of hits in a report, up to the empty line behind it; in a header each line begins with a star.
const TABLE = /([ *\t]*---- -{22} -{50}\r?\n)((?:(?!\s*\r?\n)[^\n]*\n)*)/g

// A description that is too long goes on in a line of its own, which begins with blanks.
function sortedRows(rows: string): string {
  const entries: string[] = []
  for (const line of rows.split(/(?<=\n)/)) {
    if (/^[\s*]*-?\d*\.?\d+ [A-Z]/.test(line)) entries.push(line)
    else entries.push((entries.pop() ?? '') + line)
  }
  return entries.sort().join('')
}

/** A log line of either daemon, without what depends on the moment and the process. */
export function maskLog(line: string): string {
  return line
    .replace(/\]:\d+ to port \d+, fd \d+/, ']:PORT to port PORT, fd N')
    .replace(/rport=[^,]+/, 'rport=PORT')
    .replace(/scantime=[\d.]+/, 'scantime=T')
    .replace(/in [\d.]+ seconds/, 'in T seconds')
    .replace(/uid=\d+/, 'uid=UID')
    .replace(/( for [^:]*):\d+/, '$1:UID')
}
