import type { PerlRegex } from '../../regex/compile.ts'
import {
  automaticProcedure,
  commandInTable,
  externalTargets,
  isCompoundFile,
  isEncryptedDocument,
  isMhtmlLink,
  macroContentType,
  macroMark,
  memberKind,
  programLink,
} from './office-marks.ts'
import { macroProcedures } from './vba-source.ts'
import { type InflateBudget, readZip, type ZipMember } from './zip-archive.ts'

/** What may be found about the attached documents of a message. */
export type OfficeFinding =
  | 'macro'
  | 'object'
  | 'rtfObject'
  | 'table'
  | 'malice'
  | 'renamed'
  | 'encrypted'
  | 'zipPassword'
  | 'download'

/** How documents are told by their names, and how much of them is read. */
export interface OfficeOptions {
  readonly skip: PerlRegex
  readonly zip: PerlRegex
  readonly macro: PerlRegex
  readonly plain: PerlRegex
  readonly downloadMarker: PerlRegex
  /** Look at files of other names, too. */
  readonly extended: boolean
  readonly maxZipMembers: number
  readonly maxZipDepth: number
}

const TABLE_NAME = /\.csv\n?$/i
const ZIP_NAME = /\.zip\n?$/i
const MAX_LINKS = 10
const MAX_MHTML_LINKS = 5
/** More than all real documents that fit into an attachment unfold to, little enough to read within a second. */
const MAX_INFLATED = 64 << 20

/** Looks through attachments for macros, objects and what opens them, and keeps what it found, with what there is to say of the first file that showed it. */
export class OfficeScan {
  readonly findings = new Map<OfficeFinding, () => string>()
  /** Links of documents to what is outside of them, as written. */
  readonly links = new Set<string>()
  readonly mhtmlLinks = new Set<string>()
  readonly #options: OfficeOptions
  readonly #budget: InflateBudget = { bytesLeft: MAX_INFLATED }

  constructor(options: OfficeOptions) {
    this.#options = options
  }

  /** Looks at one attachment; false where nothing was to be looked at. */
  lookAt(name: string, data: string): boolean {
    return this.#file(name, () => data, 0)
  }

  #file(name: string, contents: () => string | undefined, depth: number): boolean {
    const { zip, macro, plain, extended } = this.#options
    if (TABLE_NAME.test(name)) this.#table(name, contents() ?? '')
    if (zip.test(name)) this.#zip(name, contents(), depth)
    else if (macro.test(name)) {
      this.#found('macro', `${name}, by its name`)
      this.#document(name, contents(), false)
    } else if (plain.test(name)) this.#document(name, contents(), true)
    else if (extended) this.#other(name, contents(), depth)
    else return false
    return true
  }

  #found(finding: OfficeFinding, where: string, details: () => readonly string[] = () => []): void {
    if (!this.findings.has(finding)) this.findings.set(finding, () => [where, ...details()].join(', '))
  }

  #table(name: string, data: string): void {
    const command = commandInTable(data)
    if (command !== undefined) this.#found('table', `${name}: ${command}`)
  }

  #document(name: string, data: string | undefined, mayBeOld: boolean): void {
    if (!data) return
    this.#encrypted(name, data)
    if (mayBeOld) this.#oldDocument(name, data)
    this.#zipDocument(name, data)
    this.#download(name, data)
  }

  /** A file whose name says nothing. */
  #other(name: string, data: string | undefined, depth: number): void {
    if (!data) return
    const tells = [
      isCompoundFile(data),
      this.#encrypted(name, data),
      this.#oldDocument(name, data),
      this.#zipDocument(name, data),
    ]
    if (tells.includes(true)) {
      this.#found('renamed', name)
      this.#download(name, data)
    }
    this.#zip(name, data, depth)
  }

  #zip(name: string, data: string | undefined, depth: number): void {
    const { maxZipMembers, maxZipDepth, skip, macro } = this.#options
    if (!maxZipMembers || depth + 1 > maxZipDepth) return
    let read = 0
    for (const member of this.#members(name, data) ?? []) {
      const inside = `${name}: ${member.name}`
      if (skip.test(member.name)) continue
      if (member.encrypted) {
        if (macro.test(member.name)) this.#found('macro', `${inside}, by its name`)
        this.#found('zipPassword', inside)
        continue
      }
      if (this.#file(member.name, () => member.contents(), depth + 1) && ++read >= maxZipMembers) break
    }
  }

  #members(name: string, data: string | undefined): readonly ZipMember[] | undefined {
    if (!data || !(data.startsWith('PK') || ZIP_NAME.test(name))) return undefined
    return readZip(data, this.#budget)
  }

  #encrypted(name: string, data: string): boolean {
    const encrypted = isEncryptedDocument(data)
    if (encrypted) this.#found('encrypted', name)
    return encrypted
  }

  /** A document that is no zip. */
  #oldDocument(name: string, data: string): boolean {
    const mark = macroMark(data)
    if (mark === undefined) return false
    this.#found('macro', name, () => macroProcedures(data))
    const procedure = automaticProcedure(data)
    if (procedure !== undefined) this.#found('malice', `${name}: ${procedure}`)
    return true
  }

  /** A document that is a zip of XML, with what may be in it. */
  #zipDocument(name: string, data: string): boolean {
    const members = this.#members(name, data)
    if (!members) return false
    let isDocument = false
    let hasMacro = false
    for (const member of members) {
      const kind = memberKind(member.name)
      if (kind === undefined) continue
      isDocument = true
      hasMacro ||= kind === 'macro'
      this.#found(kind === 'rtf' ? 'rtfObject' : kind, `${name}: ${member.name}`, () =>
        kind === 'macro' ? macroProcedures(member.contents() ?? '') : [],
      )
    }
    const types = members.find((member) => member.name === '[Content_Types].xml')
    if (types) {
      isDocument = true
      const type = this.findings.has('macro') ? undefined : macroContentType(types.contents() ?? '')
      if (type !== undefined) this.#found('macro', `${name}: ${type}`)
    }
    for (const member of members) {
      if (!member.name.includes('.rels')) continue
      const relations = member.contents()
      if (!relations) continue
      isDocument = true
      for (const target of externalTargets(relations)) this.#link(target)
    }
    if (hasMacro) this.#maliceWithin(name, members)
    return isDocument
  }

  #maliceWithin(name: string, members: readonly ZipMember[]): void {
    for (const member of members) {
      if (!member.name.includes('.bin')) continue
      const procedure = automaticProcedure(member.contents() ?? '')
      if (procedure === undefined) continue
      this.#found('malice', `${name}: ${member.name}: ${procedure}`)
      return
    }
  }

  #link(target: string): void {
    if (isMhtmlLink(target) && this.mhtmlLinks.size < MAX_MHTML_LINKS) this.mhtmlLinks.add(target)
    const uri = target.replace(/^mhtml:/i, '')
    if (/^https?:\/\//i.test(uri) && this.links.size < MAX_LINKS) this.links.add(uri)
  }

  #download(name: string, data: string): void {
    const link = programLink(data) ?? this.#options.downloadMarker.exec(data)?.captures[0]
    if (link !== undefined) this.#found('download', `${name}: ${link}`)
  }
}
