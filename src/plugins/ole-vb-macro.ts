import { setting } from '../conf/setting.ts'
import { bool, number } from '../conf/setting-types.ts'
import { findParts } from '../message/part.ts'
import { compilePerlRegex } from '../regex/compile.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { attachmentName } from './office/attachment-name.ts'
import { type OfficeFinding, OfficeScan } from './office/office-scan.ts'
import { patternSetting } from './patterns/pattern-setting.ts'

const expression = (text: string, doc: string) =>
  setting(patternSetting, { default: () => compilePerlRegex(text, ''), scope: 'user', doc })

const settings = {
  olemacro_num_mime: setting(number, { default: 5, scope: 'user', doc: 'So many attachments are looked at.' }),
  olemacro_num_zip: setting(number, {
    default: 8,
    scope: 'user',
    doc: 'So many files of each zip are looked at; 0 leaves zips alone.',
  }),
  olemacro_zip_depth: setting(number, { default: 2, scope: 'user', doc: 'Zips within zips are opened to this depth.' }),
  olemacro_extended_scan: setting(bool, {
    default: false,
    scope: 'user',
    doc: 'Look at files of all names but those of olemacro_skip_exts; check_olemacro_renamed needs it.',
  }),
  olemacro_prefer_contentdisposition: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Where Content-Type and Content-Disposition name a file differently, the latter counts.',
  }),
  olemacro_max_file: setting(number, {
    default: 1_024_000,
    scope: 'user',
    doc: 'So many bytes of each attachment are looked at.',
  }),
  olemacro_exts: expression(
    '(?:doc|docx|dot|pot|ppa|pps|ppt|rtf|sldm|xl|xla|xls|xlsx|xlt|xltx|xslb)$',
    'Names of files that may hold macros. Letters count as written, as in SpamAssassin; (?i) changes that.',
  ),
  olemacro_macro_exts: expression(
    '(?:docm|dotm|ppam|potm|ppst|ppsm|pptm|sldm|xlm|xlam|xlsb|xlsm|xltm|xps)$',
    'Names of files that do hold macros.',
  ),
  olemacro_skip_exts: expression('(?:dotx|potx|ppsx|pptx|sldx)$', 'Names of files that are not looked at.'),
  olemacro_skip_ctypes: expression('^(?:text\\/)', 'Types of parts that are not looked at.'),
  olemacro_zips: expression('(?:zip)$', 'Names of files that are opened as zips.'),
  olemacro_download_marker: expression(
    '(?:cmd(?:\\.exe)? \\/c ms\\^h\\^ta ht\\^tps?:\\/\\^\\/)',
    'What a document holds that makes it load a program.',
  ),
} as const

const officeScan = perScan((scan) => {
  const conf = scan.conf.of(settings)
  const office = new OfficeScan({
    skip: conf.olemacro_skip_exts,
    zip: conf.olemacro_zips,
    macro: conf.olemacro_macro_exts,
    plain: conf.olemacro_exts,
    downloadMarker: conf.olemacro_download_marker,
    extended: conf.olemacro_extended_scan,
    maxZipMembers: conf.olemacro_num_zip,
    maxZipDepth: conf.olemacro_zip_depth,
  })
  let looked = 0
  for (const part of findParts(scan.message.root, (type) => type !== '', { leavesOnly: true })) {
    if (conf.olemacro_skip_ctypes.test(part.type)) continue
    const name = attachmentName(part, conf.olemacro_prefer_contentdisposition)
    if (!name || conf.olemacro_skip_exts.test(name)) continue
    const data = part.decodedStart(conf.olemacro_max_file)
    if (data && office.lookAt(name, data) && ++looked >= conf.olemacro_num_mime) break
  }
  return office
})

function check(finding: OfficeFinding, doc: string) {
  return evalFunction({
    doc,
    on: ['body', 'rawbody'],
    args: [],
    run: (scan) => {
      const where = officeScan(scan).findings.get(finding)
      if (where !== undefined) scan.explain(where)
      return where !== undefined
    },
  })
}

function checkLinks(linksOf: (office: OfficeScan) => ReadonlySet<string>, doc: string) {
  return evalFunction({
    doc,
    on: ['body', 'rawbody'],
    args: [],
    run: (scan: Scan) => {
      const links = linksOf(officeScan(scan))
      for (const link of links) scan.note(link)
      return links.size > 0
    },
  })
}

/** Macros, objects and other dangers in attached office documents, also within zips. */
export const oleVbMacro = {
  name: 'Mail::SpamAssassin::Plugin::OLEVBMacro',
  settings,
  evals: {
    check_olemacro: check('macro', 'An attached document holds a macro.'),
    check_oleobject: check('object', 'An attached workbook holds an embedded object.'),
    check_olertfobject: check('rtfObject', 'An attached document holds an RTF file.'),
    check_olemacro_csv: check('table', 'An attached table of text (CSV) runs a command.'),
    check_olemacro_malice: check('malice', 'An attached document holds a macro that runs when it is opened.'),
    check_olemacro_renamed: check('renamed', 'An office document is called otherwise (with olemacro_extended_scan).'),
    check_olemacro_encrypted: check('encrypted', 'An attached document is encrypted.'),
    check_olemacro_zip_password: check('zipPassword', 'A zip holds a file that is encrypted.'),
    check_olemacro_download_exe: check('download', 'An attached document holds a link to a program.'),
    check_olemacro_redirect_uri: checkLinks((office) => office.links, 'An attached document refers to the web.'),
    check_olemacro_mhtml_uri: checkLinks(
      (office) => office.mhtmlLinks,
      'An attached document refers to an mhtml link, which can be abused.',
    ),
  },
  features: ['has_olemacro_redirect_uri', 'has_olemacro_mhtml_uri', 'has_olertfobject'],
  postMessageParse: (scan) => {
    const uris = [...officeScan(scan).links]
    if (uris.length > 0) scan.extendMessage({ uris })
  },
} as const satisfies Plugin
