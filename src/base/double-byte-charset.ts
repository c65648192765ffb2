// Charsets of one or two bytes a character (EUC-JP: up to three). The maps are iconv-lite's, corrected where Perl's Encode
// knows other characters: what is undefined decides whether a text can be in that charset at all.
import iconv from 'iconv-lite'

interface Edition {
  /** iconv-lite's charset to start from. */
  readonly base: string
  /** First and last trail byte. */
  readonly trails: readonly [number, number]
  /** Lead bytes, as ranges `81-fe`; every other byte from 0x80 is a character of its own or nothing. */
  readonly leads: string
  /** Pairs that mean nothing here, as ranges over trail bytes and on to the next lead. */
  readonly removed: string
  /** Pairs that differ from the base: `a140-7e:e4c6` maps a140…a17e to U+E4C6 and on. */
  readonly added: string
  /** Single bytes from 0x80 on. */
  readonly singles: string
}

const HALF_WIDTH_KANA = 'a1-df:ff61'
const BIG5_LEADS = 'a1-f9'

const EDITIONS: ReadonlyMap<string, Edition> = new Map([
  [
    'cp936',
    {
      base: 'cp936',
      trails: [0x40, 0xfe],
      leads: '81-fe',
      removed: '',
      singles: '80:20ac ff:f8f5',
      added:
        'a140-7e:e4c6 a180-a0:e505 a240-7e:e526 a280-a0:e565 a2ab-b0:e766 a2e3-e4:e76c a2ef-f0:e76e a2fd-fe:e770 a340-7e:e586 a380-a0:e5c5 a440-7e:e5e6 a480-a0:e625 a4f4-fe:e772 a540-7e:e646 a580-a0:e685 a5f7-fe:e77d a640-7e:e6a6 a680-a0:e6e5 a6b9-c0:e785 a6d9-df:e78d a6ec-ed:e794 a6f3-f3:e796 a6f6-fe:e797 a740-7e:e706 a780-a0:e745 a7c2-d0:e7a0 a7f2-fe:e7af a896-a0:e7bc a8bc-bc:e7c7 a8bf-bf:e7c8 a8c1-c4:e7c9 a8ea-fe:e7cd a958-58:e7e2 a95b-5b:e7e3 a95d-5f:e7e4 a989-95:e7e7 a997-a3:e7f4 a9f0-fe:e801 aaa1-fe:e000 aba1-fe:e05e aca1-fe:e0bc ada1-fe:e11a aea1-fe:e178 afa1-fe:e1d6 d7fa-fe:e810 f8a1-fe:e234 f9a1-fe:e292 faa1-fe:e2f0 fba1-fe:e34e fca1-fe:e3ac fda1-fe:e40a fe50-7e:e815 fe80-a0:e844 fea1-fe:e468',
    },
  ],
  [
    'euc-cn',
    {
      base: 'cp936',
      trails: [0xa1, 0xfe],
      leads: 'a1-a9 b0-f7',
      removed: 'a2a1-a2aa a6e0-a6eb a6ee-a6f2 a6f4-a6f5 a8bb-a8bb a8bd-a8be a8c0-a8c0',
      singles: '',
      added: 'a1a4-a4:30fb a1aa-aa:2015',
    },
  ],
  [
    'cp949',
    {
      base: 'cp949',
      trails: [0x41, 0xfe],
      leads: '81-fe',
      removed: '',
      singles: '80:80 ff:f8f7',
      added: 'c9a1-fe:e000 fea1-fe:e05e',
    },
  ],
  ['euc-kr', { base: 'cp949', trails: [0xa1, 0xfe], leads: 'a1-ac b0-c8 ca-fd', removed: '', singles: '', added: '' }],
  [
    'cp950',
    {
      base: 'cp950',
      trails: [0x40, 0xfe],
      leads: '81-fe',
      removed: '',
      singles: '80:80 ff:f8f8',
      added:
        '8140-7e:eeb8 81a1-fe:eef7 8240-7e:ef55 82a1-fe:ef94 8340-7e:eff2 83a1-fe:f031 8440-7e:f08f 84a1-fe:f0ce 8540-7e:f12c 85a1-fe:f16b 8640-7e:f1c9 86a1-fe:f208 8740-7e:f266 87a1-fe:f2a5 8840-7e:f303 88a1-fe:f342 8940-7e:f3a0 89a1-fe:f3df 9040-7e:e44b 90a1-fe:e48a 9140-7e:e4e8 91a1-fe:e527 9240-7e:e585 92a1-fe:e5c4 9340-7e:e622 93a1-fe:e661 9440-7e:e6bf 94a1-fe:e6fe 9540-7e:e75c 95a1-fe:e79b 9640-7e:e7f9 96a1-fe:e838 9740-7e:e896 97a1-fe:e8d5 9840-7e:e933 98a1-fe:e972 9940-7e:e9d0 99a1-fe:ea0f 8a40-7e:f43d 8aa1-fe:f47c 8b40-7e:f4da 8ba1-fe:f519 8c40-7e:f577 8ca1-fe:f5b6 8d40-7e:f614 8da1-fe:f653 8e40-7e:e311 8ea1-fe:e350 8f40-7e:e3ae 8fa1-fe:e3ed 9a40-7e:ea6d 9aa1-fe:eaac 9b40-7e:eb0a 9ba1-fe:eb49 9c40-7e:eba7 9ca1-fe:ebe6 9d40-7e:ec44 9da1-fe:ec83 9e40-7e:ece1 9ea1-fe:ed20 9f40-7e:ed7e 9fa1-fe:edbd a040-7e:ee1b a0a1-fe:ee5a c6a1-fe:f6b1 c740-7e:f70f c7a1-fe:f74e c840-7e:f7ac c8a1-fe:f7eb fa40-7e:e000 faa1-fe:e03f fb40-7e:e09d fba1-fe:e0dc fc40-7e:e13a fca1-fe:e179 fd40-7e:e1d7 fda1-fe:e216 fe40-7e:e274 fea1-fe:e2b3',
    },
  ],
  [
    'big5-eten',
    {
      base: 'cp950',
      trails: [0x40, 0xfe],
      leads: BIG5_LEADS,
      removed: '',
      singles: '',
      added:
        'a2cc-ce:3038 c255-55:5f5e c6a1-aa:2460 c6ab-b4:2474 c6b5-be:2170 c6bf-c0:2f02 c6c1-c1:2f05 c6c2-c2:2f07 c6c3-c5:2f0c c6c6-c6:2f13 c6c7-c7:2f16 c6c8-c8:2f19 c6c9-c9:2f1b c6ca-ca:2f22 c6cb-cb:2f27 c6cc-cc:2f2e c6cd-cf:2f33 c6d0-d1:2f39 c6d2-d2:2f41 c6d3-d3:2f46 c6d4-d5:2f67 c6d6-d6:2fa1 c6d7-d7:2faa c6d8-d8:a8 c6d9-d9:2c6 c6da-db:30fd c6dc-dd:309d c6de-df:f6ee c6e0-e2:3005 c6e3-e3:30fc c6e4-e4:ff3b c6e5-e5:ff3d c6e6-e6:273d c6e7-fe:3041 c740-7a:3059 c77b-7e:30a1 c7a1-f2:30a5 c7f3-f8:410 c7f9-f9:401 c7fa-fe:416 c840-5a:41b c85b-5b:451 c85c-75:436 c876-76:21e7 c877-78:21b8 c879-79:f7e5 c87a-7a:200cc c87b-7b:4e5a c87c-7c:2008a c87d-7d:5202 c87e-7e:f7ea c8a1-a1:f7eb c8a2-a2:5188 c8a3-a3:f7ed c8a4-a4:27607 c8a5-cc:f7ef c8cd-cd:ffe2 c8ce-ce:ffe4 c8cf-cf:ff07 c8d0-d0:ff02 c8d1-d1:3231 c8d2-d2:2116 c8d3-d3:2121 c8d4-d5:309b c8d6-d6:2e80 c8d7-d7:2e84 c8d8-da:2e86 c8db-db:2e8a c8dc-dd:2e8c c8de-de:2e95 c8df-e0:2e9c c8e1-e1:2ea5 c8e2-e2:2ea7 c8e3-e3:2eaa c8e4-e4:2eac c8e5-e5:2eae c8e6-e6:2eb6 c8e7-e7:2ebc c8e8-e8:2ebe c8e9-e9:2ec6 c8ea-ea:2eca c8eb-ec:2ecc c8ed-ed:2ecf c8ee-ef:2ed6 c8f0-f0:2ede c8f1-f1:2ee3 c8f5-f5:283 c8f6-f6:250 c8f7-f7:25b c8f8-f8:254 c8f9-f9:275 c8fa-fa:153 c8fb-fb:f8 c8fc-fc:14b c8fd-fd:28a c8fe-fe:26a',
    },
  ],
  // Encode has the HKSCS of 2001, which puts into the private use area what has code points today.
  ['big5-hkscs', { base: 'big5hkscs', trails: [0x40, 0xfe], leads: '88-fe', removed: '', singles: '', added: '' }],
  [
    'cp932',
    {
      base: 'cp932',
      trails: [0x40, 0xfc],
      leads: '81-84 87-9f e0-ea ed-ee f0-fc',
      removed: '',
      singles: `80:80 a0:f8f0 ${HALF_WIDTH_KANA} fd-ff:f8f1`,
      added: 'f941-7e:e69d f980-fc:e6db',
    },
  ],
  [
    'shiftjis',
    {
      base: 'cp932',
      trails: [0x40, 0xfc],
      leads: '81-84 88-9f e0-ea',
      removed: '',
      singles: HALF_WIDTH_KANA,
      added: '8160-60:301c 8161-61:2016 817c-7c:2212 8191-92:a2 81ca-ca:ac',
    },
  ],
  // Encode's EUC-JP also holds the third and fourth level kanji of JIS X 0213, which iconv-lite lacks.
  [
    'euc-jp',
    {
      base: 'euc-jp',
      trails: [0xa1, 0xfe],
      leads: '8e-8f a1-fe',
      removed: 'adf0-adf2 adf4-adf7 adfa-adfc',
      singles: '',
      added: '8ea1-df:ff61 a1c1-c1:301c a1c2-c2:2016 a1dd-dd:2212 a1f1-f2:a2 a2cc-cc:ac',
    },
  ],
])

