import { asciiLower } from '../../base/ascii.ts'

// What tells macros, objects and encryption in office documents, as SpamAssassin looks for them (OLEVBMacro.pm): marks in the
// bytes of a file. Compound files are not taken apart, so that the same files are found.

const COMPOUND_FILE = '\xd0\xcf\x11\xe0'
const ATTRIBUTE_STREAM = '\0Attribut\0'
const EMBEDDED_OBJECT = '\x01\0O\0l\0e\x001\x000\0N\0a\0'
/** In RTF (`\objemb`, `\objdat`) and in the XML of Word. */
const ELSEWHERE = ['\\objemb', '\\objdat', '\\ objdat', 'w:macrosPresent="yes"', 'vbaProject.bin.rels']
const ENCRYPTED_PACKAGE = 'E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e'
const WORKBOOK = 'W\0o\0r\0k\0b\0o\0o\0k\0'
const ENCRYPTION_XML = /<encryption xmlns/i
/** The head of a compound file. */
const HEAD = 2000
/** Bytes of the first sector that are so in encrypted files only. */
const ENCRYPTED_BYTES = [
  [0x208, '\xfe'],
  [0x214, '/'],
  [0x20b, '\x13'],
] as const

/** A compound file, which old office documents and encrypted new ones are. */
export function isCompoundFile(data: string): boolean {
  return data.startsWith(COMPOUND_FILE)
}

/** An office document that is encrypted. */
export function isEncryptedDocument(data: string): boolean {
  if (!isCompoundFile(data)) return false
  if (ENCRYPTION_XML.test(data)) return true
  const head = data.slice(0, HEAD)
  if (head.includes(ENCRYPTED_PACKAGE)) return true
  if (head.replaceAll('\\0', ' ').includes('E n c r y p t e d P a c k a g e')) return true
  if (head.includes(WORKBOOK)) return false
  return ENCRYPTED_BYTES.some(([at, byte]) => data[at] === byte)
}

/** What shows that a document that is no zip holds macros or objects; undefined when nothing does. */
export function macroMark(data: string): string | undefined {
  const marks = isCompoundFile(data) ? [ATTRIBUTE_STREAM, EMBEDDED_OBJECT] : ELSEWHERE
  return marks.find((mark) => data.includes(mark))
}

const AUTOMATIC = /(?:document|auto|workbook)_?open/i

/** The name of a procedure that runs when the document is opened; undefined when there is none. */
export function automaticProcedure(data: string): string | undefined {
  return AUTOMATIC.exec(data)?.[0]
}

const MACRO_CONTENT_TYPES = [
  /ContentType=["']application\/vnd\.ms-office\.vbaProject["']/i,
  /macroEnabled/i,
  /application\/vnd\.ms-excel\.(?:intl)?macrosheet/i,
]

/** The content type of a document (`[Content_Types].xml`) that says macros; undefined when none does. */
export function macroContentType(xml: string): string | undefined {
  for (const pattern of MACRO_CONTENT_TYPES) {
    const found = pattern.exec(xml)?.[0]
    if (found !== undefined) return found
  }
  return undefined
}

const PROGRAM_LINK = /\0(https?:\/\/)([-a-z0-9+&@#/%?=~_|!:,.;]*)/gi
const PROGRAM_END = /\.(?:exe|cmd|bat)/gi
/** What a link may not end in before the name's extension, though it may hold it. */
const NOT_LAST = /[?!:,.;]/
const SHORTEST_PIECE = 5
const LONGEST_PIECE = 1000

/**
 * A link to a program, between zero bytes: `\0https://… .exe\0`. SpamAssassin's expression for it wants two pieces of 5 to
 * 1,000 chars before the extension, of which the second is pickier; this finds the same in one pass.
 */
export function programLink(data: string): string | undefined {
  if (data.startsWith('URLDownloadToFileA')) return undefined
  for (const { index, 1: scheme = '', 2: run = '' } of data.matchAll(PROGRAM_LINK)) {
    const start = index + 1 + scheme.length
    for (const end of run.matchAll(PROGRAM_END)) {
      const close = data[start + end.index + end[0].length]
      if (close !== '\0' && close !== '\x06' && close !== '|') continue
      const length = end.index
      if (length < 2 * SHORTEST_PIECE || length > 2 * LONGEST_PIECE) continue
      const picky = Math.max(SHORTEST_PIECE, length - LONGEST_PIECE)
      if (!NOT_LAST.test(run.slice(length - picky, length))) return scheme + run.slice(0, length) + end[0]
    }
  }
  return undefined
}

const TARGET = /Target="([^"]*)"/i
const EXTERNAL = /TargetMode="External"/i

/** What the relations of a document (`*.rels`) name outside of it. */
export function externalTargets(xml: string): string[] {
  const targets: string[] = []
  for (const relation of xml.split(/Relationship[ \t\n\r\f\v]/)) {
    const target = TARGET.exec(relation)
    if (target && EXTERNAL.test(relation.slice(target.index + target[0].length))) targets.push(target[1] ?? '')
  }
  return targets
}

const MHTML = /^mhtml:(?:&#x48;&#x54;&#x50;&#x3a;&#x5c;&#x5c;&#x31;&|https?:\/\/)/i

/** A link that Windows' HTML engine can be abused through (CVE-2021-40444). */
export function isMhtmlLink(uri: string): boolean {
  return MHTML.test(uri)
}

const COMMAND_IN_TABLE = /MSEXCEL\|[^\n]{1,20}Windows\\System32\\cmd\.exe/

/** The command that a table of text (CSV) makes Excel run; undefined when there is none. */
export function commandInTable(data: string): string | undefined {
  return COMMAND_IN_TABLE.exec(data)?.[0]
}

const MACRO_MEMBERS: ReadonlySet<string> = new Set([
  'word/vbaproject.bin',
  'macros/vba/_vba_project',
  'xl/vbaproject.bin',
  '_vba_project_cur/vba/_vba_project',
  'ppt/vbaproject.bin',
])
const RTF_MEMBER = /^word\/[^\n]{1,50}\.rtf\b/

/** What the name of a member of a document tells. */
export function memberKind(name: string): 'macro' | 'object' | 'rtf' | undefined {
  const lower = asciiLower(name)
  if (MACRO_MEMBERS.has(lower)) return 'macro'
  if (lower.startsWith('xl/embeddings/')) return 'object'
  return RTF_MEMBER.test(lower) ? 'rtf' : undefined
}
