// The 253 names of Perl's HTML::Entities (HTML 4 and apos), which are far fewer than HTML5's: as SpamAssassin knows no
// others, neither may we. Its rules differ from a browser's too: most names count only with their semicolon.

/** Names good without a semicolon, each with its code: ASCII and Latin-1. */
const BARE_NAMES =
  'quot:34 amp:38 apos:39 lt:60 gt:62 nbsp:160 iexcl:161 cent:162 pound:163 curren:164 yen:165 brvbar:166 ' +
  'sect:167 uml:168 copy:169 ordf:170 laquo:171 not:172 shy:173 reg:174 macr:175 deg:176 plusmn:177 sup2:178 ' +
  'sup3:179 acute:180 micro:181 para:182 middot:183 cedil:184 sup1:185 ordm:186 raquo:187 frac14:188 ' +
  'frac12:189 frac34:190 iquest:191 Agrave:192 Aacute:193 Acirc:194 Atilde:195 Auml:196 Aring:197 AElig:198 ' +
  'Ccedil:199 Egrave:200 Eacute:201 Ecirc:202 Euml:203 Igrave:204 Iacute:205 Icirc:206 Iuml:207 ETH:208 ' +
  'Ntilde:209 Ograve:210 Oacute:211 Ocirc:212 Otilde:213 Ouml:214 times:215 Oslash:216 Ugrave:217 Uacute:218 ' +
  'Ucirc:219 Uuml:220 Yacute:221 THORN:222 szlig:223 agrave:224 aacute:225 acirc:226 atilde:227 auml:228 ' +
  'aring:229 aelig:230 ccedil:231 egrave:232 eacute:233 ecirc:234 euml:235 igrave:236 iacute:237 icirc:238 ' +
  'iuml:239 eth:240 ntilde:241 ograve:242 oacute:243 ocirc:244 otilde:245 ouml:246 divide:247 oslash:248 ' +
  'ugrave:249 uacute:250 ucirc:251 uuml:252 yacute:253 thorn:254 yuml:255'

/** Names that need their semicolon. */
const CLOSED_NAMES =
  'OElig:338 oelig:339 Scaron:352 scaron:353 Yuml:376 fnof:402 circ:710 tilde:732 Alpha:913 Beta:914 ' +
  'Gamma:915 Delta:916 Epsilon:917 Zeta:918 Eta:919 Theta:920 Iota:921 Kappa:922 Lambda:923 Mu:924 Nu:925 ' +
  'Xi:926 Omicron:927 Pi:928 Rho:929 Sigma:931 Tau:932 Upsilon:933 Phi:934 Chi:935 Psi:936 Omega:937 ' +
  'alpha:945 beta:946 gamma:947 delta:948 epsilon:949 zeta:950 eta:951 theta:952 iota:953 kappa:954 ' +
  'lambda:955 mu:956 nu:957 xi:958 omicron:959 pi:960 rho:961 sigmaf:962 sigma:963 tau:964 upsilon:965 ' +
  'phi:966 chi:967 psi:968 omega:969 thetasym:977 upsih:978 piv:982 ensp:8194 emsp:8195 thinsp:8201 zwnj:8204 ' +
  'zwj:8205 lrm:8206 rlm:8207 ndash:8211 mdash:8212 lsquo:8216 rsquo:8217 sbquo:8218 ldquo:8220 rdquo:8221 ' +
  'bdquo:8222 dagger:8224 Dagger:8225 bull:8226 hellip:8230 permil:8240 prime:8242 Prime:8243 lsaquo:8249 ' +
  'rsaquo:8250 oline:8254 frasl:8260 euro:8364 image:8465 weierp:8472 real:8476 trade:8482 alefsym:8501 ' +
  'larr:8592 uarr:8593 rarr:8594 darr:8595 harr:8596 crarr:8629 lArr:8656 uArr:8657 rArr:8658 dArr:8659 ' +
  'hArr:8660 forall:8704 part:8706 exist:8707 empty:8709 nabla:8711 isin:8712 notin:8713 ni:8715 prod:8719 ' +
  'sum:8721 minus:8722 lowast:8727 radic:8730 prop:8733 infin:8734 ang:8736 and:8743 or:8744 cap:8745 ' +
  'cup:8746 int:8747 there4:8756 sim:8764 cong:8773 asymp:8776 ne:8800 equiv:8801 le:8804 ge:8805 sub:8834 ' +
  'sup:8835 nsub:8836 sube:8838 supe:8839 oplus:8853 otimes:8855 perp:8869 sdot:8901 lceil:8968 rceil:8969 ' +
  'lfloor:8970 rfloor:8971 lang:9001 rang:9002 loz:9674 spades:9824 clubs:9827 hearts:9829 diams:9830'