const NOTHING = 0
const LEAD = -1
const JIS_X_0212_LEAD = 0x8f

/** Code points by byte and by pair, 0 where nothing is; `singles` holds LEAD for lead bytes. */
interface Table {
  readonly singles: Int32Array
  readonly pairs: Int32Array
  /** Pairs after 0x8F, in EUC-JP only. */
  readonly triples: Int32Array | undefined
}

const tables = new Map<string, Table>()

/** Whether the charset, by its canonical name, is one of these. */
export function isDoubleByte(charset: string): boolean {
  return EDITIONS.has(charset)
}

/**
 * The text in Unicode; `malformed` gives what stands for a byte that cannot be read, undefined to give up. A character cut
 * off at the end is dropped, as Encode does.
 */
export function decodeDoubleByte(
  bytes: string,
  charset: string,
  malformed: (byte: number) => string | undefined,
): string | undefined {
  const table = tableOf(charset)
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes.charCodeAt(at)
    const single = table.singles[byte] ?? NOTHING
    let code = single
    let width = 1
    if (single === LEAD) {
      const triple = byte === JIS_X_0212_LEAD && table.triples !== undefined
      width = triple ? 3 : 2
      if (at + width > bytes.length) break
      const from = at + width - 2
      const pair = bytes.charCodeAt(from) * 256 + bytes.charCodeAt(from + 1)
      code = ((triple ? table.triples : table.pairs)?.[pair] ?? NOTHING) || LEAD
    }
    if (code === LEAD || (code === NOTHING && byte !== 0)) {
      const stand = malformed(byte)
      if (stand === undefined) return undefined
      pieces.push(stand)
      at++
      continue
    }
    pieces.push(String.fromCodePoint(code))
    at += width
  }
  return pieces.join('')
}

