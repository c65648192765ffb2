import { asciiLower } from '../base/ascii.ts'
import type { Part } from '../message/part.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { because, perScan } from '../rules/scan.ts'
import { contentTypeOfPart } from './mime/content-type-of-part.ts'

const EXECUTABLE =
  /\.(?:ade|adp|asx|bas|bat|chm|cmd|com|cpl|crt|dll|exe|hlp|hta|inf|ins|isp|js|jse|lnk|mda|mdb|mde|mdt|mdw|mdz|msc|msi|msp|mst|nws|ops|pcd|pif|prf|reg|scf|scr\??|sct|shb|shs|shm|swf|url|vb|vbe|vbs|vbx|vxd|wsc|wsf|wsh)$/
/** How DOS and Windows programs begin, in base64 and uuencoded. */
const BASE64_PROGRAM = /^TV[opqr][^\n]A[^\n][^\n][AB][^\n][AQgw][A-H][^\n]A/
const UUENCODED_PROGRAM = /(?<![^\n])M35[GHIJK][^\n]`[^\n]{2}`[^\n]+````/

/** Endings of names, and the types that files so named may have. */
const EXPECTED_TYPES: readonly (readonly [ending: RegExp, type: RegExp])[] = [
  [
    /^(?:txt|[px]?html?|xml)$/,
    /^(?:text\/(?:plain|[px]?html?|english|sgml|xml|enriched|richtext)|message\/external-body)/,
  ],
  [/^(?:jpe?g|tiff?|gif|png)$/, /^(?:image\/|application\/mac-binhex)/],
  [/^vcf$/, /^text\/vcard$/],
  [/^(?:bat|com|exe|pif|scr|swf|vbs)$/, /^application\//],
  [/^doc$/, /^application\/[^\n]*word$/],
  [/^ppt$/, /^application\/[^\n]*(?:powerpoint|ppt)$/],
  [/^xls$/, /^application\/[^\n]*excel$/],
]

function isExecutable(part: Part, type: string, name: string): boolean {
  if (EXECUTABLE.test(name)) return true
  const raw = part.raw ?? ''
  if (part.encoding.includes('base64') && BASE64_PROGRAM.test(raw.slice(0, 80))) return true
  return /^text\b/.test(type) && raw.includes('M35') && UUENCODED_PROGRAM.test(raw)
}

function isMisnamed(type: string, name: string): boolean {
  if (name === '' || type === 'application/octet-stream') return false
  const ending = name.slice(name.lastIndexOf('.') + 1)
  const plain = type.replace(/\/(?:x-|vnd\.)/, '/')
  return EXPECTED_TYPES.some(([named, typed]) => named.test(ending) && !typed.test(plain))
}

const attachments = perScan((scan) => {
  const found = { executable: undefined as string | undefined, misnamed: undefined as string | undefined } // `as`: unset at first
  for (const part of scan.message.parts) {
    if (!part.isLeaf || part.type === '') continue
    const content = contentTypeOfPart(part)
    const name = content.name === '0' ? '' : asciiLower(content.name ?? '')
    const shown = `${content.type} named "${name}"`
    if (isExecutable(part, content.type, name)) found.executable ??= shown
    if (isMisnamed(content.type, name)) found.misnamed ??= shown
  }
  return found
})

const check_microsoft_executable = evalFunction({
  doc: 'A part is a program for Windows, by its name or by how it begins.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => {
    const { executable } = attachments(scan)
    return because(scan, executable !== undefined, () => executable ?? '')
  },
})

const check_suspect_name = evalFunction({
  doc: 'The name of a part does not go with its type.',
  on: ['body', 'rawbody'],
  args: [],
  run: (scan) => {
    const { misnamed } = attachments(scan)
    return because(scan, misnamed !== undefined, () => misnamed ?? '')
  },
})

/** Attachments that are programs or pretend to be something else. */
export const antiVirus = {
  name: 'Mail::SpamAssassin::Plugin::AntiVirus',
  settings: {},
  evals: { check_microsoft_executable, check_suspect_name },
} as const satisfies Plugin
