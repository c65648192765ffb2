import * as CFB from 'cfb'
import { type ZippedFile, zipFile } from './zip-file.ts'

/** A compound file (OLE) with these streams, as latin1 text. */
export function compoundFile(streams: Readonly<Record<string, string>>): string {
  const file = CFB.utils.cfb_new()
  for (const [path, data] of Object.entries(streams)) CFB.utils.cfb_add(file, `/${path}`, Buffer.from(data, 'latin1'))
  return Buffer.from(CFB.write(file, { type: 'buffer' }) as Uint8Array).toString('latin1') // `as`: what that type gives
}

/** Text as a stream of a VBA project holds it (MS-OVBA 2.4.1), packed with literals only. */
export function packedMacro(source: string): string {
  let packed = '\x01'
  for (let at = 0; at < source.length; at += 3000) {
    const chunk = source.slice(at, at + 3000).replace(/[\s\S]{1,8}/g, '\0$&')
    const size = chunk.length + 2 - 3
    packed += String.fromCharCode(size & 255, 0xb0 | (size >> 8)) + chunk
  }
  return packed
}

/** The project of macros with one module of this source. */
export function macroProject(source: string): string {
  const module = `Attribute VB_Name = "Module1"\r\n${source}`
  return compoundFile({ 'VBA/_VBA_PROJECT': '\xcc\x61\xff\xff', 'VBA/Module1': packedMacro(module) })
}

/** A Word document of before 2007, with a macro if there is a source. */
export function oldDocument(macro?: string): string {
  const text = { WordDocument: `\xec\xa5\xc1\0${'text '.repeat(900)}`, '1Table': 'x'.repeat(5000) }
  if (macro === undefined) return compoundFile(text)
  return compoundFile({
    ...text,
    'Macros/VBA/_VBA_PROJECT': '\xcc\x61\xff\xff',
    'Macros/VBA/Module1': packedMacro(`Attribute VB_Name = "Module1"\r\n${macro}`),
  })
}

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** The relations of a part of a document; `external` are targets outside of it. */
export function relations(external: readonly string[] = []): string {
  const rows = external.map(
    (target, i) => `<Relationship Id="rId${i + 2}" Type="x" Target="${target}" TargetMode="External"/>`,
  )
  return `<?xml version="1.0"?>\n<Relationships xmlns="${RELATIONSHIPS}"><Relationship Id="rId1" Type="y" Target="styles.xml"/>${rows.join('')}</Relationships>`
}

/** A document of 2007 or later: its types, its relations and these files. */
export function newDocument(files: readonly ZippedFile[] = [], types = '', external: readonly string[] = []): string {
  return zipFile([
    { name: '[Content_Types].xml', data: `<?xml version="1.0"?>\n<Types>${types}</Types>` },
    { name: '_rels/.rels', data: relations() },
    { name: 'word/document.xml', data: '<w:document>text</w:document>' },
    { name: 'word/_rels/document.xml.rels', data: relations(external) },
    ...files,
  ])
}