function tableOf(charset: string): Table {
  const known = tables.get(charset)
  if (known) return known
  const edition = EDITIONS.get(charset)
  if (!edition) throw new Error(`no double-byte charset: ${charset}`)
  const made = makeTable(edition)
  tables.set(charset, made)
  return made
}

function makeTable(edition: Edition): Table {
  const singles = new Int32Array(256)
  const pairs = new Int32Array(65_536)
  const [firstTrail, lastTrail] = edition.trails
  for (let byte = 0; byte < 0x80; byte++) singles[byte] = byte
  for (const [from, , count, code] of runs(edition.singles)) {
    for (let i = 0; i < count; i++) singles[from + i] = code + i
  }
  const isEucJp = edition.base === 'euc-jp'
  const triples = isEucJp ? readPairs('\x8f', 0xa1, 0xfe, 0xa1, 0xfe, edition.base) : undefined
  for (const [first, last] of ranges(edition.leads)) {
    for (let lead = first; lead <= last; lead++) singles[lead] = LEAD
    const read = readPairs('', first, last, firstTrail, lastTrail, edition.base)
    for (let pair = first * 256; pair < (last + 1) * 256; pair++) pairs[pair] = read[pair] ?? NOTHING
  }
  for (const [first, last] of ranges(edition.removed)) {
    for (let pair = first; pair <= last; pair++) pairs[pair] = NOTHING
  }
  for (const [from, , count, code] of runs(edition.added)) {
    for (let i = 0; i < count; i++) pairs[from + i] = code + i
  }
  return { singles, pairs, triples }
}

