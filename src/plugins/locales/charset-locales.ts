// Which charsets are usual where, beyond those that are usual everywhere (Mail::SpamAssassin::Locales).
const CYRILLIC = ['KOI8R', 'KOI8U', 'KOI8T', 'ISOIR111', 'CP1251', 'GEORGIANPS', 'PT154', 'CP866']
const TRADITIONAL_CHINESE = ['BIG5HKSCS', 'BIG5', 'EUCTW']

const CHARSETS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'ja',
    new Set([
      'EUCJP',
      'JISX020119760',
      'JISX020819830',
      'JISX020819900',
      'JISX020819970',
      'JISX021219900',
      'JISX021320001',
      'JISX021320002',
      'SHIFT_JIS',
      'SHIFTJIS',
      'ISO2022JP',
      'SJIS',
      'JIS7',
      'JISX0201',
      'JISX0208',
      'JISX0212',
    ]),
  ],
  ['ko', new Set(['EUCKR', 'KSC56011987'])],
  ...['ru', 'ka', 'tg', 'be', 'uk', 'bg'].map((locale) => [locale, new Set(CYRILLIC)] as const),
  ['th', new Set(['TIS620'])],
  ['zh', new Set(['GB1988', 'GB2312', 'GB231219800', 'GB18030', 'GBK', 'ISO2022CN', ...TRADITIONAL_CHINESE])],
])

/** Charsets that are usual everywhere. */
const ALWAYS = /^(?:USASCII$|ASCII$|ISO8859|ISO10646|UTF|UCS|CP125|WINDOWS|IBM852$|UNICODE11UTF[78]|XUNKNOWN$|ISO$)/

/** Whether mail in this charset is to be expected where one of the locales is spoken. */
export function isCharsetOkForLocales(charset: string, locales: readonly string[]): boolean {
  const letters = charset.replace(/[^A-Za-z0-9]/g, '').toUpperCase()
  const name = letters.replace(/^3D/, '') // left over from quoted-printable
  if (ALWAYS.test(name)) return true
  return locales.some((given) => {
    const locale = given === 'C' ? 'en' : given.replace(/^([a-z][a-z])[^\n]*$/, '$1') // zh_TW → zh
    return CHARSETS.get(locale)?.has(name) ?? false
  })
}

/** The locales of `ok_locales` and of the process's environment, as SpamAssassin joins them. */
export function localesOf(okLocales: string, environment: Readonly<Record<string, string | undefined>>): string[] {
  const locales = okLocales.split(/[ \t\n\r\f\v]+/)
  const { LC_ALL, LANGUAGE, LC_MESSAGES, LANG } = environment
  const own = LC_ALL || LANGUAGE || LC_MESSAGES || LANG
  if (own !== undefined) locales.push(own)
  return locales
}