function table(names: string): ReadonlyMap<string, string> {
  const rows = names.split(' ').map((row): [string, string] => {
    const [name = '', code] = row.split(':')
    return [name, String.fromCharCode(Number(code))]
  })
  return new Map(rows)
}

const BARE = table(BARE_NAMES)
const CLOSED = table(CLOSED_NAMES)
const LONGEST_BARE_NAME = 6

const AMPERSAND = 38
const SEMICOLON = 59
const REPLACEMENT = 0xfffd
const MAX_CODE_POINT = 0x10ffff

/**
 * The text with entities replaced. In running text (`inText`) a known name also counts as the start of a longer word
 * (`&ampfoo`); in attributes it does not. `spell` says how a character is written: as itself, or as its UTF-8 bytes.
 */
export function decodeEntities(text: string, inText: boolean, spell: (char: string) => string = asItself): string {
  let ampersand = text.indexOf('&')
  if (ampersand < 0) return text
  let decoded = ''
  let copied = 0
  // A high surrogate just written as U+FFFD: with a low one right behind it the two make one character.
  let highSurrogate = 0
  let lastLength = 0
  while (ampersand >= 0) {
    const reference =
      text.charCodeAt(ampersand + 1) === 35 ? numeric(text, ampersand + 2) : named(text, ampersand + 1, inText)
    if (reference.char === undefined) {
      highSurrogate = 0
      ampersand = text.indexOf('&', Math.max(reference.end, ampersand + 1))
      continue
    }
    decoded += text.slice(copied, ampersand)
    const code = reference.char
    if (highSurrogate > 0 && code >= 0xdc00 && code <= 0xdfff && copied === ampersand) {
      decoded = decoded.slice(0, -lastLength) + spell(String.fromCharCode(highSurrogate, code))
      highSurrogate = 0
    } else {
      highSurrogate = code >= 0xd800 && code <= 0xdbff ? code : 0
      const spelled = spell(String.fromCodePoint(isNoCharacter(code) ? REPLACEMENT : code))
      lastLength = spelled.length
      decoded += spelled
    }
    copied = reference.end
    if (text.charCodeAt(copied) === SEMICOLON) copied++
    if (text.charCodeAt(copied) !== AMPERSAND) highSurrogate = 0
    ampersand = text.indexOf('&', copied)
  }
  return decoded + text.slice(copied)
}

function asItself(char: string): string {
  return char
}

/** A reference: where it ends, and its code point; undefined when it stands for nothing. */
interface Reference {
  readonly end: number
  readonly char: number | undefined
}

function isNoCharacter(code: number): boolean {
  return (code >= 0xd800 && code <= 0xdfff) || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe
}

// `start` is behind `&#`.
function numeric(text: string, start: number): Reference {
  const marker = text.charCodeAt(start) | 32
  const base = marker === 120 ? 16 : 10
  let end = base === 16 ? start + 1 : start
  const first = end
  let code = 0
  for (; end < text.length; end++) {
    const digit = digitValue(text.charCodeAt(end), base)
    if (digit < 0) break
    code = code * base + digit
    if (code > MAX_CODE_POINT) return { end, char: undefined }
  }
  const known = end > first && code > 0 && code !== 0xfffe && code !== 0xffff
  return { end, char: known ? code : undefined }
}

function digitValue(code: number, base: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (base === 10) return -1
  const lower = code | 32
  if (lower >= 97 && lower <= 102) return lower - 87
  return code === 0 ? 0 : -1 // HTML::Parser takes NUL for a hexadecimal nought
}

function named(text: string, start: number, inText: boolean): Reference {
  let end = start
  while (isNameChar(text.charCodeAt(end))) end++
  const name = text.slice(start, end)
  const char = BARE.get(name) ?? (text.charCodeAt(end) === SEMICOLON ? CLOSED.get(name) : undefined)
  if (char !== undefined) return { end, char: char.charCodeAt(0) }
  if (inText) {
    for (let length = Math.min(name.length - 1, LONGEST_BARE_NAME); length > 0; length--) {
      const prefix = BARE.get(name.slice(0, length))
      if (prefix !== undefined) return { end: start + length, char: prefix.charCodeAt(0) }
    }
  }
  return { end, char: undefined }
}

function isNameChar(code: number): boolean {
  const lower = code | 32
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95
}