/** What iconv-lite makes of all pairs of these bytes, each after `prefix`. */
function readPairs(
  prefix: string,
  firstLead: number,
  lastLead: number,
  firstTrail: number,
  lastTrail: number,
  charset: string,
): Int32Array {
  const read = new Int32Array(65_536)
  const trails = Array.from({ length: lastTrail - firstTrail + 1 }, (_, i) => firstTrail + i)
  for (let lead = firstLead; lead <= lastLead; lead++) {
    // All at once: a decoder of its own for each of some twenty thousand pairs takes far longer. No character
    // has a newline in it, so that what is malformed ends there, too.
    const lines = trails.map((trail) => `${prefix}${String.fromCharCode(lead, trail)}\n`).join('')
    for (const [i, decoded] of iconv.decode(Buffer.from(lines, 'latin1'), charset).split('\n').entries()) {
      const code = decoded.codePointAt(0) ?? NOTHING
      if (code !== 0xfffd && String.fromCodePoint(code) === decoded) read[lead * 256 + firstTrail + i] = code
    }
  }
  return read
}

function ranges(text: string): [first: number, last: number][] {
  if (text === '') return []
  return text.split(' ').map((range) => {
    const [first = '', last = first] = range.split('-')
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
  })
}

function runs(text: string): [first: number, last: number, count: number, code: number][] {
  if (text === '') return []
  return text.split(' ').map((run) => {
    const [range = '', code = ''] = run.split(':')
    const [first = '', last = first] = range.split('-')
    const from = Number.parseInt(first, 16)
    const to = Number.parseInt(last.padStart(first.length, first), 16)
    return [from, to, to - from + 1, Number.parseInt(code, 16)]
  })
}
