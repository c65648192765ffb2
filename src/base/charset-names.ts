// Which charset a name in mail means, as Perl's Encode understands it: its aliases are patterns, tried in order, and what
// they lead to is looked up again.

/** Charsets by their canonical names in lower case. Encode knows more (EBCDIC, symbol fonts, raw JIS planes): mail does not. */
const CANONICAL: ReadonlySet<string> = new Set([
  ...'ascii utf-8 utf-7 utf-16 utf-16be utf-16le utf-32 utf-32be utf-32le ucs-2be ucs-2le'.split(' '),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  ...'koi8-r koi8-u koi8-f viscii hp-roman8 nextstep'.split(' '),
  ...'437 737 775 850 852 855 856 857 858 860 861 862 863 864 865 866 869 874 1006'
    .split(' ')
    .map((page) => `cp${page}`),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((page) => `cp125${page}`),
  ...'macroman maccentraleurroman maccroatian maccyrillic macgreek macicelandic macromanian macrumanian macturkish'.split(
    ' ',
  ),
  ...'euc-cn cp936 hz euc-jp shiftjis cp932 7bit-jis iso-2022-jp iso-2022-jp-1'.split(' '),
  ...'euc-kr cp949 iso-2022-kr big5-eten big5-hkscs cp950'.split(' '),
])

const LATIN_PARTS = [undefined, 1, 2, 3, 4, 9, 10, 13, 14, 15, 16]
const WINDOWS_PAGES = new Map([
  ['latin1', 1252],
  ['latin2', 1250],
  ['cyrillic', 1251],
  ['greek', 1253],
  ['turkish', 1254],
  ['hebrew', 1255],
  ['arabic', 1256],
  ['baltic', 1257],
  ['vietnamese', 1258],
])

type Alias = readonly [pattern: RegExp, meaning: (...groups: string[]) => string | undefined]

/** Names come here in lower case, white space removed. First match with a known meaning wins. */
const ALIASES: readonly Alias[] = [
  [/^([^_]+)_+([^_]*)$/, (_, head, tail) => `${head}-${tail}`],
  [/\butf-8$/, () => 'utf-8'],
  [/cp65001/, () => 'utf-8'],
  [/cp65000/, () => 'utf-7'],
  [/\bhk(?:scs)?[-_]?big5$|\bbig5-?hk(?:scs)?$/, () => 'big5-hkscs'],
  [/\btca[-_]?big5$|\bbig5-?et(?:en)?$|\bbig-?5$/, () => 'big5-eten'],
  [/\bks_c_5601-1987$|(?:x-)?windows-949$|(?:x-)?uhc$/, () => 'cp949'],
  [/\bkr.*euc$|\beuc.*kr$/, () => 'euc-kr'],
  [/\bwindows-31j$/, () => 'cp932'],
  [/\bsjis$|\bshift.*jis$/, () => 'shiftjis'],
  [/\bujis$|\bjp.*euc$|\beuc.*jp$/, () => 'euc-jp'],
  [/\bjis$/, () => '7bit-jis'],
  [/\bgb[-_ ]?2312(?!-?raw)/, () => 'euc-cn'],
  [/^gbk$/, () => 'cp936'],
  [/\bcn.*euc$|\beuc.*cn$/, () => 'euc-cn'],
  [/\bkoi8[-_]*([ru])$/, (_, kind) => `koi8-${kind}`],
  [/^macce$/, () => 'maccentraleurroman'],
  [/^macintosh$/, () => 'macroman'],
  [/^(?:x[_-])?mac[_-](.*)$/, (_, script) => `mac${script}`],
  [/\b(?:cp|ibm|ms|windows)[-_]?(\d{2,4})$/, (_, page) => `cp${page}`],
  [/\btis-?620\b/, () => 'iso-8859-11'],
  [/^thai$/, () => 'iso-8859-11'],
  [/^hebrew$/, () => 'iso-8859-8'],
  [/^greek$/, () => 'iso-8859-7'],
  [/^arabic$/, () => 'iso-8859-6'],
  [/^cyrillic$/, () => 'iso-8859-5'],
  [
    /\bwin(latin[12]|cyrillic|baltic|greek|turkish|hebrew|arabic|vietnamese)$/,
    (_, script = '') => `cp${WINDOWS_PAGES.get(script)}`,
  ],
  [
    /\b(?:iso[-_]?)?latin[-_]?(\d+)$/,
    (_, number) => (LATIN_PARTS[Number(number)] ? `iso-8859-${LATIN_PARTS[Number(number)]}` : undefined),
  ],
  [/^(.+)@euro$/, (_, name) => name],
  [/\bansi[-_]?x3\.4[-_]?1968$/, () => 'ascii'],
  [/\b(?:hp-)?roman8$/, () => 'roman8'],
  [/\biso8859(\d+)$/, (_, part) => `iso-8859-${part}`],
  [/\biso[-_]?(\d+)[-_](\d+)$/, (_, standard, part) => `iso-${standard}-${part}`],
  [/\b(?:iso[-_]?)?646(?:[-_]?us)?$/, () => 'ascii'],
  [/^c$|^(?:us-?)?ascii$/, () => 'ascii'],
  [/^utf-?(16|32)-?(be|le|)$/, (_, bits, order) => `utf-${bits}${order}`],
  [/^iso-10646-1$/, () => 'ucs-2be'],
  [/^ucs-?4-?(be|le|)$/, (_, order) => `utf-32${order}`],
  [/^ucs-?2-?le$/, () => 'ucs-2le'],
  [/^ucs-?2-?(?:be)?$/, () => 'ucs-2be'],
  [/^(?:unicode-1-1-)?utf-?7$/, () => 'utf-7'],
]

/** Longer names are no charset's: the patterns are not made for them. */
const MAX_NAME_LENGTH = 64
/** Aliases of aliases end long before. */
const MAX_STEPS = 5

/** The canonical name, in lower case, of the charset that a name means; undefined when it means none. */
export function canonicalCharset(name: string): string | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined
  return resolve(name.replace(/[ \t\n\r\f\v]+/g, '').toLowerCase(), MAX_STEPS)
}

function resolve(name: string, steps: number): string | undefined {
  if (name === 'utf8' || name === 'utf-8-strict') return 'utf-8'
  if (CANONICAL.has(name)) return name
  if (steps === 0) return undefined
  for (const [pattern, meaning] of ALIASES) {
    const match = pattern.exec(name)
    const next = match && meaning(...match)
    if (!next || next === name) continue
    const found = resolve(next, steps - 1)
    if (found) return found
  }
  return undefined
}
